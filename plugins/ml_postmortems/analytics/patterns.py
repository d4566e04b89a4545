"""Patterns: a cause that keeps coming back at one artifact or team, and what has been done about it so far."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from ml_postmortems.analytics.archive import Archive, begin_date
from ml_postmortems.analytics.closeness import chance_of_closeness
from ml_postmortems.analytics.false_discovery import benjamini_hochberg_adjusted
from ml_postmortems.analytics.preventions import BrokenPrevention, broken_preventions
from ml_postmortems.analytics.recurrences import Gap, Signature, declared_recurrences, gap_between, signature_chains
from ml_postmortems.analytics.shuffles import Timing, timing_of
from ml_postmortems.analytics.thresholds import ALPHA
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import ActionStatus
from ml_postmortems.text_store import digest_of


@dataclass(frozen=True, slots=True)
class OpenAction:
    """An action of one of the incidents of a pattern that is not finished."""

    record: str
    action: str
    title: str
    status: ActionStatus
    """Of an announced one nobody outside knows whether it was done."""


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
    """Of one of its incidents, with a later one of them."""
    is_declared: bool
    """Whether an author says that one of its incidents repeats another of them."""
    p: float | None = None
    """How often chance lets its incidents come back as soon as they did; None where it is not tested."""
    adjusted: float | None = None
    """The same, adjusted over all patterns (Benjamini and Hochberg)."""

    @property
    def count(self) -> int:
        """How many incidents there are."""
        return len(self.records)

    @property
    def is_beyond_chance(self) -> bool:
        """Whether it can be told from chance."""
        return self.adjusted is not None and self.adjusted <= ALPHA

    @property
    def is_shown(self) -> bool:
        """Whether it is more than a set of incidents that chance can explain; nothing is known of a collection."""
        return self.p is None or self.is_beyond_chance or self.is_declared


def find_patterns(archive: Archive) -> tuple[Pattern, ...]:
    """Every pattern, what is least like chance first; then those with the most incidents, then the latest seen.

    A pattern of a team is left out where one of artifacts has the same leaf and the same incidents. In a collection,
    where nobody knows what is missing, nothing is tested.
    """
    places: dict[tuple[str, tuple[str, ...]], list[Signature]] = {}
    members: dict[tuple[str, ...], tuple[Record, ...]] = {}
    for signature, chain in signature_chains(archive).items():
        ids = tuple(record.id for record in chain)
        places.setdefault((signature.leaf, ids), []).append(signature)
        members[ids] = chain
    declared: dict[str, list[str]] = {}
    for each in declared_recurrences(archive):
        declared.setdefault(each.later, []).append(each.earlier)
    broken: dict[str, list[BrokenPrevention]] = {}
    for prevention in broken_preventions(archive):
        broken.setdefault(prevention.record, []).append(prevention)
    tests = _tests(archive, members) if archive.is_census else {}
    found = [
        _pattern(leaf, signatures, members[ids], declared, broken, tests.get(ids, (None, None)))
        for (leaf, ids), signatures in places.items()
    ]
    return tuple(
        sorted(found, key=lambda each: (each.p if each.p is not None else 1, -each.count, -each.last_seen.toordinal()))
    )


def _tests(
    archive: Archive, members: Mapping[tuple[str, ...], tuple[Record, ...]]
) -> Mapping[tuple[str, ...], tuple[float, float]]:
    """For each set of incidents the p-value of coming back as soon as they did, and the same adjusted."""
    timings = {record.id: timing_of(record, archive) for record in archive.incidents}
    moments = sorted(each.began for each in timings.values())
    groups = [(" ".join(ids), [timings[each] for each in ids]) for ids in members]
    key = repr((groups, moments, archive.recurrence_window))
    kept = archive.keep(
        lambda: digest_of("chances of closeness", key),
        lambda: json.dumps(_chances(groups, moments, archive.recurrence_window)),
    )
    ps = json.loads(kept)
    return dict(zip(members, zip(ps, benjamini_hochberg_adjusted(ps), strict=True), strict=True))


def _chances(groups: Sequence[tuple[str, Sequence[Timing]]], moments: Sequence[float], within: int) -> list[float]:
    """The p-value of each group of incidents, with the seed of its draws; it rests on nothing but what is given."""
    return [chance_of_closeness(timings, moments, within, len(groups), seed) for seed, timings in groups]


def _pattern(
    leaf: str,
    signatures: Sequence[Signature],
    chain: Sequence[Record],
    declared: Mapping[str, Sequence[str]],
    broken: Mapping[str, Sequence[BrokenPrevention]],
    test: tuple[float | None, float | None],
) -> Pattern:
    artifacts = tuple(signature.artifact for signature in signatures if signature.artifact)
    ids = tuple(record.id for record in chain)
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
        ids,
        tuple(gap_between(earlier, later) for earlier, later in pairwise(chain)),
        max(begin_date(record) for record in chain),
        open_actions,
        _within(ids, broken) if artifacts else (),
        any(earlier in ids for later in ids for earlier in declared.get(later, ())),
        *test,
    )


def _within(ids: Sequence[str], broken: Mapping[str, Sequence[BrokenPrevention]]) -> tuple[BrokenPrevention, ...]:
    """Those of these incidents that came back as one of them, the latest first."""
    found = (each for id in ids for each in broken.get(id, ()) if each.came_back in ids)
    return tuple(sorted(found, key=lambda each: (each.came_back, each.record, each.action), reverse=True))
