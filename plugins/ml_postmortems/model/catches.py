"""The log of catches: each time that a control stopped a failure before it did harm."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ml_postmortems.model.terms import Visibility


@dataclass(frozen=True, slots=True)
class Catch:
    """One failure that a control stopped."""

    control: str
    day: date
    what: str
    """What it stopped, in one line; empty for an audience that may not read it."""


@dataclass(frozen=True, slots=True)
class CatchLog:
    """What `catches.csv` says; the file may be missing."""

    catches: tuple[Catch, ...] = ()
    """In the order of the file."""
    complete_since: date | None = None
    """The day from which on every catch of every control is in the log; None where nobody says that."""

    def known_by(self, day: date) -> CatchLog:
        """What the log said at the end of a day."""
        since = self.complete_since if self.complete_since and self.complete_since <= day else None
        return CatchLog(tuple(each for each in self.catches if each.day <= day), since)

    def for_audience(self, audience: Visibility) -> CatchLog:
        """The log without its texts where the public reads: nobody said that they may be published."""
        if audience is not Visibility.PUBLIC:
            return self
        return replace(self, catches=tuple(replace(each, what="") for each in self.catches))


NO_CATCHES = CatchLog()
"""The log of a base that keeps none."""
