"""How much of what a published record needs is there."""

from __future__ import annotations

from typing import Any

import pytest

from ml_postmortems.model.completeness import completeness
from ml_postmortems.model.record import Record
from tests.helpers import changed, external_record, own_record

EXTERNAL_NEEDS = 10 + 7 + 7
"""By the table of fields: of every draft, from in-review on, from published on."""
EXTERNAL_PARTS = 2
"""What counts as failure and who noticed it: the parts of blocks that are needed at SEV3 and known."""
EXTERNAL_ANSWERED = EXTERNAL_NEEDS - 1 + EXTERNAL_PARTS
"""All but the data left behind, which does not apply."""
OWN_SEV1_NEEDS = 10 + 8 + 10 + 3 * 3 + 10
"""The same with what only insiders know; what each of the three actions needs, and the known parts of blocks."""
OWN_PARTS_WITHOUT_VALUE = 3
"""Of the impact money and harm, and the next update."""
EXTERNAL_PARTS_UNKNOWN = 6
"""Of failure, detection, times and impact."""
UNKNOWN = {"unknown": "Nobody wrote it down."}
NOT_APPLICABLE = {"not_applicable": "There is none."}


def counts(record: dict[str, Any]) -> tuple[int, int, int, int]:
    measured = completeness(Record.model_validate(record))
    return len(measured.answered), len(measured.not_applicable), len(measured.unknown), len(measured.missing)


def test_complete_records() -> None:
    """A record with everything is complete, and each place counts once."""
    assert counts(external_record()) == (EXTERNAL_ANSWERED, 2, EXTERNAL_PARTS_UNKNOWN, 0)
    known = own_record(**{"impact.predictions": NOT_APPLICABLE})
    assert counts(known) == (OWN_SEV1_NEEDS, OWN_PARTS_WITHOUT_VALUE + 1, 0, 0)
    assert completeness(Record.model_validate(known)).percent == 100


@pytest.mark.parametrize("place", ["impact.predictions", "times.detected", "artifacts.1.version", "detection.monitor"])
def test_an_unknown_inside_of_a_field_is_counted(place: str) -> None:
    """A record is never called complete above an unknown, however deep it stands and whether it is needed or not."""
    record = own_record(**{"impact.predictions": NOT_APPLICABLE})
    if place == "times.detected":
        record["times"] = {"detected": UNKNOWN}
    else:
        record = changed(record, place, UNKNOWN)
    measured = completeness(Record.model_validate(record))
    assert [".".join(map(str, path)) for path in measured.unknown] == [place]
    assert measured.percent < 100
    assert " 1 unknown," in measured.summary


def test_unknown_is_not_an_answer() -> None:
    """Unknown lowers the share as a missing field does."""
    record = external_record(lessons=UNKNOWN, failure=NOT_APPLICABLE, summary=None, causes=[])
    measured = completeness(Record.model_validate(record))
    assert {path for path in measured.unknown if len(path) == 1} == {("lessons",)}
    assert {path for path in measured.not_applicable if len(path) == 1} == {("failure",), ("affected_data",)}
    assert set(measured.missing) == {("summary",), ("causes",)}
    assert len(measured.answered) == EXTERNAL_NEEDS - 5 + EXTERNAL_PARTS - 1
    assert measured.share == len(measured.answered) / measured.total
    assert measured.total - len(measured.answered) == len(measured.unknown) + 2


def test_not_applicable_is_no_answer() -> None:
    """What is said not to apply raises no share and stands beside it: such a record has answered less."""
    answered, emptied = (
        completeness(Record.model_validate(external_record(**changes)))
        for changes in ({}, {"lessons": NOT_APPLICABLE, "summary": NOT_APPLICABLE})
    )
    assert len(emptied.not_applicable) > len(answered.not_applicable)
    assert len(emptied.answered) < len(answered.answered)
    assert emptied.total == len(emptied.answered) + len(emptied.unknown) + len(emptied.missing)
    assert emptied.share < answered.share
    assert f"; {len(emptied.not_applicable)} not applicable)" in emptied.summary


def test_places_within_actions() -> None:
    """What each action needs is counted action by action."""
    record = own_record(**{"actions.1.due": None, "actions.2.success_criterion": UNKNOWN})
    measured = completeness(Record.model_validate(record))
    assert measured.missing == (("actions", 1, "due"),)
    assert measured.unknown == (("impact", "predictions"), ("actions", 2, "success_criterion"))


@pytest.mark.parametrize("status", ["draft", "in-review", "published", "validating", "adjusting", "withdrawn"])
def test_the_goal_is_publication(status: str) -> None:
    """Whatever the status, a record is measured against what publication needs, so that the share can only grow."""
    assert counts(external_record(status=status, lessons=None)) == (
        EXTERNAL_ANSWERED - 1,
        2,
        EXTERNAL_PARTS_UNKNOWN,
        1,
    )


def test_closed_needs_more() -> None:
    """A closed record is measured against what closing needs."""
    assert counts(external_record(status="closed")) == (
        EXTERNAL_ANSWERED,
        2,
        EXTERNAL_PARTS_UNKNOWN,
        1,
    )
    measured = completeness(Record.model_validate(external_record(status="closed")))
    assert measured.missing == (("validation",),)


def test_draft_of_the_core_fields() -> None:
    """A draft with the core fields only has answered just these."""
    core = ["schema_version", "id", "title", "kind", "origin", "status", "severity", "visibility", "teams", "symptom"]
    record = {key: value for key, value in external_record(status="draft").items() if key in core}
    assert counts(record) == (10, 0, 0, EXTERNAL_NEEDS - 10)
