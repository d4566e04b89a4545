"""When a recurrence must say what became of the controls of the earlier record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.reading.corpus import load_corpus
from tests.helpers import RecordDict, in_month, own_record, record_text
from tests.lint.rules.cases import OTHER, OWN, Case, check_case, write_files


def _repeat(**changes: Any) -> RecordDict:
    """A later record that repeats our own, without a word about its controls."""
    later = in_month(own_record(id="PM-2025-0002", aliases=[], **{"recurrence.of": ["PM-2025-0001"]} | changes), "05")
    return later


def _findings(folder: Path, record: RecordDict, former: RecordDict | None, earlier: RecordDict) -> list[str]:
    """What rule PM820 finds in a pull request that makes one record of another."""
    files = {OTHER: record_text(record), OWN: record_text(earlier)}
    case = Case("PM820", "", "", {}, {}, OTHER, former=record_text(former) if former else "", is_changed=True)
    findings = check_case(load_corpus(write_files(folder, files)), case)
    return [each.subject for each in findings if each.code == "PM820"]


def test_a_published_record_is_asked_nothing_by_another_change(tmp_path: Path) -> None:
    """Who moves a due date of a merged record is not asked about a recurrence that was declared before."""
    assert _findings(tmp_path, _repeat(**{"actions.2.due": "2025-12-31"}), _repeat(), own_record()) == []


@pytest.mark.parametrize(
    "former",
    [
        None,
        _repeat(status="in-review"),
        _repeat(**{"recurrence.of": []}),
        _repeat(**{"causes.0.category": "technical/model-regression"}),
    ],
)
def test_the_question_comes_with_publication_causes_and_recurrence(tmp_path: Path, former: RecordDict | None) -> None:
    """Where the pull request publishes the record or changes what it repeats or why, the controls are asked about."""
    assert _findings(tmp_path, _repeat(), former, own_record()) == ["recurrence.of[0]"]


@pytest.mark.parametrize(("completed", "found"), [("2025-03-19", 1), ("2025-05-11", 1), ("2025-05-20", 0)])
def test_a_control_of_later_days_stopped_nothing(tmp_path: Path, completed: str, found: int) -> None:
    """A control that was put in place only after the record began could not have stopped it."""
    earlier = own_record(**{"actions.1.completed": completed})
    assert len(_findings(tmp_path, _repeat(), None, earlier)) == found
