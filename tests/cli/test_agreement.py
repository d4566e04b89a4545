"""Page, shared page, JSON, Markdown, tables, feeds, requests for an engine, agents and commands say one thing."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import feedparser
import html5lib
import pytest

from ml_postmortems.mcp_server.answers import Answers
from ml_postmortems.mcp_server.snapshot import Base
from ml_postmortems.model.durations import durations
from ml_postmortems.model.instant import Duration
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.wording import duration_text
from tests.cli.leaving import SITE, everything
from tests.cli.running import Run, git
from tests.helpers import FROZEN_RECORDS, changed, external_record, own_record, write_corpus
from tests.site import text_of

DAY = "2025-11-29"
ENDS = ("from_seconds", "to_seconds")


@dataclass(frozen=True)
class Made:
    """What one base gives to the public."""

    root: Path
    outputs: dict[str, str]

    def rows(self, table: str) -> list[dict[str, str]]:
        """A table; the apostrophe that keeps a cell from being a formula is taken off."""
        read = csv.DictReader(io.StringIO(self.outputs[f"data/{table}.csv"], newline=""))
        return [{name: cell.removeprefix("'") for name, cell in row.items()} for row in read]

    def json(self, name: str) -> Any:
        """An output that is JSON."""
        return json.loads(self.outputs[name])

    @property
    def records(self) -> dict[str, Any]:
        """The data of each record by id."""
        ids = [each["id"] for each in self.json("postmortems.json")["records"]]
        return {name: self.json(f"postmortems/{name}.json") for name in ids}


def frozen(folder: Path) -> Path:
    """Forty records of others."""
    return Path(shutil.copytree(FROZEN_RECORDS, folder / "postmortems"))


def mixed(folder: Path) -> Path:
    """One of ours with an overdue action and one of others."""
    return write_corpus(folder, changed(own_record(), "actions.2.due", "2025-11-20"), external_record())


@pytest.fixture(params=[frozen, mixed])
def made(request: pytest.FixtureRequest, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Made:
    """A base with a history, and all that leaves it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764374400")
    root: Path = request.param(tmp_path)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_DATE", f"{DAY}T12:00:00Z")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "Records")
    shared = min(file.record.id for file in load_corpus(root).files if file.record)
    return Made(root, everything(run, root, "public", shared))


def plain(text: str) -> str:
    """A text as it stands on one line."""
    return " ".join(text.split())


def items(record: dict[str, Any], field: str) -> list[dict[str, Any]]:
    """The items of a list; none where they are said not to be known."""
    value = record.get(field, [])
    return value if isinstance(value, list) else []


def texts(record: dict[str, Any]) -> Iterator[str]:
    """The texts that people read first, wherever they read the record."""
    yield from (record["title"], record["symptom"])
    if isinstance(record.get("summary"), str):
        yield record["summary"]
    yield from (each["text"] for field in ("timeline", "causes", "lessons") for each in items(record, field))
    yield from (each["title"] for each in items(record, "actions"))


def page_text(html: str) -> str:
    """What a reader of a page reads, on one line, with what is folded and without the words that unfold it."""
    root = html5lib.parse(html, treebuilder="lxml", namespaceHTMLElements=False).getroot()
    for each in root.iter("summary"):
        each.text = ""
    return text_of(root)


def test_every_text_is_on_the_page_in_markdown_and_in_the_answer(made: Made) -> None:
    """As the data has it."""
    agents = Answers(Base(made.root, Visibility.PUBLIC), SITE)
    for name, data in made.records.items():
        page = page_text(made.outputs[f"page postmortems/{name}/"])
        markdown = made.outputs[f"postmortems/{name}.md"]
        answer = agents.record(name)
        told = str(answer["markdown"])
        assert markdown.startswith(told.removesuffix("…").rstrip()) if answer["is_cut"] else markdown == told
        for text in map(plain, texts(data["record"])):
            assert text in page
            assert text in plain(markdown)
        assert answer["derived"] == data["derived"]
        for key in ("title", "severity", "status"):
            assert answer[key] == data["record"][key]


def test_a_shared_page_is_the_page(made: Made) -> None:
    """With every text of the data."""
    name = min(made.records)
    shared = page_text(made.outputs["one.html"])
    assert not [text for text in map(plain, texts(made.records[name]["record"])) if text not in shared]


def test_every_number_is_the_same(made: Made) -> None:
    """Durations and completeness in data and tables; in words on the page and in Markdown; of all records in times."""
    rows = {row["id"]: row for row in made.rows("records")}
    records = {file.record.id: file.record for file in load_corpus(made.root).files if file.record}
    measured = {
        (report["name"], each["record"]): [each["shortest"], each["longest"]]
        for report in made.json("times, JSON")["times"]
        for each in report["measured"]
    }
    compared = 0
    for name, data in made.records.items():
        row, derived = rows[name], data["derived"]
        page, markdown = page_text(made.outputs[f"page postmortems/{name}/"]), made.outputs[f"postmortems/{name}.md"]
        assert int(row["completeness_percent"]) == derived["completeness"]["percent"]
        assert [row["happened_from"], row["happened_to"]] == list(derived["happened"].values())
        for key, value in durations(records[name]).items():
            said = derived["durations"][key.value]
            seconds = [said[end] for end in ENDS if end in said]
            assert [float(row[f"{key}_{end}"]) for end in ENDS if row[f"{key}_{end}"]] == seconds
            if isinstance(value, Duration):
                assert duration_text(value) in page and duration_text(value) in markdown
            if (key.value, name) in measured:
                assert measured[key.value, name] == seconds
                compared += 1
    assert compared


def test_actions_stand_alike_everywhere(made: Made) -> None:
    """Their states, days and titles: in data, tables, on the page, for agents and at the command line."""
    rows = {(row["record"], row["id"]): row for row in made.rows("actions")}
    commands = {(each["record"], each["id"]): each for each in made.json("actions, JSON")["actions"]}
    agents = {(each["record"], each["action"]): each for each in made.json("agent: actions")["actions"]}
    assert rows.keys() == commands.keys() >= agents.keys()
    for name, data in made.records.items():
        written = {each["id"]: each for each in items(data["record"], "actions")}
        page = page_text(made.outputs[f"page postmortems/{name}/"])
        for state in data["derived"]["actions"]:
            key, action = (name, state["id"]), written[state["id"]]
            row, listed = rows[key], commands[key]
            assert row["title"] == listed["title"] == action["title"]
            assert row["state"] == listed["state"] == state["state"]
            assert int(row["days_overdue"]) == listed["days_overdue"] == state["days_overdue"]
            assert (row["due"] or None) == listed["due"]
            if key in agents:
                for field in ("title", "state", "due", "days_overdue", "team"):
                    assert agents[key][field] == listed[field]
            if state["days_overdue"]:
                assert f"{state['days_overdue']} days overdue" in page
                assert f"{state['days_overdue']} days overdue" in made.outputs["digest"]


def test_tables_have_the_texts_of_the_data(made: Made) -> None:
    """Causes and the timeline, in their order."""
    causes, timeline = made.rows("causes"), made.rows("timeline")
    for name, data in made.records.items():
        for rows, field, keys in (
            (causes, "causes", ("id", "category", "role", "confidence", "text")),
            (timeline, "timeline", ("at", "kind", "phase", "text")),
        ):
            told = [{key: row[key] for key in keys} for row in rows if row["record"] == name]
            assert told == [{key: each[key] for key in keys} for each in items(data["record"], field)]


def test_feeds_tell_the_records_as_the_data_does(made: Made) -> None:
    """Title, summary, address, day and terms, in the feed of all, of the new, of the team and of each cause."""
    feeds = {name: feedparser.parse(text).entries for name, text in made.outputs.items() if name.endswith(".atom")}
    for name, data in made.records.items():
        record, address = data["record"], data["url"]
        leaves = [each["category"] for each in items(record, "causes") if each["role"] != "ruled-out"]
        places = ["feeds/all.atom", "feeds/new.atom", f"feeds/teams/{record['teams']['owner']}.atom"]
        places += [f"feeds/causes/{leaf}.atom" for leaf in leaves if leaf != "unclassified"]
        for place in places:
            (entry,) = (each for each in feeds[place] if each.link == address)
            assert entry.title == record["title"]
            summary = record.get("summary")
            assert plain(entry.summary) == plain(summary if isinstance(summary, str) else record["symptom"])
            assert entry.updated == f"{DAY}T00:00:00Z"
            assert [tag.term for tag in entry.tags] == list(dict.fromkeys((record["severity"], *leaves)))
            assert entry.author in page_text(made.outputs[f"page postmortems/{name}/"])
    overdue = {entry.title for entry in feeds["feeds/overdue.atom"]}
    late = [each for each in made.json("actions, JSON")["actions"] if each["state"] == "overdue"]
    assert overdue == {f"Overdue: {each['title']}" for each in late}


def test_an_engine_gets_the_texts_of_the_data(made: Made) -> None:
    """Title, symptom, severity and team."""
    lines = [json.loads(line) for line in made.outputs["bulk.ndjson"].splitlines()]
    sent = {line["id"]: line for line in lines if "id" in line}
    assert sent.keys() == made.records.keys()
    for name, data in made.records.items():
        record = data["record"]
        assert sent[name]["title"] == record["title"]
        assert plain(record["symptom"]) in plain(sent[name]["summary"])
        assert sent[name]["severity"] == [record["severity"]]
        assert sent[name]["team"][0] == record["teams"]["owner"]
