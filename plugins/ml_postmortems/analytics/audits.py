"""The sample of closed records whose causes are to be rated a second time in each quarter."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ml_postmortems.analytics.archive import counted_records
from ml_postmortems.model.ratings import Rating
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Status
from ml_postmortems.reading.corpus import Corpus

_QUARTERS = 16
"""Each closed record comes up once in so many quarters: about six in a hundred each time, all of them in four years."""


@dataclass(frozen=True, slots=True)
class Audit:
    """One record of the sample."""

    record: str
    causes: tuple[str, ...]
    """The causes that hold."""
    open: tuple[str, ...]
    """Those that nobody has rated in this quarter."""


@dataclass(frozen=True, slots=True)
class AuditSample:
    """What is due in the quarter of a day."""

    quarter: str
    """`2026-Q2`."""
    until: date
    """The last day of the quarter."""
    closed: int
    """The records that were closed when it began, of which the sample was drawn."""
    audits: tuple[Audit, ...]

    @property
    def due(self) -> tuple[Audit, ...]:
        """Those with a cause that nobody has rated yet."""
        return tuple(audit for audit in self.audits if audit.open)


def audit_sample(corpus: Corpus, ratings: Sequence[Rating], as_of: date) -> AuditSample:
    """The sample of the quarter of a day: the same on every day of it, on every machine and for every audience.

    Drawn by the hash of the id among the records that were closed on the day before the quarter began, so that nobody
    chooses and each has its turn. What is closed later waits for a later quarter.
    """
    first = date(as_of.year, as_of.month - (as_of.month - 1) % 3, 1)
    turn = first.year * 4 + first.month // 3
    closed = [each for each in counted_records(corpus, first - timedelta(days=1)) if each.status is Status.CLOSED]
    drawn = sorted(
        (record for record in closed if (_draw(record.id) + turn) % _QUARTERS == 0), key=lambda each: each.id
    )
    rated = {(each.record, each.cause) for each in ratings if first <= each.day <= as_of}
    quarter = f"{first.year}-Q{(first.month + 2) // 3}"
    return AuditSample(quarter, _end(first), len(closed), tuple(_audit(record, rated) for record in drawn))


def _audit(record: Record, rated: set[tuple[str, str]]) -> Audit:
    causes = tuple(cause.id for cause in record.real_causes)
    return Audit(record.id, causes, tuple(cause for cause in causes if (record.id, cause) not in rated))


def _draw(record: str) -> int:
    return int(hashlib.sha256(record.encode()).hexdigest()[:8], 16)


def _end(first: date) -> date:
    after = first.month + 3
    return date(first.year + after // 13, after % 12 or 12, 1) - timedelta(days=1)
