"""The smallest chart: the records of a term by quarter or year, in the row of a table and without a text of its own."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ml_postmortems.analytics.archive import begin_date
from ml_postmortems.analytics.periods import Period
from ml_postmortems.analytics.thresholds import MIN_CHART
from ml_postmortems.model.record import Record

HEIGHT = 20
"""Of the drawing, in its own units."""
STEP = 4
"""From one bar to the next; a bar is one unit narrower."""


@dataclass(frozen=True, slots=True)
class Spark:
    """A row of bars."""

    width: int
    path: str
    """In the syntax of the attribute `d` of SVG."""
    description: str


class Sparks:
    """The rows of bars of one table, all on one scale, so that rows can be compared."""

    def __init__(self, records: Mapping[str, Sequence[Record]], periods: Sequence[Period]) -> None:
        """`records` are those of each row, by what the row is asked for; `periods` hold all of them."""
        self._periods = periods
        starts = [period.first for period in periods]
        self._counts = {
            key: Counter(bisect_right(starts, begin_date(record)) - 1 for record in found)
            for key, found in records.items()
            if len(found) >= MIN_CHART
        }
        self._most = max((max(counts.values()) for counts in self._counts.values()), default=0)

    @property
    def caption(self) -> str:
        """What the bars are; empty where no row has any."""
        if not self._counts:
            return ""
        return (
            f"Bars: records by {self._period}, {self._periods[0].name} to {self._periods[-1].name}, all on one scale."
        )

    @property
    def _period(self) -> str:
        return "quarter" if " " in self._periods[0].name else "year"

    def of(self, key: str) -> Spark | None:
        """The bars of one row; None below `MIN_CHART` records."""
        counts = self._counts.get(key)
        if not counts:
            return None
        place, most = max(sorted(counts.items()), key=lambda each: each[1])
        bars = (
            f"M{STEP * at} {HEIGHT}v-{HEIGHT * count / self._most:.3g}h{STEP - 1}V{HEIGHT}z"
            for at, count in sorted(counts.items())
        )
        description = f"Records by {self._period}: most in {self._periods[place].name}, {most}"
        return Spark(STEP * len(self._periods), "".join(bars), description)
