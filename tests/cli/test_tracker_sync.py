"""`postmortems actions sync` as it is run: exports of three trackers, and what no export may do."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ml_postmortems.authoring.tracker.export_dates import read_day
from ml_postmortems.authoring.tracker.sync import plan_sync
from ml_postmortems.authoring.tracker.tracker_export import read_export
from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.terms import ActionStatus
from ml_postmortems.reading.corpus import Corpus, load_corpus
from tests.cli.running import Run
from tests.helpers import RecordDict, changed, own_record, write_corpus
from tests.lint.rules.cases import AS_OF

JIRA = "Summary,Issue key,Status,Status Category,Resolution,Resolved,Labels,Labels\n"
LINEAR = "ID,Team,Title,Status,Started,Completed,Canceled\n"
TICKETS = ("OPS-1", "https://github.com/acme/ml/issues/2", "https://linear.app/acme/issue/OPS-3/alert-on-clicks")
"""Of A1, which is done; of A2, which is verified; and of A3, which is open."""


def record(**changes: Any) -> RecordDict:
    """Our own record, whose actions have tickets, with a comment among the lines of A3."""
    made = own_record()
    for index, ticket in enumerate(TICKETS):
        made = changed(made, f"actions.{index}.ticket", ticket)
    for path, value in changes.items():
        made = changed(made, path.replace("__", "."), value)
    return made


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A base of that record, on 1 June 2025."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1748736000")
    root = write_corpus(tmp_path, record())
    path = next(root.glob("2025/*.md"))
    text = path.read_text("utf-8")
    place = text.index("OPS-3/alert")
    line = text.rindex("\n", 0, place) + 1
    path.write_text(f"{text[:line]}{' ' * 6}# agreed on Monday\n{text[line:]}", "utf-8")
    assert not check(Context(load_corpus(root), AS_OF)).errors
    return root


def text_of(root: Path) -> str:
    """The record."""
    return next(root.glob("2025/*.md")).read_text("utf-8")


def issue(number: int, state: str = "OPEN", reason: str = "", closed: str | None = None) -> dict[str, Any]:
    """An issue as GitHub's command prints it."""
    url = f"https://github.com/acme/ml/issues/{number}"
    return {"number": number, "state": state, "stateReason": reason, "closedAt": closed, "url": url}


def sync(run: Run, content: str | bytes | list[Any], *arguments: str) -> Any:
    """One run over an export with this content."""
    path = Path("export")
    if isinstance(content, list):
        content = json.dumps(content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return run("actions", "sync", "--from", str(path), *arguments)


EXPORTS = {
    "jira": f"{JIRA}Alert,OPS-3,Fertig,Done,Done,12/May/25 4:05 PM,a,b\n",
    "jira with iso dates": f"{JIRA}Alert,OPS-3,Done,,,2025-05-12 16:05,,\n",
    "linear": f"{LINEAR}OPS-3,Ranking,Alert,Shipped,2025-05-01,Mon May 12 2025 14:22:18 GMT+0000 (GMT),\n",
}


@pytest.mark.parametrize("content", EXPORTS.values(), ids=EXPORTS)
def test_a_finished_issue_finishes_its_action(run: Run, base: Path, content: str) -> None:
    """Status and day of completion, whoever calls the status what; everything else stays byte for byte."""
    before = text_of(base).splitlines()
    outcome = sync(run, content)
    assert outcome.code == 0
    assert "A3 open -> done, completed 12 May 2025" in outcome.output
    after = text_of(base).splitlines()
    gone = [line.strip() for line in before if line not in after]
    new = [line.strip() for line in after if line not in before]
    assert gone == ['status: "open"']
    assert new in (["status: done", "completed: 2025-05-12"], ["status: done", 'completed: "2025-05-12"'])
    assert any("# agreed on Monday" in line for line in after)
    assert not check(Context(load_corpus(base), AS_OF)).errors


def test_github_finds_an_action_by_its_address_or_short_name(run: Run, base: Path) -> None:
    """`owner/repository#12` and `#12` are the same issue, where only one of that number is in the export."""
    path = next(base.glob("2025/*.md"))
    whole = text_of(base)
    for ticket in ("https://github.com/acme/ml/issues/9", "acme/ml#9", "'#9'"):
        path.write_text(whole.replace(f'"{TICKETS[2]}"', ticket), "utf-8")
        outcome = sync(run, [issue(9, "CLOSED", "COMPLETED", "2025-05-12T08:00:00Z")])
        assert "A3 open -> done, completed 12 May 2025" in outcome.output, ticket


def test_an_option_of_the_list_is_none_of_sync(run: Run, base: Path) -> None:
    """It would be dropped in silence, and the wrong folder be changed."""
    outcome = run("actions", "--root", "elsewhere", "sync", "--from", "export")
    assert outcome.code == 2
    assert "--root must stand behind `sync`" in outcome.errors


def test_a_dry_run_prints_the_diff_and_writes_nothing(run: Run, base: Path) -> None:
    """On standard output, so that it can be kept and applied; what is told beside goes to standard error."""
    before = text_of(base)
    outcome = sync(run, EXPORTS["jira"], "--dry-run")
    assert text_of(base) == before
    assert outcome.output.startswith("diff --git a/postmortems/2025/")
    assert "+    status: done" in outcome.output or "+  status: done" in outcome.output.replace("    ", "  ")
    assert "1 action would change" in outcome.errors


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ([issue(2)], "A2 (https://github.com/acme/ml/issues/2): the tracker says `open`, and a verified"),
        ([issue(2, "CLOSED", "NOT_PLANNED", "2025-05-12T08:00:00Z")], "closed as not planned`; if it will not come"),
        (f"{LINEAR}OPS-3,R,A,Canceled,,,2025-05-12\n", "write `wont-do` with its reason by hand"),
        (f"{JIRA}A,OPS-3,Closed,Done,Won't Do,12/May/25,,\n", "Closed, Won't Do`; if it will not come"),
        (f"{JIRA}A,OPS-3,Waiting for Godot,,,,,\n", "`Waiting for Godot`, which is no status that is known"),
        (f"{JIRA}A,OPS-3,Done,Done,Done,03/04/2025,,\n", "without a day that can be read"),
        (f"{JIRA}A,OPS-3,Done,Done,Done,,,\n", "without a day that can be read"),
        (f"{JIRA}A,OPS-7,Done,Done,Done,12/May/25,,\n", "A3 (https://linear.app/acme/issue/OPS-3/alert-on-clicks): "),
        (f"{JIRA}A,OPS-3,Done,Done,Done,12/May/25,,\nA,OPS-3,To Do,To Do,,,,\n", "has 2 issues of this name"),
        (f"{JIRA}A,OPS-1,Done,Done,Done,12/May/25,,\n", "done on 2025-05-12, and the record, which stays, on 2025-03"),
    ],
)  # fmt: skip
def test_what_is_not_changed_is_told_with_the_reason(run: Run, base: Path, content: Any, words: str) -> None:
    """And the record stays byte for byte, so that nobody takes silence for agreement."""
    before = text_of(base)
    outcome = sync(run, content)
    assert words in outcome.output
    assert text_of(base) == before
    assert outcome.code == 0


def test_a_number_of_two_repositories_means_neither(run: Run, base: Path) -> None:
    """`#9` is told as ambiguous; the address says which one is meant."""
    path = next(base.glob("2025/*.md"))
    path.write_text(text_of(base).replace(f'"{TICKETS[2]}"', "'#9'"), "utf-8")
    other = issue(9) | {"url": "https://github.com/acme/other/issues/9"}
    assert "the export has 2 issues of this name" in sync(run, [issue(9, "CLOSED"), other]).output


def test_a_ticket_of_two_actions_finishes_neither(run: Run, base: Path) -> None:
    """One issue cannot tell which of them is done."""
    path = next(base.glob("2025/*.md"))
    path.write_text(text_of(base).replace('"OPS-1"', f'"{TICKETS[2]}"'), "utf-8")
    before = text_of(base)
    assert "several actions have this ticket" in sync(run, EXPORTS["jira"]).output
    assert text_of(base) == before


def test_a_reopened_issue_takes_the_completion_back(run: Run, base: Path) -> None:
    """Only of what nobody has verified."""
    outcome = sync(run, f"{JIRA}A,OPS-1,In Progress,In Progress,,,,\n")
    assert "A1 done -> in-progress" in outcome.output
    action = load_corpus(base).records[0].actions
    assert known_items(action)[0].completed is None


def test_a_record_that_would_not_be_valid_stays(run: Run, base: Path) -> None:
    """A day before the incident is refused by the checker, and exit code 1 says so."""
    before = text_of(base)
    outcome = sync(run, f"{JIRA}A,OPS-3,Done,Done,Done,12/May/19,,\n")
    assert outcome.code == 1
    assert "the record would break PM518" in outcome.output
    assert text_of(base) == before


def test_all_records_are_written_or_none(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the second one changes meanwhile, the first is put back."""
    second = base / "2025/PM-2025-0008-other.md"
    other = text_of(base).replace("PM-2025-0001", "PM-2025-0008").replace("OPS-3", "OPS-8").replace("OPS-1", "OPS-6")
    second.write_text(other.replace("issues/2", "issues/8"), "utf-8")
    export = base.parent / "export.csv"
    export.write_text(f"{JIRA}A,OPS-3,In Progress,,,,,\nA,OPS-8,In Progress,,,,,\n", "utf-8")
    plan = plan_sync(load_corpus(base), read_export(export), AS_OF)
    assert [each.record for each in plan.changes] == ["PM-2025-0001", "PM-2025-0008"]
    first = next(base.glob("2025/PM-2025-0001*.md"))
    before = first.read_bytes()
    second.write_text(f"{second.read_text('utf-8')}\nA later word.\n", "utf-8")
    with pytest.raises(Exception, match="changed since it was checked"):
        plan.write()
    assert first.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "export must be of GitHub, Jira or Linear"),
        (b"name,colour\na,b\n", "give what `gh issue list --state all --limit 1000 --json number,state"),
        (b'{"issues": []}', "export must be a list of issues"),
        (b"[1]", "issue 1 must be an object"),
        (b'[{"number": 1}]', "issue 1 must have state and url"),
        (b'[{"state": "OPEN", "url": "javascript:alert(1)"}]', "url must be that of an issue"),
        (b"[" * 100_000, "nests little"),
        (b'[{"state": "OPEN", "url": NaN}]', "issue 1 must have url"),
        (b"[{", "file must be JSON"),
        (JIRA.encode("utf-16"), "file must be UTF-8"),
        (JIRA.encode() + b"A,=HYPERLINK(1),Done,,,,,\n", "Issue key must be the key of an issue, such as OPS-12"),
        (JIRA.encode() + b"A,OPS-3,Done\n", "line must have 8 cells"),
        (JIRA.encode() + b'A,"OPS-3,Done\n', "file must be CSV"),
        (b"Issue key,Status,Status\nOPS-3,Done,Open\n", "must name the column Status once"),
        (JIRA.encode() + b"A,OPS-3,Done,,,,,\n" * 20_001, "must have at most 20,000 issues"),
        (b"x" * (4 * 1024 * 1024 + 1), "must be at most 4096 KiB"),
        (JIRA.encode() + b"\x00A,OPS-3\x1b[2J,Done,,,,,\n", "Issue key must be the key"),
        ((",".join(["Issue key", "Status", *map(str, range(1000))]) + "\n").encode(), "at most 1000 columns"),
    ],
)  # fmt: skip
def test_what_is_no_export_is_refused(run: Run, base: Path, content: bytes, words: str) -> None:
    """With its place and how the export is made; nothing is written."""
    before = text_of(base)
    outcome = sync(run, content)
    assert outcome.code == 2
    assert words in outcome.errors
    assert text_of(base) == before


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-03-12T16:05:00Z", "2025-03-12"),
        ("2025-03-12", "2025-03-12"),
        ("2025-03-12 16:05", "2025-03-12"),
        ("12/Mar/25 4:05 PM", "2025-03-12"),
        ("12 March 2025", "2025-03-12"),
        ("Wed Mar 12 2025 16:05:00 GMT+0000 (GMT)", "2025-03-12"),
        ("Mar 12, 2025, 4:05 PM", "2025-03-12"),
        ("03/04/2025", None),
        ("31/Feb/25", None),
        ("12/Mrz/25", None),
        ("2025-03-12 and more", None),
        ("", None),
    ],
)
def test_days_of_exports_are_read_or_left(text: str, day: str | None) -> None:
    """Never guessed: where month and day may be changed round, there is none."""
    found = read_day(text)
    assert (found.isoformat() if found else None) == day


STATES = st.sampled_from(["To Do", "In Progress", "Done", "Closed", "Won't Do", "Waiting", ""])
DAYS_OF_JIRA = st.sampled_from(["", "12/May/25 4:05 PM", "2025-05-30", "03/04/2025", "12/May/19", "12/May/35"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(st.sampled_from(["OPS-1", "OPS-3", "OPS-9"]), STATES, DAYS_OF_JIRA), max_size=4),
       github=st.lists(st.tuples(st.sampled_from(["OPEN", "CLOSED", "odd"]), st.sampled_from(["", "NOT_PLANNED"])),
                       max_size=2))  # fmt: skip
def test_a_second_run_changes_nothing(base: Path, rows: list[tuple[str, str, str]], github: list[Any]) -> None:
    """Whatever the exports say; the record stays valid, and what was verified stays verified."""
    root = base.parent / "copy"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(base, root)
    export = base.parent / "export"
    contents = [
        JIRA + "".join(f"A,{key},{state},,,{day},,\n" for key, state, day in rows),
        json.dumps([issue(2, state, reason, "2025-05-12T08:00:00Z") for state, reason in github]),
    ]
    for content in contents:
        export.write_text(content, "utf-8")
        issues = read_export(export)
        plan_sync(load_corpus(root), issues, AS_OF).write()
        corpus = load_corpus(root)
        assert plan_sync(corpus, issues, AS_OF).changes == ()
        assert_valid(corpus)


def assert_valid(corpus: Corpus) -> None:
    """No error, and the verified action as it was."""
    assert not check(Context(corpus, AS_OF)).errors
    assert known_items(corpus.records[0].actions)[1].status is ActionStatus.VERIFIED
