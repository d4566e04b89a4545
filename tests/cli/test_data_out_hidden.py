"""Everything that leaves a base says the same of a record, and nothing that its audience may not see."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest

from ml_postmortems.export.record_data import CLASSIFIED
from ml_postmortems.lint.check import Report
from ml_postmortems.mcp_server.answers import Answers
from ml_postmortems.mcp_server.snapshot import Base
from ml_postmortems.model.block import Block
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Visibility
from tests.cli.running import Run
from tests.helpers import BODY, FROZEN_RECORDS, RecordDict, changed, file_name, own_record, write_corpus
from tests.site import text_of

HIDDEN = "PM-2025-0006"
WORD = "Quuxolotl"
"""Stands in everything that the public may not see."""
SITE = "https://pm.test/"
LEVELS = ("internal", "restricted")


@pytest.fixture(autouse=True)
def _day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764547200")


@pytest.fixture
def no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checker that finds nothing, so that the outputs alone have to withstand what a rule should refuse."""
    nothing = Report((), (), 0)
    monkeypatch.setattr("ml_postmortems.access.publication.check", lambda *_, **__: nothing)


def files_in(folder: Path) -> dict[str, str]:
    """Every file of a folder by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()
    }


def everything(run: Run, root: Path, audience: str) -> dict[str, str]:
    """Every output of a base for an audience: files, messages, and answers to agents."""
    where = ("--root", str(root), "--audience", audience)
    said: dict[str, str] = {}
    for name, arguments in {
        "files": ("export", "out", "--site", SITE),
        "requests": ("export", "out", "--opensearch"),
        "text": ("digest", "--since", "2025-01-01"),
        "markdown": ("digest", "--since", "2025-01-01", "--format", "markdown", "--site", SITE),
        "json": ("digest", "--since", "2025-01-01", "--json"),
        "shared": ("share", "PM-2025-0001", "--to", "out/one.html"),
        "refused": ("share", "PM-2025-0003", "--to", "out/other.html"),
    }.items():
        outcome = run(*arguments, *where)
        assert outcome.code == (2 if name == "refused" else 0), outcome.errors
        said[name] = outcome.output + outcome.errors
    answer = Answers(Base(root, Visibility[audience.upper()]), SITE).record("PM-2025-0001")
    return files_in(Path("out")) | said | {"agent": json.dumps(answer, ensure_ascii=False, default=str)}


def planted(value: Any) -> Any:
    """The same with the word in every text of several words; ids, names of terms and dates stay."""
    if isinstance(value, dict):
        return {key: planted(each) for key, each in value.items()}
    if isinstance(value, list):
        return [planted(each) for each in value]
    return f"{value} {WORD}" if isinstance(value, str) and " " in value else value


def public_with_secrets(visibility: str, hidden: RecordDict) -> tuple[RecordDict, str]:
    """A public record with a part of each kind that has readers of its own, and a body with every kind of link."""
    record = own_record(
        **{
            "evidence.1.visibility": visibility,
            "evidence.1.title": WORD,
            "evidence.1.uri": f"https://a.test/{WORD}",
            "recurrence.related": [HIDDEN],
            "recurrence.dismissed": [{"id": HIDDEN, "reason": f"{WORD} is something else altogether."}],
        }
    )
    name = file_name(hidden).split("/")[-1]
    links = [
        f"[the earlier one](../2025/{name})",
        f"[the earlier one]({name}#causes)",
        f"[the earlier one][o]\n\n[o]: ../2025/{name}",
        f"![the earlier one]({HIDDEN}/graph.png)",
        f"[never used]: {name}",
        f"[the earlier one](&#80;M{name[2:]})",
    ]
    return changed(record, "aliases", ["PM-2025-0004"]), "\n\n".join((BODY, *links)) + "\n"


@pytest.mark.parametrize("visibility", LEVELS)
def test_no_output_has_a_word_that_the_public_may_not_see(
    tmp_path: Path, run: Run, no_rules: None, visibility: str
) -> None:
    """In every text of a hidden record, in hidden parts and links of a public one: 0 words and no id are found."""
    secret = planted(own_record(id=HIDDEN, visibility=visibility))
    record, body = public_with_secrets(visibility, secret)
    root = write_corpus(tmp_path, record, body=body)
    write_corpus(tmp_path, secret)
    made = everything(run, root, "public")
    assert own_record()["title"] in made["agent"] and own_record()["title"] in made["postmortems/PM-2025-0001.json"]
    assert not [name for name, text in made.items() if WORD.lower() in text.lower() or HIDDEN in text]
    assert "the earlier one" in made["postmortems/PM-2025-0001.json"]


def test_the_same_outputs_give_it_to_those_who_may_see_it(tmp_path: Path, run: Run, no_rules: None) -> None:
    """What the test above looks for would be found."""
    secret = planted(own_record(id=HIDDEN, visibility="restricted"))
    record, body = public_with_secrets("restricted", secret)
    root = write_corpus(tmp_path, record, body=body)
    write_corpus(tmp_path, secret)
    made = everything(run, root, "restricted")
    for name in ("postmortems/PM-2025-0001.json", "postmortems/PM-2025-0001.md", "bulk.ndjson", "markdown", "agent"):
        assert WORD in made[name] or HIDDEN in made[name], name


def test_a_digest_quotes_titles_that_would_be_live(tmp_path: Path, run: Run, no_rules: None) -> None:
    """Where no rule refuses them: no mention, no link, no reference, no tag."""
    write_corpus(tmp_path, own_record(title="@team see [this](https://evil.test) #12 <b>now</b>"))
    outcome = run("digest", "--since", "2000-01-01", "--format", "markdown", "--site", SITE)
    assert outcome.code == 0 and f"({SITE}postmortems/PM-2025-0001/)" in outcome.output
    for live in ("@team", "](https://evil", "#12", "https://evil"):
        assert live not in outcome.output
    assert "<b>" not in outcome.output.replace("\\<b", "")


def test_every_field_that_leaves_is_classified() -> None:
    """Who adds a field decides who may see it: at the top, and where a part of a record has readers of its own."""
    assert {info.alias or name for name, info in Record.model_fields.items()} == CLASSIFIED
    assert {block.__name__ for block in blocks(Block) if "visibility" in block.model_fields} == {
        "Record",
        "Evidence",
        "Reporting",
        "Trace",
    }


def blocks(block: type[Block]) -> Iterator[type[Block]]:
    """Every kind of block of the format."""
    for each in block.__subclasses__():
        if each.__module__.startswith("ml_postmortems.model"):
            yield each
        yield from blocks(each)


def test_a_record_that_was_taken_back_leaves_no_file_behind(tmp_path: Path, run: Run) -> None:
    """Its files of the last export go, files of others stay, and an export for a search engine removes none."""
    root = write_corpus(tmp_path, own_record(), own_record(id="PM-2025-0002", title="Another one"))
    run("export", "out")
    Path("out/mine.txt").write_text("x", "utf-8")
    write_corpus(tmp_path, own_record(id="PM-2025-0002", title="Another one", visibility="internal"))
    run("export", "out", "--opensearch")
    assert Path("out/postmortems/PM-2025-0002.json").exists()
    assert run("export", "out", "--root", str(root)).code == 0
    made = files_in(Path("out"))
    assert not [name for name, text in made.items() if "PM-2025-0002" in name or "Another one" in text]
    assert {"mine.txt", "bulk.ndjson", "postmortems/PM-2025-0001.json"} <= made.keys()


def test_the_list_of_an_export_removes_nothing_outside_of_its_folder(tmp_path: Path, run: Run) -> None:
    """Whatever somebody wrote into it."""
    write_corpus(tmp_path, own_record())
    Path("keep.txt").write_text("x", "utf-8")
    Path("out").mkdir()
    names = ["../keep.txt", str(tmp_path / "keep.txt")]
    Path("out/export.json").write_text(json.dumps({"audience": "public", "files": names}), "utf-8")
    assert run("export", "out").code == 0
    assert Path("keep.txt").exists()


@pytest.mark.parametrize("way", [(), ("--opensearch",)])
def test_a_folder_holds_the_export_for_one_audience(tmp_path: Path, run: Run, way: tuple[str, ...]) -> None:
    """What one may see would else stay beside, or be deleted by name in, what another gets."""
    write_corpus(tmp_path, own_record(), own_record(id=HIDDEN, title="Another one", visibility="internal"))
    run("export", "out", "--audience", "internal", *way)
    before = files_in(Path("out"))
    outcome = run("export", "out", *way)
    assert outcome.code == 2 and "out/export.json" in outcome.errors and HIDDEN not in outcome.errors
    assert files_in(Path("out")) == before


def test_every_export_is_made_twice_with_the_same_bytes(tmp_path: Path, run: Run) -> None:
    """In the same folder, and in another one."""
    root = write_corpus(tmp_path, own_record())
    assert everything(run, root, "public") == everything(run, root, "public")


def test_all_outputs_agree_on_ten_records(run: Run) -> None:
    """Numbers and texts: JSON, Markdown, tables, feed, requests for an engine, answers to agents, the shared page."""
    root = FROZEN_RECORDS
    assert run("export", "out", "--root", str(root), "--site", SITE).code == 0
    run("export", "out", "--root", str(root), "--opensearch")
    made = files_in(Path("out"))
    lines = [json.loads(line) for line in made["bulk.ndjson"].splitlines()]
    sent = {line["id"]: line for line in lines if "id" in line}
    rows = {row["id"]: row for row in csv.DictReader(made["data/records.csv"].splitlines())}
    agents = Answers(Base(root, Visibility.PUBLIC), SITE)
    assert len(rows) >= 10
    for name in sorted(rows)[:10]:
        data, row, answer = json.loads(made[f"postmortems/{name}.json"]), rows[name], agents.record(name)
        record, derived = data["record"], data["derived"]
        assert record["title"] == row["title"].removeprefix("'") == sent[name]["title"]
        assert f"# {record['title']}\n" in made[f"postmortems/{name}.md"]
        assert answer["derived"] == derived
        assert made[f"postmortems/{name}.md"].startswith(str(answer["markdown"])[:500])
        assert int(row["completeness_percent"]) == derived["completeness"]["percent"]
        for key, each in derived["durations"].items():
            ends = [row[f"{key}_{end}"] for end in ("from_seconds", "to_seconds")]
            assert [float(end) for end in ends if end] == [
                each[end] for end in ("from_seconds", "to_seconds") if end in each
            ]
        assert sent[name]["severity"] == [row["severity"]] == [record["severity"]]


def test_shared_pages_have_the_texts_of_the_data(tmp_path: Path, run: Run) -> None:
    """Every cause and every entry of the timeline, as the JSON has them."""
    write_corpus(tmp_path, own_record())
    run("export", "out")
    run("share", "PM-2025-0001", "--to", "one.html")
    root = html5lib.parse(Path("one.html").read_bytes(), treebuilder="lxml", namespaceHTMLElements=False).getroot()
    page = text_of(root)
    record = json.loads(Path("out/postmortems/PM-2025-0001.json").read_text("utf-8"))["record"]
    for entry in (*record["causes"], *record["timeline"], *record["lessons"]):
        assert " ".join(entry["text"].split()) in page
