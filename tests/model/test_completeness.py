"""How much of what a published record needs is there."""

from __future__ import annotations

from typing import Any

import pytest

from ml_postmortems.model.completeness import completeness
from ml_postmortems.model.record import Record
from tests.helpers import external_record, own_record

EXTERNAL_NEEDS = 10 + 8 + 7
"""By the table of fields: of every draft, from in-review on, from published on."""
OWN_SEV1_NEEDS = 10 + 9 + 13 + 3 * 3
"""The same with what only insiders know; and what each of the three actions needs."""
UNKNOWN = {"unknown": "Nobody wrote it down."}
NOT_APPLICABLE = {"not_applicable": "There is none."}


def counts(record: dict[str, Any]) -> tuple[int, int, int, int]:
    measured = completeness(Record.model_validate(record))
    return len(measured.answered), len(measured.not_applicable), len(measured.unknown), len(measured.missing)


def test_complete_records() -> None:
    """A record with everything is complete, and each place counts once."""
    assert counts(own_record()) == (OWN_SEV1_NEEDS, 0, 0, 0)
    assert counts(external_record()) == (EXTERNAL_NEEDS - 1, 1, 0, 0)
    assert completeness(Record.model_validate(own_record())).share == 1
    assert completeness(Record.model_validate(external_record())).share == 1


def test_unknown_is_not_an_answer() -> None:
    """Unknown lowers the share as a missing field does; not applicable does not."""
    record = external_record(lessons=UNKNOWN, failure=NOT_APPLICABLE, summary=None, causes=[])
    measured = completeness(Record.model_validate(record))
    assert set(measured.unknown) == {("lessons",)}
    assert set(measured.not_applicable) == {("failure",), ("affected_data",)}
    assert set(measured.missing) == {("summary",), ("causes",)}
    assert len(measured.answered) == EXTERNAL_NEEDS - 5
    assert measured.share == (EXTERNAL_NEEDS - 3) / EXTERNAL_NEEDS


def test_places_within_actions() -> None:
    """What each action needs is counted action by action."""
    record = own_record(**{"actions.1.due": None, "actions.2.success_criterion": UNKNOWN})
    measured = completeness(Record.model_validate(record))
    assert measured.missing == (("actions", 1, "due"),)
    assert measured.unknown == (("actions", 2, "success_criterion"),)
    assert measured.share == (OWN_SEV1_NEEDS - 2) / OWN_SEV1_NEEDS


@pytest.mark.parametrize("status", ["draft", "in-review", "published", "validating", "adjusting", "withdrawn"])
def test_the_goal_is_publication(status: str) -> None:
    """Whatever the status, a record is measured against what publication needs, so that the share can only grow."""
    assert counts(external_record(status=status, lessons=None)) == (EXTERNAL_NEEDS - 2, 1, 0, 1)


def test_closed_needs_more() -> None:
    """A closed record is measured against what closing needs."""
    assert counts(external_record(status="closed")) == (EXTERNAL_NEEDS - 1, 1, 0, 1)
    measured = completeness(Record.model_validate(external_record(status="closed")))
    assert measured.missing == (("validation",),)


def test_draft_of_the_core_fields() -> None:
    """A draft with the core fields only has answered just these."""
    core = ["schema_version", "id", "title", "kind", "origin", "status", "severity", "visibility", "teams", "symptom"]
    record = {key: value for key, value in external_record(status="draft").items() if key in core}
    assert counts(record) == (10, 0, 0, EXTERNAL_NEEDS - 10)
