"""The incidents that statistics look at: one audience, one as-of date, and what part of them is asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from ml_postmortems.errors import UnknownName
from ml_postmortems.model.as_known import record_as_known
from ml_postmortems.model.durations import happened, key_instants, not_before
from ml_postmortems.model.facets import Vocabulary
from ml_postmortems.model.instant import Instant, Span
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import UNCLASSIFIED, family_of
from ml_postmortems.model.terms import Coverage, KeyInstant, Kind
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.suggestion import closest


@dataclass(frozen=True, slots=True)
class Scope:
    """Which incidents are asked about; what is None narrows nothing."""

    team: str | None = None
    """An owning team."""
    model: str | None = None
    """A model or any other artifact that the record names."""
    cause: str | None = None
    """The primary cause: a leaf, or a family."""
    since: Instant | None = None
    """The first day, month or year in which they began."""


EVERYTHING = Scope()
Keep = Callable[[Callable[[], str], Callable[[], str]], str]
"""Gives the text that the second function makes, which may be one that was made before under the key of the first."""


def made_anew(_: Callable[[], str], make: Callable[[], str]) -> str:
    """Keep nothing."""
    return make()


class Archive:
    """Every incident of a corpus that counts, and had begun and been noticed by the as-of date, oldest first.

    The corpus is what one audience gets (`access.publication`). Each record is taken as it was known on that day
    (`model.as_known`), so that no number rests on what came later. Near misses, hazards, drills, withdrawn and
    superseded records and those in review are not counted; `count_left_out` says how many there are.
    """

    def __init__(self, corpus: Corpus, as_of: date, keep: Keep = made_anew) -> None:
        """`keep` keeps what takes thousands of draws. Raises VocabularyUnusable as `Corpus.vocabulary` does."""
        self.keep = keep
        self.vocabulary = corpus.vocabulary
        self.taxonomy, self.catalog = corpus.vocabulary.taxonomy, corpus.vocabulary.catalog
        self.exposure = corpus.exposure
        self.recurrence_window = corpus.settings.recurrence_window
        """How many days after an incident the same signature counts as a recurrence of it."""
        self.as_of = as_of
        until = tuple(records_known_by(corpus, as_of))
        counted: list[Record] = []
        self._others: list[Record] = []
        for record in until:
            is_counted = record.kind is Kind.INCIDENT and record.status.is_counted
            (counted if is_counted else self._others).append(record)
        self.incidents: tuple[Record, ...] = tuple(sorted(counted, key=lambda record: (began(record), record.id)))
        self.counted = tuple(record for record in until if record.status.is_counted)
        """Records of every kind that count, in the order of the files."""

    @property
    def is_census(self) -> bool:
        """Whether the corpus holds every incident, so that rates and trends mean something."""
        return self.catalog.corpus is Coverage.CENSUS

    @cached_property
    def end(self) -> datetime:
        """The end of the as-of day, up to which everything was watched."""
        return datetime(self.as_of.year, self.as_of.month, self.as_of.day, tzinfo=UTC) + timedelta(days=1)

    def within(self, scope: Scope) -> tuple[Record, ...]:
        """The incidents of a scope, oldest first; raises UnknownName for a team, artifact or cause that is none."""
        require_names(self.vocabulary, scope.team, scope.model, scope.cause)
        return tuple(record for record in self.incidents if self.covers(scope, record))

    def count_left_out(self, scope: Scope = EVERYTHING) -> int:
        """How many records of a scope are no incidents that count."""
        return sum(self.covers(scope, record) for record in self._others)

    def primary_leaf(self, record: Record) -> str | None:
        """The leaf that totals count the record for, under its present name."""
        return self.taxonomy.current_name(record.primary.category) if record.primary else None

    def covers(self, scope: Scope, record: Record) -> bool:
        """Whether a record lies within a scope."""
        leaf = self.primary_leaf(record) or ""
        return (
            (scope.team is None or record.teams.owner == scope.team)
            and (scope.model is None or any(use.id == scope.model for use in known_items(record.artifacts)))
            and (scope.cause is None or scope.cause in (leaf, family_of(leaf)))
            and (scope.since is None or begin_date(record) >= scope.since.first_day)
        )


def require_names(vocabulary: Vocabulary, team: str | None, model: str | None, cause: str | None) -> None:
    """Raises UnknownName for a team, an artifact, or a family or leaf of causes that is none; None asks for nothing."""
    taxonomy, catalog = vocabulary.taxonomy, vocabulary.catalog
    for noun, word, known in (
        ("team", team, tuple(catalog.teams)),
        ("model or artifact", model, tuple(catalog.artifacts)),
        ("cause", cause, (*taxonomy.causes, *taxonomy.leaves, UNCLASSIFIED)),
    ):
        if word is not None and word not in known:
            raise UnknownName(noun, word, list(known), closest(word, known))


def records_known_by(corpus: Corpus, day: date) -> Iterator[Record]:
    """Every record of an incident that had begun and been noticed by a day, as it was known then."""
    for record in corpus.records:
        if begin_date(record) <= day and (then := record_as_known(record, day)):
            yield then


def counted_records(corpus: Corpus, day: date) -> tuple[Record, ...]:
    """Those of them that count, of every kind, in the order of the files."""
    return tuple(record for record in records_known_by(corpus, day) if record.status.is_counted)


_ENDS = (KeyInstant.RESOLVED, KeyInstant.MITIGATED, KeyInstant.DETECTED, KeyInstant.STARTED)


def end_of(record: Record) -> tuple[KeyInstant, datetime, Span]:
    """The instant at which an incident counts as over: resolved, else the last that is known before; with its latest
    moment and as it is known."""
    instants = key_instants(record)
    for name in _ENDS:
        span = instants.get(name)
        if isinstance(span, Span):
            return name, span.bounds(span.zone or UTC)[1], span
    return KeyInstant.STARTED, began(record), happened(record)


def is_ongoing(record: Record) -> bool:
    """Whether an incident had not been resolved when its record was last written, as far as is known."""
    return KeyInstant.RESOLVED in not_before(record)


def began(record: Record) -> datetime:
    """When the harm began, or the first that is known of it; for an interval its beginning."""
    return happened(record).sort_key()


def begin_date(record: Record) -> date:
    """The day on which it began, as the record writes it: the day that facets and queries go by."""
    return happened(record).earliest.first_day


def middle_date(record: Record, as_of: date) -> date:
    """The middle of the days on which it can have begun, none of them later than the as-of date.

    For most records that is the day itself. Tests for a trend need it where only a month or a year is known: put at its
    beginning, incidents would seem to be older than they are.
    """
    span = happened(record)
    first, past = span.bounds(span.zone or UTC)
    day = begin_date(record)
    days = min((past - first).days, (as_of - day).days + 1)
    return day + timedelta(days=max(days - 1, 0) // 2)
