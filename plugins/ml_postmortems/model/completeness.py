"""How much of what a published record needs is there: the one count, which page, review, `next` and checker show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ml_postmortems.model.leaves import leaves
from ml_postmortems.model.not_known import NotKnown
from ml_postmortems.model.once import kept_with_record
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath, field_rules, needed_places
from ml_postmortems.model.terms import Status


@dataclass(frozen=True, slots=True)
class Completeness:
    """The places that publication needs, and the parts of any field that are said not to be known.

    What is said not to apply is no answer and no gap: it counts neither for the share nor against it.
    """

    answered: tuple[FieldPath, ...]
    not_applicable: tuple[FieldPath, ...]
    unknown: tuple[FieldPath, ...]
    missing: tuple[FieldPath, ...]

    @property
    def total(self) -> int:
        """How many places apply."""
        return len(self.answered) + len(self.unknown) + len(self.missing)

    @property
    def share(self) -> float:
        """From 0 to 1: what is answered, of all that applies; an unknown is not an answer."""
        return len(self.answered) / self.total

    @property
    def percent(self) -> int:
        """The share in whole per cent, rounded down: 100 only if nothing is unknown or missing."""
        return 100 * len(self.answered) // self.total

    @property
    def summary(self) -> str:
        """The count in words, as review and `next` show it."""
        counts = f"{len(self.answered)} answered, {len(self.unknown)} unknown, {len(self.missing)} missing"
        apart = f"; {len(self.not_applicable)} not applicable" if self.not_applicable else ""
        return f"{self.percent} % complete ({counts}{apart})"


@kept_with_record
def completeness(record: Record) -> Completeness:
    """Measure a record against what `published` (or its own status, if that asks for more) requires of it.

    A field that is given counts as one place, and each part of it that is said not to be known as one more.
    """
    goal = (
        record
        if record.status in (Status.PUBLISHED, Status.CLOSED)
        else record.model_copy(update={"status": Status.PUBLISHED})
    )
    statements = not_known_places(record)
    needed = [(path, value) for path, _, value in needed_places(goal)]
    return Completeness(
        answered=tuple(path for path, value in needed if not isinstance(value, NotKnown) and value not in (None, ())),
        not_applicable=tuple(path for path, statement in statements if not _is_unknown(path, statement)),
        unknown=tuple(path for path, statement in statements if _is_unknown(path, statement)),
        missing=tuple(path for path, value in needed if value in (None, ())),
    )


def _is_unknown(path: FieldPath, statement: NotKnown) -> bool:
    """Whether it leaves something open: what records rest on always applies, and so does what is said to be there."""
    return statement.is_unknown or tuple(map(str, path)) in _core_fields() or statement.contradiction is not None


@cache
def _core_fields() -> frozenset[tuple[str, ...]]:
    return frozenset(rule.path for rule in field_rules() if rule.answered)


def not_known_places(record: Record) -> tuple[tuple[FieldPath, NotKnown], ...]:
    """Every place, needed or not, that is said to be unknown or not applicable, in the order of the record."""
    return leaves(record).statements
