"""The controls that are asked for, and their kinds summed: what pages, the command line and JSON tell alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from ml_postmortems.analytics.archive import counted_records
from ml_postmortems.analytics.catch_rates import CatchRate, summed_rate
from ml_postmortems.analytics.control_failures import ControlFailure, control_failures
from ml_postmortems.analytics.controls import (
    ControlLedger,
    ControlState,
    Outcome,
    control_ledgers,
    count_failing,
    count_outcomes,
    count_states,
)
from ml_postmortems.model.taxonomy import family_of
from ml_postmortems.model.terms import Coverage
from ml_postmortems.reading.corpus import Corpus


@dataclass(frozen=True, slots=True)
class ControlFilter:
    """Which controls are asked for; what is None narrows nothing."""

    id: str | None = None
    team: str | None = None
    """A team that put it in place, or owes it."""
    kind: str | None = None
    """A kind of the taxonomy."""
    cause: str | None = None
    """A leaf or a family that it covers."""
    artifact: str | None = None
    """A model or other artifact that it covers."""

    def takes(self, ledger: ControlLedger) -> bool:
        """Whether a control is one of those asked for."""
        return (
            self.id in (None, ledger.id)
            and self.kind in (None, ledger.kind)
            and (self.team is None or self.team in ledger.teams)
            and (self.cause is None or any(self.cause in (leaf, family_of(leaf)) for leaf in ledger.causes))
            and (self.artifact is None or self.artifact in ledger.artifacts)
        )


EVERY_CONTROL = ControlFilter()


@dataclass(frozen=True, slots=True)
class KindOfControls:
    """The controls of one kind, summed."""

    kind: str
    number: int
    states: Mapping[ControlState, int]
    failing: int
    """How many have a regression case that failed when it ran last."""
    outcomes: Mapping[Outcome, int]
    rate: CatchRate | None
    """Of those that have one, together."""


@dataclass(frozen=True, slots=True)
class ControlReport:
    """Controls with their ledgers, by kind in the order of the taxonomy, then by id."""

    as_of: date
    asked: ControlFilter
    complete_since: date | None
    """Since when `catches.csv` says that it holds every catch."""
    is_census: bool
    """Whether the catalog says that the records are all incidents."""
    controls: tuple[ControlLedger, ...]
    failures: tuple[ControlFailure, ...]
    """Where they failed, the latest first."""

    @property
    def has_rates(self) -> bool:
        """Whether how often controls held can be told at all."""
        return self.is_census and self.complete_since is not None

    @property
    def kinds(self) -> tuple[KindOfControls, ...]:
        """The kinds that there are of these controls, in their order."""
        names = dict.fromkeys(ledger.kind for ledger in self.controls)
        return tuple(_kind(name, [ledger for ledger in self.controls if ledger.kind == name]) for name in names)

    @property
    def states(self) -> Mapping[ControlState, int]:
        """How many have come how far; what none has is left out."""
        return count_states(self.controls)

    @property
    def failing(self) -> int:
        """How many have a regression case that failed when it ran last."""
        return count_failing(self.controls)

    @property
    def outcomes(self) -> Mapping[Outcome, int]:
        """How many meetings and catches ended in which way; what did not happen is left out."""
        return count_outcomes(self.controls)


def control_report(corpus: Corpus, as_of: date, asked: ControlFilter = EVERY_CONTROL) -> ControlReport:
    """The controls of the records that count, as they and the log of catches were known on a day.

    Raises VocabularyUnusable.
    """
    log, vocabulary = corpus.catches.known_by(as_of), corpus.vocabulary
    order = {key: place for place, key in enumerate(vocabulary.taxonomy.controls)}
    records = counted_records(corpus, as_of)
    ledgers = control_ledgers(records, vocabulary, log)
    ordered = sorted(ledgers, key=lambda each: (order.get(each.kind, len(order)), each.kind, each.id))
    is_census = vocabulary.catalog.corpus is Coverage.CENSUS
    everything = ControlReport(
        as_of, EVERY_CONTROL, log.complete_since, is_census, tuple(ordered), control_failures(records)
    )
    return narrow_controls(everything, asked)


def narrow_controls(report: ControlReport, asked: ControlFilter) -> ControlReport:
    """Those of a report that are asked for."""
    controls = tuple(filter(asked.takes, report.controls))
    ids = {ledger.id for ledger in controls}
    failures = tuple(each for each in report.failures if each.control in ids)
    return replace(report, asked=asked, controls=controls, failures=failures)


def _kind(name: str, ledgers: list[ControlLedger]) -> KindOfControls:
    return KindOfControls(
        name,
        len(ledgers),
        count_states(ledgers),
        count_failing(ledgers),
        count_outcomes(ledgers),
        summed_rate(ledger.rate for ledger in ledgers),
    )
