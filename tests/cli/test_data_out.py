"""`postmortems export`, `digest` and `share`: files and messages for others, and nothing that they may not see."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import html5lib
import pytest

from ml_postmortems.model.facets import FACETS
from ml_postmortems.model.own_fields import EXTRA
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.similarity.record_text import TextField
from tests.cli.running import Run
from tests.helpers import changed, external_record, file_name, own_record, write_corpus
from tests.site import PIXEL, text_of

HIDDEN = "Quuxolotl"
PATH = f"postmortems/{file_name(own_record())}"


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A public record of ours, one of others, and an internal one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764547200")
    return write_corpus(
        tmp_path,
        changed(own_record(visibility="public"), "actions.2.due", "2025-11-20"),
        external_record(),
        own_record(id="PM-2025-0005", title=f"{HIDDEN} fails", symptom=f"{HIDDEN} was seen.", visibility="internal"),
    )


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_export_has_the_public_records_and_no_trace_of_others(base: Path, run: Run) -> None:
    """Neither their words nor their ids, in no file and no message."""
    outcome = run("export", "out", "--site", "https://pm.test/base")
    assert outcome.code == 0
    made = files_in(Path("out"))
    assert {"postmortems.json", "postmortems/PM-2025-0001.json", "data/records.csv", "feeds/all.atom"} <= made.keys()
    for content in (*made.values(), outcome.output.encode(), outcome.errors.encode()):
        assert HIDDEN.lower().encode() not in content.lower()
        assert b"PM-2025-0005" not in content
    assert b"https://pm.test/base/postmortems/PM-2025-0001/" in made["postmortems.json"]


def test_an_export_to_insiders_has_theirs(base: Path, run: Run) -> None:
    """The audience decides."""
    run("export", "out", "--audience", "internal")
    assert HIDDEN in files_in(Path("out"))["postmortems/PM-2025-0005.json"].decode()


@pytest.mark.parametrize("form", [(), ("--opensearch",)])
def test_an_export_is_made_to_the_same_bytes(form: tuple[str, ...], base: Path, run: Run) -> None:
    """So that whoever keeps it sees what was changed and nothing else."""
    for folder in ("one", "two"):
        run("export", folder, "--site", "https://pm.test", *form)
    assert files_in(Path("one")) == files_in(Path("two"))


def requests_in(path: Path) -> Iterator[tuple[str, dict[str, Any], dict[str, Any] | None]]:
    """The requests of a bulk body, read by the grammar that the reference of OpenSearch gives.

    A line of one action with its metadata; after `index` the document on a line of its own, after `delete` none; the
    body ends with a line break, and a document holds no raw one.
    """
    text = path.read_text("utf-8")
    assert text.endswith("\n") and "\r" not in text
    lines = iter(text.removesuffix("\n").split("\n"))
    for line in lines:
        action = json.loads(line)
        (name,) = action
        assert name in ("index", "delete")
        assert action[name].keys() == {"_index", "_id"}
        yield name, action[name], json.loads(next(lines)) if name == "index" else None


def test_requests_for_a_search_engine_keep_to_its_grammar(base: Path, run: Run) -> None:
    """Each public record once, under its own id, with fields that the index has."""
    run("export", "out", "--opensearch", "--index", "pm")
    settings = json.loads(Path("out/index.json").read_text("utf-8"))
    fields = settings["mappings"]["properties"]
    found = list(requests_in(Path("out/bulk.ndjson")))
    assert {about["_id"] for _, about, _ in found} == {"PM-2024-0001", "PM-2025-0001"}
    assert {about["_index"] for _, about, _ in found} == {"pm"}
    for _, about, document in found:
        assert document
        assert document.keys() <= fields.keys()
        assert document["id"] == about["_id"]
    assert HIDDEN not in Path("out/bulk.ndjson").read_text("utf-8")


def test_the_index_defines_all_that_it_names(base: Path, run: Run) -> None:
    """An engine refuses an analyser or a filter that nobody defined; and no facet hides a field of texts."""
    run("export", "out", "--opensearch")
    settings = json.loads(Path("out/index.json").read_text("utf-8"))
    analysis, fields = settings["settings"]["analysis"], settings["mappings"]["properties"]
    built_in = {"lowercase", "asciifolding"}
    for analyzer in analysis["analyzer"].values():
        assert set(analyzer["filter"]) <= analysis["filter"].keys() | built_in
    named = {field.get(key) for field in fields.values() for key in ("analyzer", "search_analyzer")} - {None}
    assert named <= analysis["analyzer"].keys()
    assert len(FACETS) + len(TextField) - 1 + 4 == len(fields.keys() - {EXTRA})


def test_what_is_gone_is_deleted_by_the_next_requests(base: Path, run: Run) -> None:
    """A record that was withdrawn from an audience does not stay in the engine; one run later it is not named again."""
    run("export", "out", "--opensearch")
    (path,) = [file.path for file in load_corpus(base).files if file.record and file.record.id == "PM-2024-0001"]
    path.unlink()
    run("export", "out", "--opensearch")
    assert [about["_id"] for name, about, _ in requests_in(Path("out/bulk.ndjson")) if name == "delete"] == [
        "PM-2024-0001"
    ]
    run("export", "out", "--opensearch")
    assert not [name for name, _, _ in requests_in(Path("out/bulk.ndjson")) if name == "delete"]


def test_a_broken_last_export_is_refused(base: Path, run: Run) -> None:
    """What it held could not be deleted any more."""
    Path("out").mkdir()
    Path("out/bulk.ndjson").write_text("{", "utf-8")
    outcome = run("export", "out", "--opensearch")
    assert outcome.code == 2
    assert "out/bulk.ndjson" in outcome.errors and "Traceback" not in outcome.errors
    assert Path("out/bulk.ndjson").read_text("utf-8") == "{"


def test_a_folder_that_is_a_file_is_refused(base: Path, run: Run) -> None:
    """With a message and nothing written."""
    Path("out").write_text("x", "utf-8")
    assert run("export", "out").code == 2


@pytest.fixture
def history(base: Path) -> Path:
    """The base in git: all records published on 1 March 2025, one changed in November."""

    def commit(day: str) -> None:
        when = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
        names = {f"GIT_{role}_{part}": "a@b.test" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
        for arguments in (["add", "-A"], ["commit", "-qm", "x"]):
            subprocess.run(
                ["git", *arguments], cwd=base.parent, check=True, env={"PATH": "/usr/bin:/bin", **when, **names}
            )

    subprocess.run(["git", "init", "-q"], cwd=base.parent, check=True)
    commit("2025-06-01")
    (path,) = [file.path for file in load_corpus(base).files if file.record and file.record.id == "PM-2024-0001"]
    path.write_text(path.read_text("utf-8") + "\nA line more.\n", "utf-8")
    commit("2025-11-25")
    return base


def test_a_digest_tells_what_is_new_changed_and_overdue(history: Path, run: Run) -> None:
    """By the days of the history; what is hidden from the audience is not told."""
    early = run("digest", "--since", "2025-05-01").output
    assert early.count("New:") == 2
    assert "Changed:" not in early
    late = run("digest", "--since", "2025-11-01").output
    assert "New:" not in late
    assert "PM-2024-0001" in late.partition("Changed:")[2].partition("\n\n")[2].partition("\n")[0]
    assert "11 days overdue" in late
    assert HIDDEN not in early + late


def test_a_digest_of_one_team_tells_nothing_of_others(history: Path, run: Run) -> None:
    """Only what it owns and owes."""
    told = run("digest", "--since", "2025-05-01", "--team", "ranking").output
    assert "PM-2025-0001" in told
    assert "PM-2024-0001" not in told


def test_a_digest_says_what_came_back(history: Path, run: Run) -> None:
    """With the ids of the records that the new one repeats."""
    again = own_record(
        id="PM-2025-0009", visibility="public", title="Units are wrong again, in another field of the log"
    )
    write_corpus(history.parent, changed(again, "recurrence", {"of": ["PM-2025-0001"], "related": [], "dismissed": []}))
    document = json.loads(run("digest", "--since", "2025-01-01", "--json").output)
    found = [each for team in document["teams"] for each in team["came_back"]]
    assert [each["repeats"] for each in found] == [["PM-2025-0001"]]


def test_nothing_in_a_digest_of_markdown_is_live(base: Path, run: Run) -> None:
    """A title can notify nobody and lead nowhere when a bot posts it."""
    title = "@team see [this](https://evil.test) #12 <b>now</b>"
    write_corpus(base.parent, own_record(visibility="public", title=title))
    outcome = run("digest", "--since", "2000-01-01", "--format", "markdown")
    assert outcome.code == 0, outcome.errors
    told = outcome.output
    assert "@team" not in told and "](https://evil.test)" not in told and "<b>" not in told.replace("\\<b", "")


class _Addresses(HTMLParser):
    """What a document would fetch, and what it runs."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.tags: set[str] = set()
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.fetched += [
            value or "" for name, value in attrs if name in ("src", "srcset") or (name == "href" and tag == "link")
        ]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]


def test_a_shared_record_stands_alone(base: Path, run: Run) -> None:
    """One file with its pictures, no script, nothing to fetch, the same words as the page."""
    pictures = base / "2025/PM-2025-0001"
    pictures.mkdir(exist_ok=True)
    (pictures / "clicks.png").write_bytes(PIXEL)
    assert run("share", "PM-2025-0001", "--to", "one.html").code == 0
    text = Path("one.html").read_text("utf-8")
    read = _Addresses()
    read.feed(text)
    assert not [address for address in read.fetched if not address.startswith("data:image/")]
    assert not read.handlers
    assert not read.tags & {"script", "link", "iframe", "object", "embed", "form"}
    page = html5lib.parse(text, namespaceHTMLElements=False)
    assert own_record()["title"] in text_of(page.find(".//h1"))
    links = [str(link.get("href")) for link in page.iter("a") if link.get("href")]
    assert all(re.match(r"#|https?:|mailto:", link) for link in links)
    assert {link[1:] for link in links if link.startswith("#")} <= {each.get("id") for each in page.iter()}


def test_links_of_a_shared_record_lead_to_the_site(base: Path, run: Run) -> None:
    """Where its address is given."""
    run("share", "PM-2025-0001", "--to", "one.html", "--site", "https://pm.test/base")
    assert 'href="https://pm.test/base/teams/ranking/"' in Path("one.html").read_text("utf-8")


@pytest.mark.parametrize(
    "name",
    ["pm-2025-0001", "PM-2025-0004", PATH, Path(PATH).stem, f"./{PATH}"],
    ids=["small", "former", "path", "name", "dot"],
)
def test_a_shared_record_is_named_as_everywhere(base: Path, run: Run, name: str) -> None:
    """By its id in any case, a former id, its path or its file name; the file is named by its id."""
    write_corpus(base.parent, own_record(visibility="public", aliases=["PM-2025-0004"]))
    assert run("share", name).code == 0
    assert Path("PM-2025-0001.html").exists()


def test_a_record_is_shared_with_its_audience_only(base: Path, run: Run) -> None:
    """For others it does not exist, and no file is left."""
    outcome = run("share", "PM-2025-0005", "--to", "one.html")
    assert outcome.code == 2
    assert HIDDEN not in outcome.errors
    assert not Path("one.html").exists()
    assert run("share", "PM-2025-0005", "--to", "one.html", "--audience", "internal").code == 0
