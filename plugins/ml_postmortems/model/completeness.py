"""How much of what a published record needs is there."""

from __future__ import annotations

from dataclasses import dataclass

from ml_postmortems.model.not_known import NotKnown
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath, needed_places
from ml_postmortems.model.terms import Status


@dataclass(frozen=True, slots=True)
class Completeness:
    """The places that publication needs, by what stands there."""

    answered: tuple[FieldPath, ...]
    not_applicable: tuple[FieldPath, ...]
    unknown: tuple[FieldPath, ...]
    missing: tuple[FieldPath, ...]

    @property
    def share(self) -> float:
        """From 0 to 1: what is answered or does not apply, of all that is needed; an unknown is not an answer."""
        settled = len(self.answered) + len(self.not_applicable)
        return settled / (settled + len(self.unknown) + len(self.missing))


def completeness(record: Record) -> Completeness:
    """Measure a record against what `published` (or its own status, if that asks for more) requires of it."""
    goal = record if record.status is Status.CLOSED else record.model_copy(update={"status": Status.PUBLISHED})
    sorted_out: dict[str, list[FieldPath]] = {
        "answered": [],
        "not_applicable": [],
        "unknown": [],
        "missing": [],
    }
    for path, _, value in needed_places(goal):
        match value:
            case None | ():
                sorted_out["missing"].append(path)
            case NotKnown(is_unknown=True):
                sorted_out["unknown"].append(path)
            case NotKnown():
                sorted_out["not_applicable"].append(path)
            case _:
                sorted_out["answered"].append(path)
    return Completeness(**{name: tuple(paths) for name, paths in sorted_out.items()})
