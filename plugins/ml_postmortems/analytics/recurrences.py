"""Recurrences: those that authors declare, and those found by a shared signature; the two are kept apart."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ml_postmortems.analytics.archive import Archive, began, end_of, is_ongoing
from ml_postmortems.model.durations import happened, not_before
from ml_postmortems.model.instant import Duration, Span
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import KeyInstant

_LAST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Signature:
    """What two incidents share that makes the later one a recurrence."""

    leaf: str
    artifact: str | None
    """The catalog artifact that both name; None where primary cause and owning team are shared instead."""
    team: str | None
    """The owning team of both, where no artifact is meant."""
    operator: str
    """Who ran both: what happens to another operator, at a shared vendor's model say, is related and no recurrence."""


@dataclass(frozen=True, slots=True)
class Gap:
    """From the end of the earlier incident to the beginning of the later one."""

    shortest: timedelta
    longest: timedelta
    counted_from: KeyInstant
    """The instant that stands for the end of the earlier incident, since not every record knows all of them."""
    is_ongoing: bool = False
    """Whether the end of the earlier one is not known to have come: the gap is counted from when it was going on."""

    @property
    def is_overlap(self) -> bool:
        """Whether the later one may have begun before the earlier one had ended; such gaps are shown apart."""
        return self.is_ongoing or self.shortest < timedelta(0)

    @property
    def days(self) -> float:
        """Its middle, in days."""
        return ((self.shortest + self.longest) / 2).total_seconds() / 86400


@dataclass(frozen=True, slots=True)
class Recurrence:
    """One incident that came back, and the earlier one that it is counted against."""

    later: str
    earlier: str
    signatures: tuple[Signature, ...]
    """Empty for a declared one."""
    gap: Gap
    is_certain: bool = True
    """False where the times are known too roughly to tell whether it came back within the window."""
    is_dismissed: bool = False
    """Whether the author of the later record looked at the earlier one and says, with the reason, that it is none."""


def declared_recurrences(archive: Archive) -> tuple[Recurrence, ...]:
    """Every pair that an author declared under `recurrence.of`, oldest later record first."""
    by_id = {name: record for record in archive.incidents for name in (record.id, *record.aliases)}
    found = []
    for record in archive.incidents:
        recurrence = known(record.recurrence)
        for name in recurrence.of if recurrence else ():
            if name in by_id:
                earlier = by_id[name]
                found.append(Recurrence(record.id, earlier.id, (), gap_between(earlier, record)))
    return tuple(found)


def signature_recurrences(archive: Archive) -> tuple[Recurrence, ...]:
    """Every incident that repeats the signature of an earlier one which had ended within the window of the archive.

    It is counted once, against the one that ended last before it began; with it stand all signatures that the two
    share. Where no earlier one ended within the window for certain, but one may have, it is not certain. Only where
    none had ended is it an overlap, with the one that would end first.
    """
    window = timedelta(days=archive.recurrence_window)
    found: dict[tuple[str, str], list[Signature]] = {}
    gaps: dict[tuple[str, str], Gap] = {}
    for signature, chain in signature_chains(archive).items():
        ended: list[tuple[datetime, int]] = []
        for place, record in enumerate(chain):
            for near in _nearest(record, place, chain, ended, window):
                gap = gap_between(chain[near], record)
                if gap.is_overlap or gap.shortest <= window:
                    found.setdefault((record.id, chain[near].id), []).append(signature)
                    gaps[record.id, chain[near].id] = gap
            insort(ended, (_LAST if is_ongoing(record) else end_of(record)[1], place))
    nearest: dict[str, tuple[str, str]] = {}

    def preference(pair: tuple[str, str]) -> tuple[bool, bool, timedelta, str]:
        gap = gaps[pair]
        return gap.is_overlap, gap.longest > window, abs(gap.shortest), pair[1]

    for pair in sorted(found, key=preference):
        nearest.setdefault(pair[0], pair)
    order = {record.id: place for place, record in enumerate(archive.incidents)}
    return tuple(
        Recurrence(
            later,
            earlier,
            tuple(sorted(found[later, earlier], key=_signature_key)),
            gaps[later, earlier],
            is_certain=gaps[later, earlier].longest <= window,
            is_dismissed=is_dismissed(archive.incidents[order[later]], archive.incidents[order[earlier]]),
        )
        for later, earlier in sorted(nearest.values(), key=lambda pair: order[pair[0]])
    )


def _nearest(
    record: Record, place: int, chain: Sequence[Record], ended: Sequence[tuple[datetime, int]], window: timedelta
) -> Iterator[int]:
    """The earlier one that had ended last, the first that had not, and, where the former ended at a time that is known
    too roughly, the last of those before that ended within the window for certain."""
    past = bisect_right(ended, (began(record), place))
    for _, near in ended[max(past - 1, 0) : past + 1]:
        yield near
    if past > 1 and gap_between(chain[ended[past - 1][1]], record).longest > window:
        for end, near in reversed(ended[: past - 1]):
            if began(record) - end > window:
                return
            if gap_between(chain[near], record).longest <= window:
                yield near
                return


def is_dismissed(later: Record, earlier: Record) -> bool:
    """Whether the author of the later record looked at the earlier one and says that it is no repeat."""
    recurrence = known(later.recurrence)
    return recurrence is not None and any(each.id in (earlier.id, *earlier.aliases) for each in recurrence.dismissed)


def signature_chains(archive: Archive) -> Mapping[Signature, tuple[Record, ...]]:
    """The incidents that share a signature, oldest first, wherever there are at least two; in a stable order."""
    chains: dict[Signature, list[Record]] = {}
    for record in archive.incidents:
        for signature in signatures_of(record, archive):
            chains.setdefault(signature, []).append(record)
    return {key: tuple(chains[key]) for key in sorted(chains, key=_signature_key) if len(chains[key]) > 1}


def gap_between(earlier: Record, later: Record) -> Gap:
    """The gap between two incidents; of one that was going on, from the last instant at which it was."""
    instant, _, span = end_of(earlier)
    if is_ongoing(earlier):
        instant, span = KeyInstant.RESOLVED, Span.at(not_before(earlier)[KeyInstant.RESOLVED])
    duration = Duration.between(span, happened(later))
    return Gap(duration.shortest, duration.longest, instant, is_ongoing(earlier))


def signatures_of(record: Record, archive: Archive) -> Iterator[Signature]:
    """What another incident has to share to be a recurrence of it, or it of the other."""
    current, owner = archive.taxonomy.current_name, record.teams.owner
    operator = archive.catalog.operator_of(owner) or owner
    leaves = {current(cause.category) for cause in record.telling_causes}
    for artifact in {use.id for use in known_items(record.artifacts)}:
        for leaf in leaves:
            yield Signature(leaf, artifact, None, operator)
    primary = archive.primary_leaf(record)
    if primary:
        yield Signature(primary, None, owner, operator)


def _signature_key(signature: Signature) -> tuple[str, str, str, str]:
    return signature.leaf, signature.artifact or "", signature.team or "", signature.operator
