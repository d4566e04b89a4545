"""What a pull request is asked about recurrences, and that every command lists similar records in one order."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.web.site_index import SiteIndex
from tests.cli.running import Run, git
from tests.helpers import RecordDict, changed, in_month, own_record, record_text, write_corpus
from tests.similarity.company import company

AS_OF = ("--as-of", "2025-06-01")


def repeat(number: int, **changes: Any) -> RecordDict:
    """A later record that shares everything with the first one."""
    record = in_month(own_record(id=f"PM-2025-{number:04}", aliases=[], title=f"Repeat {number}"), "04")
    hours = ("10T22", "11T01", "11T04", "11T05", "11T06", "11T09")
    for index, hour in enumerate(hours):
        record = changed(record, f"timeline.{index}.at", f"2025-04-{hour}:0{number}:00Z")
    for path, value in changes.items():
        record = changed(record, path, value)
    return record


@pytest.fixture
def merged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three records on main that repeat each other and say nothing of it, and a branch without changes."""
    monkeypatch.chdir(tmp_path)
    root = write_corpus(tmp_path, own_record(), repeat(2), repeat(3))
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "Records")
    git(tmp_path, "switch", "-qc", "change")
    return root.relative_to(tmp_path)


def rewrite(root: Path, record: RecordDict) -> Path:
    """Write a record over the file that has its id, or into a new one."""
    folder = root / record["id"][3:7]
    path: Path = next(folder.glob(f"{record['id']}-*.md"), folder / f"{record['id']}-new.md")
    path.write_text(record_text(record), "utf-8")
    return path


def questions(run: Run, *paths: Path) -> list[tuple[str, str]]:
    """The pairs that `check --changed` asks about: the record, and the one that it must say something about."""
    found = json.loads(run("check", "--format", "json", *AS_OF, "--changed", "main", *map(str, paths)).output)[
        "findings"
    ]
    return [(Path(each["path"]).name[:12], each["data"]["record"]) for each in found if each["code"] == "PM803"]


def test_a_moved_due_date_asks_nothing(merged: Path, run: Run) -> None:
    """Another change than one of causes, artifacts, teams or start raises no question about a merged record."""
    rewrite(merged, repeat(2, **{"actions.1.due": "2025-09-30"}))
    assert questions(run) == []


def test_a_line_appended_to_all_records_asks_nothing(merged: Path, run: Run) -> None:
    """A change of all records, as a codemod makes it, raises no question about any of them."""
    for path in merged.glob("*/PM-*.md"):
        path.write_text(path.read_text("utf-8") + "\nOne more line.\n", "utf-8")
    assert run("check", "--changed", *AS_OF).output.startswith("3 records checked")
    assert questions(run) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"causes.0.category": "data-quality/label-error"},
        {"artifacts": [{"id": "click-log", "version": "2025-03-10", "role": "origin"}]},
        {"teams.owner": "data-platform"},
        {"teams.involved": []},
        {"timeline.1.at": "2025-04-10T23:00:00Z"},
    ],
    ids=str,
)
def test_a_change_of_what_ties_records_asks(merged: Path, run: Run, changes: Mapping[str, Any]) -> None:
    """Causes, artifacts, teams and the start decide what a record can repeat, so their change asks again."""
    rewrite(merged, repeat(2, **changes))
    assert sorted(questions(run)) == [("PM-2025-0002", "PM-2025-0001"), ("PM-2025-0002", "PM-2025-0003")]


def test_a_record_written_up_late_is_asked_about_later_ones(merged: Path, run: Run) -> None:
    """What happened first and is written last can still be the same failure."""
    early = repeat(4)
    for index in range(6):
        early = changed(early, f"timeline.{index}.at", f"2025-01-1{index}")
    rewrite(merged, early)
    assert {pair[1] for pair in questions(run)} == {"PM-2025-0001", "PM-2025-0002", "PM-2025-0003"}
    fixes = json.loads(run("check", "--changed", "--format", "json", *AS_OF).output)["findings"]
    assert all("`of: [PM-2025-0004]` there" in each["fix"] for each in fixes if each["code"] == "PM803")


def test_a_pair_in_one_pull_request_is_asked_once(merged: Path, run: Run) -> None:
    """Of two new records, the later one is asked about the earlier one."""
    git(merged.parent, "rm", "-rq", "--cached", str(merged))
    git(merged.parent, "commit", "-qm", "Nothing")
    git(merged.parent, "branch", "-f", "main")
    pairs = questions(run)
    assert sorted(pairs) == [
        ("PM-2025-0002", "PM-2025-0001"),
        ("PM-2025-0003", "PM-2025-0001"),
        ("PM-2025-0003", "PM-2025-0002"),
    ]
    alone = [pair for path in sorted(merged.glob("2025/PM-*.md")) for pair in questions(run, path)]
    assert sorted(alone) == sorted(pairs), "who names one file of the pull request is asked the same"


def test_the_check_the_review_and_next_ask_the_same(merged: Path, run: Run) -> None:
    """`check --changed`, `review --changed` and `next` agree on what needs an answer, and print the same order."""
    rewrite(merged, repeat(4, recurrence=None, status="in-review"))
    checked = [other for _, other in questions(run)]
    review = run("review", "--changed", *AS_OF).output
    following = run("next", "PM-2025-0004", *AS_OF).output
    assert checked == re.findall(r"^- (PM-\S+) .*\*\*no answer\*\*$", review, re.MULTILINE)
    assert checked == re.findall(r"^  (PM-\S+) .*\(answer needed\)$", following, re.MULTILINE)
    for text in (review, following):
        assert list(dict.fromkeys(re.findall(r"- \{id: (PM-\S+), reason: \"\"\}", text))) == checked


def test_next_asks_a_merged_record_nothing_that_the_pull_request_would_not(merged: Path, run: Run) -> None:
    """For a record that stands on main unanswered, `next` and `status` raise no question."""
    assert "PM803" not in run("next", "PM-2025-0002", "--for", "closed", *AS_OF).output
    assert "PM803" not in run("status", "PM-2025-0002", "closed", *AS_OF).output


def test_without_a_repository_next_takes_a_record_for_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    """Where git cannot say what main holds, the question is asked as for a new record."""
    monkeypatch.chdir(tmp_path)
    write_corpus(tmp_path, own_record(), repeat(2, status="in-review"))
    assert re.search(r"PM-2025-0001 .*\(answer needed\)", run("next", "PM-2025-0002", *AS_OF).output)


def test_every_surface_has_the_same_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """For each record, the record page, `similar`, the review and `next` list similar records in one order."""
    monkeypatch.chdir(tmp_path)
    records = [own_record(), repeat(2), *company(14)]
    root = write_corpus(tmp_path, *[record | {"status": "in-review", "visibility": "public"} for record in records])
    corpus = load_corpus(root)
    site = SiteIndex(corpus.for_audience(Visibility.PUBLIC), date(2026, 6, 1))
    compared = 0
    for file in corpus.files:
        assert file.record
        name = file.record.id
        order = [each.record.id for each in site.similar.to_record(file.record, 50)]
        answer = json.loads(run("similar", name, "--json", "--limit", "50").output)["similar"]
        assert [each["id"] for each in answer] == order
        review = run("review", str(file.path), *AS_OF).output
        listed = re.findall(r"^- (PM-\d{4}-\d{4}) .*(?:no answer|dismissed|related)", review, re.MULTILINE)
        following = run("next", name, "--all", *AS_OF).output.partition("Have we seen this before?")[2]
        mentioned = re.findall(r"^  (PM-\d{4}-\d{4}) ", following, re.MULTILINE)
        assert listed == mentioned
        assert listed[:5] == order[:5] or (len(order) < 5 and listed == order)
        assert listed == sorted(listed, key=order.index)
        compared += len(listed)
    assert compared > len(records)
