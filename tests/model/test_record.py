"""Records as a whole: immutable, closed, with derived values that nobody types."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from ml_postmortems.model.account import Interval
from ml_postmortems.model.block import Block
from ml_postmortems.model.impact import Quantity
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.risk import Risk, RiskEstimate
from tests.helpers import changed, external_record, own_record


def own(**changes: Any) -> Record:
    return Record.model_validate(own_record(**changes))


@pytest.mark.parametrize(
    ("likelihood", "impact", "score"), [("1", "1", 1), ("2", "3", 6), ("3", "2", 6), ("4", "5", 20), ("5", "5", 25)]
)
def test_risk_score(likelihood: str, impact: str, score: int) -> None:
    """The score is computed: likelihood times impact."""
    assert RiskEstimate.model_validate({"likelihood": likelihood, "impact": impact}).score == score


def test_risk_score_after_actions() -> None:
    """The risk once the actions are done has a score of its own."""
    risk = own().risk
    assert isinstance(risk, Risk)
    assert isinstance(risk.after_actions, RiskEstimate)
    assert (risk.score, risk.after_actions.score) == (20, 3)


@pytest.mark.parametrize("rating", ["0", "6", "-1", "1.5", "high"])
def test_risk_is_rated_from_1_to_5(rating: str) -> None:
    """No rating lies outside the anchors of the taxonomy."""
    with pytest.raises(ValidationError):
        own(**{"risk.impact": rating})


def test_real_and_primary_causes() -> None:
    """Causes that were ruled out are not real; the primary cause is one of the real ones."""
    record = own()
    assert [cause.id for cause in record.real_causes] == ["C1", "C2"]
    assert record.primary is not None
    assert record.primary.id == "C1"


@pytest.mark.parametrize(
    "changes",
    [
        {"primary_cause": "C3"},
        {"primary_cause": "C9"},
        {"primary_cause": None},
        {"causes": {"unknown": "Nobody looked."}},
        {"causes": None},
    ],
)
def test_no_primary_cause(changes: dict[str, Any]) -> None:
    """A primary cause that is ruled out, does not exist or is not named is none."""
    assert own(**changes).primary is None


def test_year_is_that_of_the_id() -> None:
    """The year of a record stands in its id."""
    assert own(id="PM-2031-0002").year == 2031


def test_records_cannot_be_changed() -> None:
    """A record that was read stays what the file says."""
    record = own()
    with pytest.raises(ValidationError):
        record.title = "Something else"  # type: ignore[misc]


@pytest.mark.parametrize(
    "path", ["template", "teams.lead", "timeline.0.before", "timeline.0.after", "times", "impact.requests.0.value.low"]
)
def test_only_keys_of_the_format(path: str) -> None:
    """No key that the format does not know is accepted, nor the names that Python uses for `from` and `to`."""
    with pytest.raises(ValidationError, match=r"extra_forbidden|times"):
        Record.model_validate(changed(own_record(), path, {"sooner": {"unknown": "x"}} if path == "times" else "x"))


def test_defaults_are_empty() -> None:
    """What is optional and not given is an empty list, never a missing one."""
    record = own(dissent=None, assumptions=None, recognition=None, tags=None, regulatory=None)
    assert not any((record.aliases, record.dissent, record.assumptions, record.recognition, record.tags))
    assert record.regulatory == ()
    assert record.times == {}


def test_schema_version_is_1_or_2() -> None:
    """A record of another version of the format is not read as if it were of these."""
    for version in ("3", "1.0", "01", ""):
        with pytest.raises(ValidationError):
            own(schema_version=version)


def test_not_known_says_one_thing() -> None:
    """Not knowing and not applying exclude each other, and each has its reason."""
    unknown = NotKnown(unknown="No log.")
    no_such_thing = NotKnown(not_applicable="No users.")
    assert (unknown.is_unknown, unknown.why) == (True, "No log.")
    assert (no_such_thing.is_unknown, no_such_thing.why) == (False, "No users.")
    for wrong in ({}, {"unknown": "a", "not_applicable": "b"}, {"unknown": ""}, {"unknown": "a", "why": "b"}):
        with pytest.raises(ValidationError):
            NotKnown.model_validate(wrong)


def test_known_values() -> None:
    """What is not known counts as nothing, and as no items."""
    reason = NotKnown(unknown="No log.")
    assert known("x") == "x"
    assert known(None) is None
    assert known(reason) is None
    assert known_items(("x",)) == ("x",)
    assert known_items(None) == ()
    assert known_items(reason) == ()


def test_interval_needs_an_end() -> None:
    """An interval says at least one of its ends."""
    with pytest.raises(ValidationError, match="must have `from`, `to` or both"):
        Interval.model_validate({"evidence": ["E1"]})


def test_amounts() -> None:
    """A measure is a number or a range, and both are exact."""
    record = own()
    assert not isinstance(record.impact, NotKnown | None)
    requests = known_items(record.impact.requests)[0].value
    assert isinstance(requests, Quantity)
    assert (requests.at_least, requests.at_most) == (Decimal(300000), Decimal(450000))
    assert known_items(record.impact.users)[0].value == 120000
    assert known_items(record.impact.users)[0].approximate is True
    assert known_items(record.impact.slo_budget)[0].approximate is False


def test_blocks_are_frozen_and_closed() -> None:
    """Every block of the model shares the two properties."""
    waiting: list[type[Block]] = [Block]
    while waiting:
        block = waiting.pop()
        waiting += block.__subclasses__()
        assert block.model_config.get("frozen") is True
        assert block.model_config.get("extra") == "forbid"


def test_helpers_make_valid_records() -> None:
    """The records that tests start from fit the format."""
    assert own().id == "PM-2025-0001"
    assert Record.model_validate(external_record()).id == "PM-2024-0001"
