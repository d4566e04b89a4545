"""One issue lists the overdue actions: opened, updated and closed by its marker."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.outputs.json import report_to_json
from ml_postmortems.lint.rule_set import select_rules
from ml_postmortems.reading.corpus import load_corpus
from scripts import overdue_text
from scripts.github_api import OWN_LOGIN
from scripts.overdue_issue import post_issue
from scripts.overdue_text import MARKER, MAX_DIGEST, NONE_OVERDUE, TITLE, issue_body
from scripts.sanitize_markdown import ZERO_WIDTH_SPACE
from tests.cli.conftest import run
from tests.cli.running import Run
from tests.github.conftest import FakeGitHub
from tests.helpers import own_record, write_corpus

__all__ = ["run"]

BODY = f"{MARKER}\n2 actions\n"
NOTHING = f"{MARKER}\n{NONE_OVERDUE}\nNo action is overdue.\n"


def rows_of(text: str) -> list[list[str]]:
    """The cells of each row of the table in an issue."""
    rows = [line.strip("| ").split(" | ") for line in text.split("\n") if line.startswith("| ")]
    return rows[1:]


def checker_report(folder: Path, day: date, **changes: Any) -> dict[str, Any]:
    """What `postmortems check --select PM503 --format json` says of one record on a day."""
    root = write_corpus(folder, own_record(**({"actions.2.due": "2026-03-01"} | changes)))
    corpus = load_corpus(root)
    report = check(Context(corpus, day), corpus.files, None, select_rules(("PM503",), ()))
    document: dict[str, Any] = json.loads(report_to_json(report))
    return document


def test_overdue_actions_become_rows(tmp_path: Path) -> None:
    """Each row names an action by due date, days overdue, title, team, person and record."""
    [row] = rows_of(issue_body(checker_report(tmp_path, date(2026, 3, 11))))
    action = own_record()["actions"][2]
    assert row[:4] == ["2026-03-01", "10 d", f"A3: {action['title']}", action["team"]]
    assert row[4].replace(ZERO_WIDTH_SPACE, "") == action["person"]
    assert row[5].startswith("PM-2025-0001-session-length-in-milliseconds.md:")


def test_an_action_of_nobody_is_said_to_be(tmp_path: Path) -> None:
    """A record of a draft may name no person."""
    changes = {"actions.2.due": "2026-03-01", "actions.2.person": None}
    [row] = rows_of(issue_body(checker_report(tmp_path, date(2026, 3, 11), **changes)))
    assert row[4] == "nobody"


@pytest.mark.parametrize(
    ("due", "days"), [("2026-03-01T12:00:00Z", "10 d"), ("2026-02", "11 d"), ("2026-03-10", "1 d")]
)
def test_due_date_of_another_precision_is_a_row(due: str, days: str, tmp_path: Path) -> None:
    """Days are counted from the last day on which an action was in time."""
    [row] = rows_of(issue_body(checker_report(tmp_path, date(2026, 3, 11), **{"actions.2.due": due})))
    assert row[:2] == [due, days]


def test_nothing_overdue_is_said(tmp_path: Path) -> None:
    """Without findings the text says so, and carries the sign that closes the issue."""
    assert issue_body(checker_report(tmp_path, date(2026, 2, 1))) == NOTHING


def test_longest_overdue_is_first_and_links() -> None:
    """Rows stand by due date; in a workflow a record is a link to its line at the commit, if its path is plain."""
    facts = {"action": "A1", "team": "ranking", "person": "robin", "due": "2026", "as_of": "2026-03-11"}
    common = {"code": "PM503", "line": 7, "field": "actions[0].due"}
    findings = [
        common
        | {"path": "postmortems/2026/PM-2026-0002-b.md", "data": facts | {"days": "9", "title": "Later | @all <b> #1"}},
        common | {"path": "postmortems/x)(../y @z.md", "data": facts | {"days": "100", "title": "Sooner"}},
        common | {"code": "PM999"},
    ]
    text = issue_body({"version": 1, "findings": findings}, "https://github.com/a/b/blob/c/")
    assert text.index("Sooner") < text.index("Later")
    assert "[PM-2026-0002-b.md](https://github.com/a/b/blob/c/postmortems/2026/PM-2026-0002-b.md#L7)" in text
    assert text.count("](") == 1
    for active in ("@z", "@all", "<b>", "#1", "Later | "):
        assert active not in text


def digest_of(folder: Path, run: Run, since: str) -> str:
    """What the command prints of the record of `checker_report`."""
    outcome = run(
        "digest",
        "--since",
        since,
        "--format",
        "markdown",
        "--root",
        str(folder / "postmortems"),
        "--as-of",
        "2026-03-11",
    )
    assert outcome.code == 0, outcome.errors
    return outcome.output


def test_a_digest_stands_below_and_keeps_the_issue_open(tmp_path: Path, run: Run, fake_github: FakeGitHub) -> None:
    """With overdue actions and without; where it tells nothing, the issue is closed as before."""
    late = checker_report(tmp_path, date(2026, 3, 11))
    digest = digest_of(tmp_path, run, "2026-03-01")
    assert "10 days overdue" in digest
    text = issue_body(late, digest=digest)
    assert text.startswith(MARKER) and text.endswith(digest) and len(rows_of(text)) == 1
    none = {"version": 1, "findings": []}
    kept = issue_body(none, digest=digest)
    assert NONE_OVERDUE not in kept and kept.endswith(digest)
    write_corpus(tmp_path, own_record(visibility="internal"))
    assert issue_body(none, digest=digest_of(tmp_path, run, "2026-03-01")) == NOTHING
    fake_github.answers["issues"] = [issue(4, MARKER)]
    post_issue(fake_github.client, kept)
    assert fake_github.sent == [("PATCH", "issues/4", {"body": kept})]


def test_a_long_digest_is_cut_between_lines() -> None:
    """And says so: GitHub takes no issue of more than 65,536 characters."""
    digest = "# D\n\n## Team\n\n" + "- a line of a digest\n" * 9_000
    text = issue_body({"version": 1, "findings": []}, digest=digest)
    assert len(text) < MAX_DIGEST + 200
    assert text.endswith("- a line of a digest\n\nAnd more: `postmortems digest` prints all of it.\n")


@pytest.mark.parametrize("text", ["", "[]", '{"version": 2, "findings": []}', '{"version": 1}', "no json"])
def test_other_input_is_refused(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the checker does not print ends with code 2 and leaves no file."""
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert overdue_text.main([str(tmp_path / "x.md")]) == 2
    assert "stdin must be" in capsys.readouterr().err
    assert not (tmp_path / "x.md").exists()


def issue(number: int, body: str, login: str = OWN_LOGIN) -> dict[str, Any]:
    return {"number": number, "user": {"login": login}, "body": body}


@pytest.mark.parametrize(
    ("there", "body", "sent"),
    [
        ([], BODY, [("POST", "issues", {"title": TITLE, "body": BODY})]),
        ([], NOTHING, []),
        ([issue(4, MARKER)], BODY, [("PATCH", "issues/4", {"body": BODY})]),
        ([issue(4, BODY.replace("\n", "\r\n"))], BODY, []),
        (
            [issue(4, MARKER)],
            NOTHING,
            [("PATCH", "issues/4", {"body": NOTHING, "state": "closed", "state_reason": "completed"})],
        ),
        ([issue(4, MARKER, "stranger")], NOTHING, []),
        ([issue(4, f"see {MARKER}")], NOTHING, []),
        ([issue(4, MARKER) | {"pull_request": {}}], NOTHING, []),
        ([issue(n, "other") for n in range(150)] + [issue(4, MARKER)], BODY, [("PATCH", "issues/4", {"body": BODY})]),
    ],
)
def test_there_is_one_issue(
    fake_github: FakeGitHub, there: list[dict[str, Any]], body: str, sent: list[tuple[str, str, dict[str, Any]]]
) -> None:
    """The bot's own open issue with the marker is updated or closed; only where there is none, one is opened."""
    fake_github.answers["issues"] = there
    post_issue(fake_github.client, body)
    assert fake_github.sent == sent
