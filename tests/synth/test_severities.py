"""The severity of a synthetic record obeys the criteria that stand in the taxonomy beside it."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from ml_postmortems.model.durations import DurationName, durations
from ml_postmortems.model.not_known import NotKnown
from ml_postmortems.model.record import Record
from tests.synth.corpora import written

LEAK = "technical/cross-request-leak"
HOUR = timedelta(hours=1)
Records = tuple[Record, ...]


@pytest.fixture(scope="module", params=[1, 2, 3, 4, 5, 6])
def records(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Records:
    """Companies as large as the demo, the demo's own first."""
    folder = tmp_path_factory.mktemp("severities") / "corpus"
    return tuple(written(folder, records=80, seed=request.param).corpus.records)


def harm_of(record: Record) -> timedelta | None:
    """How long harm was done, where that is known."""
    found = durations(record).get(DurationName.HARM)
    return None if found is None or isinstance(found, NotKnown) else found.longest


def share_of(record: Record) -> tuple[int, int]:
    """The per cent of users that were affected, at least and less than."""
    assert record.impact and not isinstance(record.impact, NotKnown) and record.impact.notes
    found = re.match(r"About (\d+) per cent of the", record.impact.notes)
    if not found:
        assert record.impact.notes.startswith("Fewer than one in a hundred of the")
        return 0, 1
    return int(found[1]), int(found[1]) + 1


def test_what_did_no_harm_is_negligible_and_nothing_else_is(records: Records) -> None:
    """No user or decision affected, found before release, in shadow, in a drill or by a gate that held."""
    for record in records:
        assert record.impact and not isinstance(record.impact, NotKnown)
        assert (record.severity == "SEV5") == (record.kind != "incident") == isinstance(record.impact.users, NotKnown)


def test_a_leak_is_major_and_of_many_critical(records: Records) -> None:
    """Personal data of 1,000 persons or more shown to others is SEV1, of fewer SEV2."""
    for record in records:
        if record.kind == "incident" and record.primary and record.primary.category == LEAK:
            assert record.impact and not isinstance(record.impact, NotKnown)
            assert record.impact.users and not isinstance(record.impact.users, NotKnown)
            [people] = record.impact.users
            least = people.value if isinstance(people.value, Decimal) else people.value.at_least
            assert least is not None
            assert record.severity == ("SEV1" if least >= 1_000 else "SEV2"), record.id


def test_shares_and_durations_meet_the_criteria(records: Records) -> None:
    """A quarter of users for four hours, a tenth, some for an hour, or hardly any within the working day."""
    wanted = {
        "SEV1": (25, 100, 4 * HOUR, timedelta.max),
        "SEV2": (10, 25, 4 * HOUR, timedelta.max),
        "SEV3": (1, 10, HOUR, timedelta.max),
        "SEV4": (0, 1, timedelta.min, 8 * HOUR),
    }
    incidents = [record for record in records if record.kind == "incident"]
    assert {record.severity.value for record in incidents} == set(wanted)
    for record in incidents:
        least, below, shortest, longest = wanted[record.severity.value]
        share, less = share_of(record)
        assert least <= share < less <= below, record.id
        harm = harm_of(record)
        is_leak = record.primary is not None and record.primary.category == LEAK
        assert harm is None or is_leak or shortest <= harm <= longest, record.id
        if record.severity == "SEV4":
            assert record.impact and not isinstance(record.impact, NotKnown)
            assert record.impact.slo_budget is None
