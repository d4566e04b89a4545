"""`postmortems actions create` as it is run: what a tracker lacks, with nothing that a tracker or a shell obeys."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ml_postmortems.export.csv_text import csv_text
from tests.cli.running import Run
from tests.helpers import changed, external_record, own_record, write_corpus

SITE = "https://pm.example.com/base"
HOSTILE = "$(id) `id` @octocat #12 [x](javascript:alert) <b>y</b> https://evil.example www.evil.example =1+1 '; id"


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A public record and an internal one, each with an action that is owed and has no ticket, and an external one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1748736000")  # 1 June 2025
    secret = own_record(id="PM-2025-0002", title="A zebra in the stable", symptom="A zebra.", visibility="internal")
    return write_corpus(tmp_path, without_ticket(own_record()), without_ticket(secret), external_record())


def without_ticket(record: dict[str, Any]) -> dict[str, Any]:
    """A record whose actions have no tickets."""
    for index in range(len(record["actions"])):
        record = changed(record, f"actions.{index}.ticket", None)
    return record


def issues(run: Run, *arguments: str) -> list[dict[str, str]]:
    """What is printed for GitHub."""
    return [json.loads(line) for line in run("actions", "create", "--format", "gh", *arguments).output.splitlines()]


def test_an_issue_is_made_for_what_is_owed_and_has_no_ticket(run: Run, base: Path) -> None:
    """With what whoever does it needs, the way back, and where its address is to be written."""
    [issue] = issues(run, "--site", f"{SITE}/")
    assert issue.keys() == {"title", "body"}
    assert issue["title"] == "[PM-2025-0001 A3] Alert on clicks among the first three results"
    assert f"What happened: {SITE}/postmortems/PM-2025-0001/#action-A3" in issue["body"]
    assert "under ticket of A3 in 2025/PM-2025-0001" in issue["body"]
    for name in ("Type: detect", "Team: ", "Due: ", "Done when: "):
        assert name in issue["body"]


def test_it_is_made_for_one_audience(run: Run, base: Path) -> None:
    """By default the public, to whom the internal record is none."""
    assert len(issues(run)) == 1
    inside = issues(run, "--audience", "internal")
    assert [each["title"][:17] for each in inside] == ["[PM-2025-0001 A3]", "[PM-2025-0002 A3]"]
    for form in ("gh", "jira-csv"):
        outcome = run("actions", "create", "--format", form)
        assert "zebra" not in outcome.output + outcome.errors


def test_what_has_a_ticket_or_is_done_is_not_made_again(run: Run, tmp_path: Path, base: Path) -> None:
    """Nor what others announced."""
    root = write_corpus(tmp_path / "other", changed(without_ticket(own_record()), "actions.2.ticket", "OPS-3"))
    outcome = run("actions", "create", "--format", "gh", "--root", str(root))
    assert outcome.output == ""
    assert "0 actions without a ticket" in outcome.errors


def hostile(tmp_path: Path) -> Path:
    """A record whose texts are a tracker's or a shell's commands, as far as its rules let them through."""
    record = without_ticket(own_record())
    record = changed(record, "actions.2.success_criterion", f"14 of 14 {HOSTILE}")
    return write_corpus(tmp_path, changed(record, "actions.2.title", "=HYPERLINK(1) of @octocat `id` $(id)"))


def test_no_text_of_a_record_is_markup_or_a_mention(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rendered as Markdown it is the plain words; names, numbers and addresses are broken where they would be live."""
    monkeypatch.chdir(tmp_path)
    root = hostile(tmp_path)
    printed = run("actions", "create", "--format", "gh", "--root", str(root), "--as-of", "2025-06-01").output
    [issue] = [json.loads(line) for line in printed.splitlines()]
    html = MarkdownIt("gfm-like", {"linkify": False}).render(issue["body"])
    assert set(re.findall(r"</?([a-z0-9]+)", html)) == {"p"}
    for live in (r"@\w", r"#\d", r"://", r"www\."):
        assert not re.search(live, issue["body"]), live
    assert printed.isascii()


def test_no_cell_is_a_formula(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor markup of Jira; each row has a cell for each column."""
    monkeypatch.chdir(tmp_path)
    root = hostile(tmp_path)
    text = run("actions", "create", "--format", "jira-csv", "--root", str(root), "--as-of", "2025-06-01").output
    rows = list(csv.reader(io.StringIO(text), strict=True))
    assert rows[0] == ["Summary", "Issue Type", "Due Date", "Labels", "Description"]
    assert {len(row) for row in rows} == {5}
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in rows for cell in row)
    assert not re.search(r"(?<!\\)[\[{]", rows[1][4])


@given(st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=2), max_size=3))
def test_every_cell_comes_back_and_none_is_a_formula(rows: list[list[str]]) -> None:
    """Whatever stands in it, but for the apostrophe that takes the sting out."""
    rows = [[cell.replace("\r", "").replace("\x00", "") for cell in row] for row in rows]
    read = list(csv.reader(io.StringIO(csv_text(["a", "b"], rows), newline=""), strict=True))[1:]
    assert [[cell.removeprefix("'") for cell in row] for row in read] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not any(cell.lstrip(" \n\u00a0").startswith(("=", "+", "-", "@", "\t")) for row in read for cell in row)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--format", "gh", "--team", "rankin"], "team must exist: found `rankin`"),
        (["--format", "gh", "--site", "javascript:alert(1)"], "must be an address"),
        (["--format", "gh", "--site", "https://pm.test/?page=1"], "must be an address"),
        (["--format", "trello"], "'trello' is not one of 'gh', 'jira-csv'"),
        ([], "Missing option '--format'"),
    ],
)
def test_what_cannot_be_made_is_an_error(run: Run, base: Path, arguments: list[str], words: str) -> None:
    """And nothing is printed that could be piped on."""
    outcome = run("actions", "create", *arguments)
    assert (outcome.code, outcome.output) == (2, "")
    assert words in outcome.errors
