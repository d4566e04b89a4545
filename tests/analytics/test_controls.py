"""What became of a control is what later records say, and that it was needed follows from them alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.analytics.archive import began, records_known_by
from ml_postmortems.analytics.catch_rates import catch_rate, summed_rate
from ml_postmortems.analytics.controls import (
    ControlLedger,
    ControlState,
    Outcome,
    control_ledgers,
    count_outcomes,
    count_states,
)
from ml_postmortems.model.catches import Catch, CatchLog
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.terms import ActionStatus, ArtifactRole, Visibility
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.wording import catch_rate_text
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus as write_company
from tests.helpers import FROZEN_TAXONOMY, RecordDict, changed, in_month, own_record, write_corpus

UNTIL = date(2026, 6, 30)
CONTROL = "session-length-bounds"


def ledgers_of(corpus: Corpus, day: date = UNTIL) -> dict[str, ControlLedger]:
    """The controls of a corpus by id."""
    counted = [record for record in records_known_by(corpus, day) if record.status.is_counted]
    return {ledger.id: ledger for ledger in control_ledgers(counted, corpus.vocabulary)}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic company in which one verified control fails."""
    folder = tmp_path_factory.mktemp("company") / "company"
    write_company(folder, Settings(120, 2, until=UNTIL, words=150, taxonomy=FROZEN_TAXONOMY))
    return folder


def read(folder: Path) -> Corpus:
    """All its records."""
    return load_corpus(folder / "postmortems").for_audience(Visibility.RESTRICTED)


def test_the_planted_failures_of_controls_are_in_their_ledgers(company: Path) -> None:
    """With the outcome that was planted, as one that the later record names."""
    truth = json.loads((company / "ground-truth.json").read_text("utf-8"))["failed_controls"]
    assert truth
    ledgers = ledgers_of(read(company))
    for planted in truth:
        (meeting,) = (each for each in ledgers[planted["control"]].meetings if each.record == planted["failed_in"])
        assert (meeting.outcome.value, meeting.is_named) == (planted["outcome"], True)
        (source,) = (each for each in ledgers[planted["control"]].sources if each.action == planted["action"])
        assert str(source.verified) == planted["verified"]


def test_meetings_are_those_of_the_definition_applied_to_every_pair(company: Path) -> None:
    """The pass that looks causes and artifacts up finds what comparing each action with each record finds."""
    corpus = read(company)
    found = {
        (ledger.id, meeting.record)
        for ledger in ledgers_of(corpus).values()
        for meeting in ledger.meetings
        if not meeting.is_named
    }
    named = {
        (ledger.id, meeting.record)
        for ledger in ledgers_of(corpus).values()
        for meeting in ledger.meetings
        if meeting.is_named
    }
    assert found == set(pairs_of(corpus)) - named
    assert len(found) > 20


def pairs_of(corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Each control with each later record that it should have stopped, by the definition alone."""
    catalog, taxonomy = corpus.vocabulary.catalog, corpus.vocabulary.taxonomy
    counted = [record for record in corpus.records if record.status.is_counted and began(record).date() <= UNTIL]
    for earlier, later in product(counted, counted):
        if earlier is later:
            continue
        uses = known_items(earlier.artifacts)
        broke = {use.id for use in uses if use.role in (ArtifactRole.ORIGIN, ArtifactRole.FAILED)}
        covered = broke or {use.id for use in uses}
        reached = {use.id for use in known_items(later.artifacts)}
        if not covered & {*reached, *catalog.upstream_of(reached)}:
            continue
        leaves = {taxonomy.current_name(cause.category) for cause in later.real_causes}
        for action in known_items(earlier.actions):
            answered = {
                taxonomy.current_name(cause.category) for cause in earlier.real_causes if cause.id in action.addresses
            }
            if (
                action.control
                and answered & leaves
                and action.status in (ActionStatus.DONE, ActionStatus.VERIFIED)
                and action.completed
                and action.completed.last_day <= UNTIL
                and action.completed.last_day < began(later).date()
                and catalog.operator_of(action.team) == catalog.operator_of(later.teams.owner)
            ):
                yield action.control.id, later.id


def ledger_of(tmp_path: Path, *later: RecordDict) -> ControlLedger:
    """The control of our own record, with later records."""
    root = write_corpus(tmp_path, own_record(), *later)
    return ledgers_of(load_corpus(root).for_audience(Visibility.RESTRICTED))[CONTROL]


def later_record(**changes: Any) -> RecordDict:
    """The same failure in May, of a control that has been in place since 19 March."""
    record = in_month(own_record(), "05")
    record = {**record, "id": "PM-2025-0009", "aliases": [], "actions": [
        {key: value for key, value in action.items() if key != "control"} for action in record["actions"]
    ]}  # fmt: skip
    for path, value in changes.items():
        record = changed(record, path.replace("__", "."), value)
    return record


@pytest.mark.parametrize("outcome", ["missed", "absent", "bypassed", "too-late", "disabled"])
def test_what_a_later_record_says_is_what_the_ledger_says(tmp_path: Path, outcome: str) -> None:
    """In the author's word, whatever the site would guess."""
    answer = {"of": ["PM-2025-0001"], "related": [], "dismissed": [],
              "broken_controls": [{"id": CONTROL, "outcome": outcome}]}  # fmt: skip
    ledger = ledger_of(tmp_path, later_record(recurrence=answer))
    assert [(each.record, each.outcome.value, each.is_named) for each in ledger.meetings] == [
        ("PM-2025-0009", outcome, True)
    ]


def test_a_near_miss_that_a_control_stopped_is_a_catch(tmp_path: Path) -> None:
    """Only the author can say so: a near miss without a word may have ended by luck."""
    near_miss = later_record(kind="near-miss", detection__caught_by=[CONTROL])
    ledger = ledger_of(tmp_path, near_miss)
    assert ledger.outcomes == {Outcome.CAUGHT: 1}
    assert count_outcomes([ledger, ledger]) == {Outcome.CAUGHT: 2}


def log(*days: date, complete_since: date | None = None) -> CatchLog:
    """A log of catches of the control of our own record."""
    return CatchLog(tuple(Catch(CONTROL, day, "A file in milliseconds") for day in days), complete_since)


def logged_ledger(tmp_path: Path, catches: CatchLog, *later: RecordDict, coverage: str = "census") -> ControlLedger:
    """The control of our own record, with later records and a log, in a base that is a census or not."""
    root = write_corpus(tmp_path, own_record(), *later)
    catalog = root / "catalog.yml"
    catalog.write_text(catalog.read_text("utf-8").replace("corpus: census", f"corpus: {coverage}"), "utf-8")
    corpus = load_corpus(root).for_audience(Visibility.RESTRICTED)
    (ledger,) = (each for each in control_ledgers(corpus.records, corpus.vocabulary, catches) if each.id == CONTROL)
    return ledger


MAY = date(2025, 5, 11)
"""The day of the later record."""


def test_a_catch_of_the_log_counts_once_beside_its_near_miss(tmp_path: Path) -> None:
    """One of the same day is the same event; a second one of that day is another."""
    near_miss = later_record(kind="near-miss", detection__caught_by=[CONTROL])
    assert logged_ledger(tmp_path / "a", log(MAY), near_miss).outcomes == {Outcome.CAUGHT: 1}
    assert logged_ledger(tmp_path / "b", log(MAY, MAY, date(2025, 4, 1)), near_miss).outcomes == {Outcome.CAUGHT: 3}


def test_a_rate_stands_on_a_complete_log_and_a_census(tmp_path: Path) -> None:
    """Without one of the two there are counts only; with both, what came since both sides are watched."""
    answer = {"of": ["PM-2025-0001"], "related": [], "dismissed": [],
              "broken_controls": [{"id": CONTROL, "outcome": "missed"}]}  # fmt: skip
    later = later_record(recurrence=answer)
    days = [date(2025, 4, day) for day in range(1, 12)]
    complete = log(date(2025, 3, 20), *days, complete_since=date(2025, 4, 1))
    assert logged_ledger(tmp_path / "a", log(*days), later).rate is None
    assert logged_ledger(tmp_path / "b", complete, later, coverage="sample").rate is None
    rate = logged_ledger(tmp_path / "c", complete, later).rate
    assert rate
    assert (rate.since, rate.caught, rate.base, rate.not_said) == (date(2025, 4, 1), 11, 12, 0)
    assert rate.value == pytest.approx(11 / 12)
    assert rate.low and rate.high and rate.low < 11 / 12 < rate.high


def test_a_rate_begins_when_the_control_was_in_place(tmp_path: Path) -> None:
    """Whatever the log says of the time before; few meetings make no share, and silence is in no base."""
    rate = logged_ledger(tmp_path, log(date(2025, 4, 1), complete_since=date(2024, 1, 1)), later_record()).rate
    assert rate
    assert (rate.since, rate.caught, rate.base, rate.not_said, rate.value) == (date(2025, 3, 19), 1, 1, 1, None)
    assert rate.met == 2


def test_what_no_record_says_makes_the_rate_a_range() -> None:
    """From none of them stopped to all of them, with the counts on both sides; never one number."""
    rate = catch_rate(date(2025, 3, 19), 11, 11, 4)
    assert rate
    assert (rate.value, rate.met) == (None, 15)
    assert rate.least == pytest.approx(11 / 15) and rate.most == 1
    assert rate.low and rate.high and rate.low < 11 / 15 and rate.high == 1
    told = catch_rate_text(rate)
    assert "stopped 11 to 15 of 15 since 19 Mar 2025 (73 to 100 %: of 4 no record says what it did;" in told
    assert "11 of 11" not in told


def test_what_no_record_says_counts_for_the_kind_too() -> None:
    """A control of which nothing is known is not left out of the range of its kind."""
    known, unsaid = catch_rate(date(2025, 3, 19), 12, 12, 0), catch_rate(date(2025, 3, 19), 0, 0, 6)
    summed = summed_rate([known, unsaid])
    assert summed and summed.value is None
    assert summed.least == pytest.approx(12 / 18) and summed.most == 1


def test_kinds_sum_what_their_controls_tell(tmp_path: Path) -> None:
    """Of those that have a rate, each since its own day; of none there is none."""
    rate = logged_ledger(tmp_path, log(date(2025, 4, 1), complete_since=date(2024, 1, 1))).rate
    assert summed_rate([rate, None, rate]) == catch_rate(date(2025, 3, 19), 2, 2, 0)
    assert summed_rate([None]) is None


def test_without_a_word_it_is_not_guessed(tmp_path: Path) -> None:
    """Same cause, same artifact, later: needed, and what it did is not said."""
    assert ledger_of(tmp_path, later_record()).outcomes == {Outcome.NOT_SAID: 1}


@pytest.mark.parametrize(
    "changes",
    [
        {"causes__0__category": "technical/config-push", "causes__1__category": "technical/config-push"},
        {"teams__owner": "acme-answers"},
        {"artifacts": [{"id": "billing", "role": "failed"}]},
    ],
    ids=["other cause", "other operator", "other artifact"],
)
def test_what_it_does_not_cover_is_no_meeting(tmp_path: Path, changes: dict[str, Any]) -> None:
    """Another cause, another company, another artifact."""
    assert ledger_of(tmp_path, later_record(**changes)).meetings == ()


def test_before_it_was_in_place_nothing_is_expected_of_it(tmp_path: Path) -> None:
    """An incident of February is no test of what came in March."""
    record = json.loads(json.dumps(later_record()).replace("2025-05-", "2025-02-"))
    assert ledger_of(tmp_path, record).meetings == ()


def test_states_are_counted_once_a_control(tmp_path: Path) -> None:
    """The furthest of its actions counts."""
    ledger = ledger_of(tmp_path)
    assert (ledger.state, count_states([ledger])) == (ControlState.VERIFIED, {ControlState.VERIFIED: 1})
