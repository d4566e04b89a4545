"""The reports behind pages and commands: the same numbers, over all incidents or those of a scope."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ml_postmortems.analytics.archive import EVERYTHING, Archive, Scope
from ml_postmortems.analytics.control_failures import ControlFailure, control_failures
from ml_postmortems.analytics.cross_tables import CrossTable, cross_tables
from ml_postmortems.analytics.exposure import MeasuredRates, incident_rates
from ml_postmortems.analytics.latency import CategoryLatency, measure_latency
from ml_postmortems.analytics.patterns import Pattern, find_patterns
from ml_postmortems.analytics.periods import Period, periods_of
from ml_postmortems.analytics.preventions import BrokenPrevention, broken_preventions
from ml_postmortems.analytics.recurrence_curves import (
    IncidentsByAge,
    TimeToRecurrence,
    incidents_by_age,
    time_to_recurrence,
)
from ml_postmortems.analytics.recurrences import Recurrence, declared_recurrences, signature_recurrences
from ml_postmortems.analytics.shares import (
    Share,
    by_all,
    by_family,
    by_model,
    by_period,
    by_team,
    recurrence_shares,
    truncated_periods,
)
from ml_postmortems.analytics.survival import Median, Observation, SurvivalStep, kaplan_meier, median_time
from ml_postmortems.analytics.thresholds import MIN_TREND
from ml_postmortems.analytics.times import Completion, Times, action_completions, measure_detection, measure_times
from ml_postmortems.analytics.trends import Series, count_tests, find_trends
from ml_postmortems.analytics.words import WordReport, rising_words
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import ActionType, Coverage, Priority
from ml_postmortems.similarity.written_words import WrittenWords


@dataclass(frozen=True, slots=True)
class About:
    """What a report is about."""

    as_of: date
    corpus: Coverage
    scope: Scope
    n: int
    """Incidents in scope."""
    left_out: int
    """Records that are no incidents or are taken back, in scope."""


@dataclass(frozen=True, slots=True)
class TrendReport:
    """What happens more often, and what less."""

    about: About
    periods: tuple[Period, ...]
    series: tuple[Series, ...]
    tables: tuple[CrossTable, ...]
    rates: tuple[MeasuredRates, ...]
    """Against what `exposure.yml` counts; none without it."""
    words: WordReport | None = None
    """What rises among the words of the records; None where that was not asked."""

    @property
    def tests(self) -> int:
        """How many tests were adjusted together."""
        return count_tests(self.series)


@dataclass(frozen=True, slots=True)
class RecurrenceReport:
    """What came back, after how long, in spite of what."""

    about: About
    window_days: int
    """How many days after an incident its signature counts as coming back."""
    declared: tuple[Recurrence, ...]
    by_signature: tuple[Recurrence, ...]
    """Those whose earlier incident had ended, within the window for certain."""
    possible: tuple[Recurrence, ...]
    """Those of which the times are known too roughly to tell whether they came within the window: in no share."""
    overlaps: tuple[Recurrence, ...]
    """Those whose earlier incident may not have ended: shown apart, and in no share."""
    share: tuple[Share, ...]
    """Of all incidents in scope; empty where there is none."""
    share_by_family: tuple[Share, ...]
    share_by_team: tuple[Share, ...]
    share_by_model: tuple[Share, ...]
    share_by_period: tuple[Share, ...]
    """None is said of a period that looks back to before the first record."""
    patterns: tuple[Pattern, ...]
    """Those with an incident in scope; what is least like chance first."""
    control_failures: tuple[ControlFailure, ...]
    """Where controls failed, by the word of later records in scope, the latest first; as `/controls/` lists them."""
    broken_preventions: tuple[BrokenPrevention, ...]
    """Verified preventions after which an incident in scope came back, or may have; the latest first."""
    time_to_recurrence: TimeToRecurrence
    incidents_by_age: IncidentsByAge


@dataclass(frozen=True, slots=True)
class CompletionGroup:
    """How long the lasting actions of one type or priority take."""

    group: ActionType | Priority
    n: int
    completed: int
    median: Median | None
    """In days; None where too few are completed, where fewer than half are, and of a collection."""


@dataclass(frozen=True, slots=True)
class TimesReport:
    """How fast incidents are noticed, ended and repaired, and their actions completed."""

    about: About
    times: tuple[Times, ...]
    detection: tuple[Times, ...]
    """The time to detect by who or what noticed."""
    latency: tuple[CategoryLatency, ...]
    """How long causes were there before they did harm and before they were seen; all, then by family and leaf."""
    actions: tuple[Completion, ...]
    completion: tuple[SurvivalStep, ...]
    """The share of actions that are not completed, by days since the incident was noticed; none below
    `levels.MIN_TREND` completed ones, and none of a collection that is no census."""
    completion_median: Median | None
    completion_groups: tuple[CompletionGroup, ...]
    """The same by type and by priority; types first."""


def trend_report(archive: Archive, scope: Scope = EVERYTHING, words: WrittenWords | None = None) -> TrendReport:
    """Trends of the incidents in scope; all its tests are adjusted together, those of words by themselves.

    Raises UnknownName, as all reports do.
    """
    incidents, periods = archive.within(scope), periods_of(archive)
    return TrendReport(
        _about(archive, scope, incidents),
        periods,
        find_trends(archive, incidents, periods),
        cross_tables(archive, incidents),
        incident_rates(archive, incidents),
        rising_words(archive, incidents, periods, words) if words else None,
    )


def whole_word_report(archive: Archive, words: WrittenWords) -> WordReport:
    """The words that rise in all incidents of an archive."""
    return rising_words(archive, archive.within(EVERYTHING), periods_of(archive), words)


def recurrence_report(archive: Archive, scope: Scope = EVERYTHING) -> RecurrenceReport:
    """Recurrences of the incidents in scope, whatever the earlier one was."""
    incidents = archive.within(scope)
    ids = {record.id for record in incidents}
    in_scope = {record.id for record in archive.counted if archive.covers(scope, record)}
    found = [each for each in signature_recurrences(archive) if each.later in ids]
    after = tuple(each for each in found if not each.gap.is_overlap)
    by_signature = tuple(each for each in after if each.is_certain)
    periods = periods_of(archive)
    truncated = truncated_periods(archive, periods)

    def shares(groups_of: Callable[[Record], Iterable[str]], truncated: Collection[str] = ()) -> tuple[Share, ...]:
        return recurrence_shares(archive, incidents, by_signature, groups_of, truncated)

    return RecurrenceReport(
        about=_about(archive, scope, incidents),
        window_days=archive.recurrence_window,
        declared=tuple(each for each in declared_recurrences(archive) if each.later in ids),
        by_signature=by_signature,
        possible=tuple(each for each in after if not each.is_certain),
        overlaps=tuple(each for each in found if each.gap.is_overlap),
        share=shares(by_all),
        share_by_family=shares(by_family(archive)),
        share_by_team=shares(by_team),
        share_by_model=shares(by_model(archive)),
        share_by_period=shares(by_period(periods), truncated),
        patterns=tuple(pattern for pattern in find_patterns(archive) if not ids.isdisjoint(pattern.records)),
        control_failures=tuple(each for each in control_failures(archive.counted) if each.failed_in in in_scope),
        broken_preventions=tuple(each for each in broken_preventions(archive) if each.came_back in ids),
        time_to_recurrence=time_to_recurrence(archive, incidents),
        incidents_by_age=incidents_by_age(archive, scope),
    )


def times_report(archive: Archive, scope: Scope = EVERYTHING) -> TimesReport:
    """Times of the incidents in scope, and of the actions that they led to."""
    incidents = archive.within(scope)
    actions = action_completions(archive, incidents)
    completion = _curve(archive, actions)
    return TimesReport(
        _about(archive, scope, incidents),
        measure_times(incidents, with_intervals=archive.is_census),
        measure_detection(incidents, with_intervals=archive.is_census),
        measure_latency(incidents, archive.taxonomy, with_intervals=archive.is_census),
        actions,
        completion,
        median_time(completion),
        tuple(_completion_groups(archive, actions)),
    )


def _curve(archive: Archive, actions: Sequence[Completion]) -> tuple[SurvivalStep, ...]:
    """The share that is not completed; of nothing that must not be told."""
    if not archive.is_census or sum(action.is_completed for action in actions) < MIN_TREND:
        return ()
    return kaplan_meier([Observation(each.days, each.is_completed) for each in actions])


def _completion_groups(archive: Archive, actions: Sequence[Completion]) -> Iterator[CompletionGroup]:
    for group in (*ActionType, *Priority):
        found = [each for each in actions if group in (each.type, each.priority)]
        if found:
            completed = sum(each.is_completed for each in found)
            yield CompletionGroup(group, len(found), completed, median_time(_curve(archive, found)))


def _about(archive: Archive, scope: Scope, incidents: Sequence[Record]) -> About:
    return About(archive.as_of, archive.catalog.corpus, scope, len(incidents), archive.count_left_out(scope))
