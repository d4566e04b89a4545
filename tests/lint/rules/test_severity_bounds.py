"""Severity against impact: bounds that the taxonomy sets and the checker reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.helpers import TAXONOMY, own_record, record_text
from tests.lint.rules.cases import OWN, codes, findings_of, findings_of_record

_SEVERE_ENOUGH = ("SEV1", "SEV2")


@pytest.mark.parametrize("severity", ["SEV1", "SEV2", "SEV3", "SEV4", "SEV5"])
def test_many_users_for_hours_are_no_minor_incident(severity: str, tmp_path: Path) -> None:
    """A severe incident that is written down as a minor one is found, however low it is set."""
    found = [each for each in findings_of_record(tmp_path, own_record(severity=severity)) if each.code == "PM225"]
    assert bool(found) == (severity not in _SEVERE_ENOUGH)
    assert all("must be SEV2 or worse" in each.condition for each in found), "the most severe level that is reached"


@pytest.mark.parametrize("status", ["draft", "in-review"])
def test_a_draft_may_have_any_severity(status: str, tmp_path: Path) -> None:
    """Before publication nobody has agreed on the severity."""
    assert "PM225" not in codes(findings_of_record(tmp_path, own_record(status=status, severity="SEV5")))


@pytest.mark.parametrize(
    ("severity", "impact", "is_found"),
    [
        ("SEV5", {"unknown": "Nobody counted them."}, True),
        ("SEV5", {"not_applicable": "It was found in shadow traffic."}, False),
        ("SEV4", {"unknown": "Nobody counted them."}, False),
        ("SEV4", [{"text": "Users", "value": {"from": "3"}, "unit": "% of users", "evidence": ["E2"]}], True),
        ("SEV4", [{"text": "Users", "value": {"to": "3"}, "unit": "% of users", "evidence": ["E2"]}], False),
        ("SEV3", [{"text": "Users", "value": "12", "unit": "% of users", "evidence": ["E2"]}], True),
        ("SEV3", [{"text": "Users", "value": "9", "unit": "% of users", "evidence": ["E2"]}], False),
    ],
)
def test_shares_and_ranges_count_by_what_is_certain(severity: str, impact: Any, is_found: bool, tmp_path: Path) -> None:
    """A share is measured by the bounds for shares, and of a range the lower end counts."""
    record = own_record(severity=severity, **{"impact.users": impact, "impact.requests": None})
    assert ("PM225" in codes(findings_of_record(tmp_path, record))) == is_found


@pytest.mark.parametrize(
    ("users", "other", "is_found"),
    [
        ({"unknown": "Nobody counted them."}, "customers", True),
        ([{"text": "Known by name", "value": "0", "unit": "users", "evidence": ["E2"]}], "People", True),
        ([{"text": "Known by name", "value": "40", "unit": "users", "evidence": ["E2"]}], "customers", False),
        ({"unknown": "Nobody counted them."}, "vehicles", False),
    ],
)
def test_people_count_wherever_they_are_counted(users: Any, other: str, is_found: bool, tmp_path: Path) -> None:
    """Persons under another heading count as users, unless they stand beside the number of users, as context."""
    people = [{"text": "Who were shown old pages", "value": "400000", "unit": other, "evidence": ["E2"]}]
    record = own_record(severity="SEV3", **{"impact.users": users, "impact.other": people})
    assert ("PM225" in codes(findings_of_record(tmp_path, record))) == is_found


def test_a_short_failure_is_measured_by_its_length(tmp_path: Path) -> None:
    """A bound with a duration does not count where the harm was over sooner."""
    record = own_record(
        severity="SEV3", **{"timeline.1.at": "2025-03-11T04:00:00Z", "timeline.4.at": "2025-03-11T05:30:00Z"}
    )
    assert "PM225" not in codes(findings_of_record(tmp_path, record))


def test_the_bounds_are_read_strictly(tmp_path: Path) -> None:
    """A bound with a key or a measure that nobody reads would bound nothing: it is refused with its line."""
    for wrong in ("metric: users", "measure: visitors"):
        taxonomy = TAXONOMY.replace("measure: money", wrong, 1)
        assert taxonomy != TAXONOMY
        found = findings_of(tmp_path / wrong.split(":")[0], {"taxonomy.yml": taxonomy, OWN: record_text(own_record())})
        assert {each.code for each in found if each.path.endswith("taxonomy.yml")} == {"PM114"}


def test_a_count_under_users_that_is_of_no_people_says_where_it_belongs(tmp_path: Path) -> None:
    """Page views under `users` are counted as users, since a unit must not hide harm, and the finding says so."""
    record = own_record(severity="SEV4", **{"impact.users.0.unit": "page views"})
    (found,) = [each for each in findings_of_record(tmp_path, record) if each.code == "PM225"]
    assert found.sentence.endswith("page views, counted as users")
    assert "`impact.requests`" in found.fix
    (users,) = [each for each in findings_of_record(tmp_path, own_record(severity="SEV4")) if each.code == "PM225"]
    assert "counted as" not in users.sentence
    assert "requests" not in users.fix
