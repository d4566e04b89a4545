"""Preventions that had been verified, and what came back all the same, or may have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from ml_postmortems.analytics.archive import Archive, began
from ml_postmortems.analytics.recurrences import Signature, is_dismissed, signature_chains
from ml_postmortems.model.action import Action
from ml_postmortems.model.instant import Instant, Span
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import (
    ActionStatus,
    ActionType,
    ArtifactRole,
    CauseRole,
    ControlOutcome,
    ValidationResult,
)

_BROKE_AT = (ArtifactRole.ORIGIN, ArtifactRole.FAILED)


@dataclass(frozen=True, slots=True)
class BrokenPrevention:
    """A prevention that had passed its validation before an incident began that it should have prevented."""

    record: str
    action: str
    title: str
    verified: date
    """The day of the first passing round that tried it, or of its completion where no round is written down."""
    came_back: str
    """The later incident."""
    is_certain: bool
    """Whether the later record says that its control failed (`control_failures`); else it may have come back."""


def broken_preventions(archive: Archive) -> tuple[BrokenPrevention, ...]:
    """Every verified prevention that did not hold, or may not have, each with one later incident; the latest first.

    It came back for certain where a later record says that the control of the prevention failed. It may have come back
    where a later record names the control and nobody knows what it did, or where the cause that it addresses met the
    same artifact again after it was verified, as an immediate or the primary cause both times, where both incidents
    began or failed at that artifact, and the later record does not say otherwise: by dismissing the earlier one, or by
    naming other controls of it as those that did not hold.
    """
    found: dict[tuple[str, str], BrokenPrevention] = {}
    for each in (*_named(archive), *_suspected(archive)):
        found.setdefault((each.record, each.action), each)
    return tuple(sorted(found.values(), key=lambda each: (each.came_back, each.record, each.action), reverse=True))


def _named(archive: Archive) -> Iterator[BrokenPrevention]:
    """The first later record that names the control of each."""
    controls: dict[str, list[tuple[Record, Action]]] = {}
    for record in archive.incidents:
        for action in known_items(record.actions):
            if action.control:
                controls.setdefault(action.control.id, []).append((record, action))
    for later in archive.incidents:
        for control, outcome in _broken_controls(later).items():
            for record, action in controls.get(control, ()):
                verified = _verified(record, action)
                if verified and record is not later and began(later) >= _over(verified):
                    yield _broken(record, action, verified, later, is_certain=isinstance(outcome, ControlOutcome))


def _suspected(archive: Archive) -> Iterator[BrokenPrevention]:
    """The first later incident of the same cause at the same artifact that does not say otherwise."""
    for signature, chain in signature_chains(archive).items():
        if not signature.artifact:
            continue
        for place, record in enumerate(chain[:-1]):
            causes = _causes(record, signature, archive)
            if not causes:
                continue
            for action in known_items(record.actions):
                verified = _verified(record, action)
                if not verified or causes.isdisjoint(action.addresses):
                    continue
                after = (each for each in chain[place + 1 :] if began(each) >= _over(verified))
                alike = (each for each in after if _causes(each, signature, archive))
                later = next((each for each in alike if not _says_otherwise(each, record, action)), None)
                if later:
                    yield _broken(record, action, verified, later, is_certain=False)


def _broken(record: Record, action: Action, verified: Instant, later: Record, *, is_certain: bool) -> BrokenPrevention:
    day = verified.first_day
    return BrokenPrevention(record.id, action.id, action.title, day, later.id, is_certain)


def _causes(record: Record, signature: Signature, archive: Archive) -> set[str]:
    """The ids of the causes of the leaf that are immediate, or the primary one, if it broke at the artifact.

    That some systemic gap comes up again is no sign that a check did not hold, and an artifact that only carried the
    failure on, or suffered from it, is not where it should have been stopped.
    """
    places = {use.id for use in known_items(record.artifacts) if use.role in _BROKE_AT}
    if signature.artifact not in places:
        return set()
    of_leaf = (each for each in record.real_causes if archive.taxonomy.current_name(each.category) == signature.leaf)
    return {each.id for each in of_leaf if each.role is CauseRole.IMMEDIATE or each.id == record.primary_cause}


def _says_otherwise(later: Record, earlier: Record, action: Action) -> bool:
    if is_dismissed(later, earlier):
        return True
    own = {each.control.id for each in known_items(earlier.actions) if each.control and each is not action}
    named = _broken_controls(later)
    return not own.isdisjoint(named) and (not action.control or action.control.id not in named)


def _broken_controls(record: Record) -> Mapping[str, object]:
    """The controls that it names, with what it says of each; one to which the question does not apply is none."""
    recurrence = known(record.recurrence)
    return {
        each.id: each.outcome
        for each in (recurrence.broken_controls if recurrence else ())
        if not isinstance(each.outcome, NotKnown) or each.outcome.is_unknown
    }


def _verified(record: Record, action: Action) -> Instant | None:
    """When the first passing round tried a prevention, else when it was completed; None for what is not verified."""
    if action.type is not ActionType.PREVENT or action.status is not ActionStatus.VERIFIED:
        return None
    rounds = [each for each in known_items(record.validation) if each.result is ValidationResult.PASS]
    dates = [each.date for each in rounds if action.id in each.actions]
    return min(dates, key=lambda each: Span.at(each).sort_key(), default=action.completed)


def _over(instant: Instant) -> datetime:
    return instant.bounds(instant.zone or UTC)[1]
