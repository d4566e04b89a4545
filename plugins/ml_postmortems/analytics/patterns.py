"""Patterns: a cause that keeps coming back at one artifact or team, and what has been done about it so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise

from ml_postmortems.analytics.archive import Archive, began, begin_date
from ml_postmortems.analytics.recurrences import Gap, Signature, gap_between, signature_chains
from ml_postmortems.model.instant import Instant, Span
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import ActionStatus, ActionType, CauseRole, ValidationResult


@dataclass(frozen=True, slots=True)
class OpenAction:
    """An action of one of the incidents of a pattern that is not finished."""

    record: str
    action: str
    title: str
    status: ActionStatus
    """Of an announced one nobody outside knows whether it was done."""


@dataclass(frozen=True, slots=True)
class BrokenPrevention:
    """A prevention that had passed its validation before the pattern came back."""

    record: str
    action: str
    title: str
    verified: date
    """The day of the first passing round that tried it, or of its completion where no round is written down."""
    came_back: str
    """The first incident of the pattern that began after it."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A leaf of the taxonomy at one artifact (or, by primary cause, at one team) with at least two incidents.

    Where several artifacts share the leaf and just the same incidents, they are one pattern.
    """

    leaf: str
    artifacts: tuple[str, ...]
    team: str | None
    """The owning team, where no artifact is shared."""
    records: tuple[str, ...]
    """Oldest first."""
    gaps: tuple[Gap, ...]
    """Between each and the one before."""
    last_seen: date
    open_actions: tuple[OpenAction, ...]
    broken_preventions: tuple[BrokenPrevention, ...]

    @property
    def count(self) -> int:
        """How many incidents there are."""
        return len(self.records)


def find_patterns(archive: Archive) -> tuple[Pattern, ...]:
    """Every pattern, those with the most incidents first, then the latest seen.

    A pattern of a team is left out where one of artifacts has the same leaf and the same incidents.
    """
    places: dict[tuple[str, tuple[str, ...]], list[Signature]] = {}
    members: dict[tuple[str, ...], tuple[Record, ...]] = {}
    for signature, chain in signature_chains(archive).items():
        ids = tuple(record.id for record in chain)
        places.setdefault((signature.leaf, ids), []).append(signature)
        members[ids] = chain
    found = [_pattern(leaf, signatures, members[ids], archive) for (leaf, ids), signatures in places.items()]
    return tuple(sorted(found, key=lambda pattern: (-pattern.count, -pattern.last_seen.toordinal())))


def _pattern(leaf: str, signatures: list[Signature], chain: tuple[Record, ...], archive: Archive) -> Pattern:
    artifacts = tuple(signature.artifact for signature in signatures if signature.artifact)
    open_actions = tuple(
        OpenAction(record.id, action.id, action.title, action.status)
        for record in chain
        for action in known_items(record.actions)
        if not action.status.is_finished
    )
    return Pattern(
        leaf,
        artifacts,
        None if artifacts else signatures[0].team,
        tuple(record.id for record in chain),
        tuple(gap_between(earlier, later) for earlier, later in pairwise(chain)),
        max(begin_date(record) for record in chain),
        open_actions,
        tuple(_broken_preventions(leaf, chain, archive)) if artifacts else (),
    )


def _broken_preventions(leaf: str, chain: tuple[Record, ...], archive: Archive) -> Iterator[BrokenPrevention]:
    """Verified preventions against this leaf, each with the first incident that began after it was verified.

    On both sides the leaf must be an immediate or the primary cause: that some systemic gap comes up again is no sign
    that an alert or a check did not hold.
    """
    for place, record in enumerate(chain[:-1]):
        causes = _immediate(record, leaf, archive)
        for action in known_items(record.actions):
            is_prevention = action.type is ActionType.PREVENT and action.status is ActionStatus.VERIFIED
            if not is_prevention or causes.isdisjoint(action.addresses):
                continue
            verified = _verified(record, action.id) or action.completed
            if verified is None:
                continue
            after = (each for each in chain[place + 1 :] if began(each) >= _over(verified))
            later = next((each for each in after if _immediate(each, leaf, archive)), None)
            if later:
                day = date(verified.year, verified.month, verified.day)
                yield BrokenPrevention(record.id, action.id, action.title, day, later.id)


def _immediate(record: Record, leaf: str, archive: Archive) -> set[str]:
    """The ids of the causes of this leaf that are immediate, or the primary one."""
    of_leaf = (cause for cause in record.real_causes if archive.taxonomy.current_name(cause.category) == leaf)
    return {cause.id for cause in of_leaf if cause.role is CauseRole.IMMEDIATE or cause.id == record.primary_cause}


def _verified(record: Record, action: str) -> Instant | None:
    """When the first passing round tried it."""
    rounds = [each for each in known_items(record.validation) if each.result is ValidationResult.PASS]
    dates = [each.date for each in rounds if action in each.actions]
    return min(dates, key=lambda each: Span.at(each).sort_key(), default=None)


def _over(instant: Instant) -> datetime:
    return instant.bounds(instant.zone or UTC)[1]
