"""What counts, and what part of it is asked about."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.analytics.archive import Archive, Scope, began, end_of, middle_date
from ml_postmortems.analytics.report import times_report
from ml_postmortems.errors import UnknownName, VocabularyUnusable
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.terms import KeyInstant, Kind, Status
from ml_postmortems.reading.corpus import load_corpus
from tests.analytics.archives import AS_OF, LEAVES, TEAMS, archive, at, event, incident
from tests.helpers import own_record, write_corpus


def test_only_incidents_that_stand_are_counted() -> None:
    """Near misses, hazards, drills, drafts, records in review, withdrawn and superseded ones are left out."""
    pairs = [(kind, status) for kind in Kind for status in Status]
    found = archive(
        incident(number, kind=kind.value, status=status.value) for number, (kind, status) in enumerate(pairs)
    )
    counted = {(record.kind, record.status) for record in found.incidents}
    standing = (Status.PUBLISHED, Status.VALIDATING, Status.ADJUSTING, Status.CLOSED)
    assert counted == {(Kind.INCIDENT, status) for status in standing}
    assert len(found.incidents) + found.count_left_out() == len(pairs)


def test_what_is_left_out_is_narrowed_like_what_is_counted() -> None:
    """A near miss of one team is not left out of a question about another."""
    found = archive(
        [
            incident(0, team=TEAMS[0]),
            incident(1, team=TEAMS[1]),
            incident(2, team=TEAMS[1], kind="near-miss"),
        ]
    )
    assert [found.count_left_out(Scope(team=team)) for team in (None, *TEAMS[:2])] == [1, 0, 1]
    assert times_report(found, Scope(team=TEAMS[0])).about.left_out == 0


@given(
    st.lists(
        st.tuples(
            st.integers(0, 900),
            st.sampled_from(TEAMS),
            st.sampled_from(LEAVES),
            st.sampled_from(["ranking-model", "click-log"]),
        ),
        max_size=12,
    ),
    st.sampled_from([None, *TEAMS]),
    st.sampled_from([None, *LEAVES, "data-quality", "technical"]),
    st.sampled_from([None, "ranking-model", "click-log"]),
    st.sampled_from([None, "2024", "2024-07", "2024-02-29"]),
)
def test_scope_narrows_by_all_that_it_names(
    planted: list[tuple[int, str, str, str]], team: str | None, leaf: str | None, model: str | None, since: str | None
) -> None:
    """Owning team, primary cause (leaf or family), artifact and beginning: all must hold."""
    found = archive(
        incident(number, at(day), None, [leaf], [artifact], owner)
        for number, (day, owner, leaf, artifact) in enumerate(planted)
    )
    expected = {
        f"PM-2023-{number:04}"
        for number, (day, owner, primary, artifact) in enumerate(planted)
        if team in (None, owner)
        and leaf in (None, primary, primary.split("/")[0])
        and model in (None, artifact)
        and (since is None or at(day)[: len(since)] >= since)
    }
    inside = found.within(Scope(team, model, leaf, Instant.parse(since) if since else None))
    assert {record.id for record in inside} == expected
    assert list(inside) == sorted(inside, key=lambda record: (began(record), record.id))


@pytest.mark.parametrize(
    "scope, what", [(Scope(team="rankin"), "team"), (Scope(model="x"), "model"), (Scope(cause="technical/x"), "cause")]
)
def test_what_the_vocabulary_lacks_is_an_error(scope: Scope, what: str) -> None:
    """A misspelt team must not look like a team without incidents."""
    with pytest.raises(UnknownName, match=what):
        archive([]).within(scope)


def test_vocabulary_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    """Without a catalog nobody knows whether rates may be said."""
    root = write_corpus(tmp_path, own_record(), catalog="teams: 1\n")
    with pytest.raises(VocabularyUnusable, match=r"catalog\.yml"):
        Archive(load_corpus(root), AS_OF)


@pytest.mark.parametrize(
    "marks, expected",
    [
        (["detected", "mitigated", "resolved"], KeyInstant.RESOLVED),
        (["detected", "mitigated"], KeyInstant.MITIGATED),
        (["detected"], KeyInstant.DETECTED),
        ([], KeyInstant.STARTED),
    ],
)
def test_end_is_the_last_instant_that_is_known(marks: list[str], expected: KeyInstant) -> None:
    """Resolved, else mitigated, detected, started; and which one it was is said."""
    timeline = [event(at(day), mark) for day, mark in enumerate(["started", *marks])]
    name, moment, _ = end_of(incident(1, timeline=timeline, times={"diagnosed": {"unknown": "Nobody looked."}}))
    assert name is expected
    assert moment.strftime("%Y-%m-%dT%H:%M:%SZ") == at(len(marks))


@pytest.mark.parametrize(
    "began, as_of, expected",
    [
        ("2024-05-17T23:00:00Z", AS_OF, date(2024, 5, 17)),
        ("2024-05-17T23:00:00-08:00", AS_OF, date(2024, 5, 17)),
        ("2024-05-17", AS_OF, date(2024, 5, 17)),
        ("2023-04", AS_OF, date(2023, 4, 15)),
        ("2023", AS_OF, date(2023, 7, 2)),
        ("2023", date(2023, 1, 31), date(2023, 1, 16)),
    ],
)
def test_middle_of_what_is_known_stands_for_it(began: str, as_of: date, expected: date) -> None:
    """A year is its second of July, or the middle of what had passed of it; a day is itself, in its own zone."""
    assert middle_date(incident(1, began), as_of) == expected
