"""Second ratings: what somebody else calls the cause of a statement, without having seen what its record calls it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from ml_postmortems.model.reasoning import Cause


@dataclass(frozen=True, slots=True)
class Rating:
    """One second answer, with the first one as it stood then: a record that is corrected later does not change it."""

    record: str
    cause: str
    statement: str
    """The mark of the text that was rated: see `statement_mark`."""
    first: str
    """The leaf of the record when the second answer was kept."""
    second: str
    rater: str
    """A role, a team or a pseudonym; nobody's name is needed."""
    day: date

    @property
    def key(self) -> tuple[str, str, str]:
        """What one rater answers once."""
        return self.record, self.cause, self.rater


Ratings = tuple[Rating, ...]


def statement_mark(cause: Cause) -> str:
    """A short mark of the text of a cause, which changes with its words and not with its white space."""
    return hashlib.sha256(" ".join(cause.text.split()).encode()).hexdigest()[:12]
