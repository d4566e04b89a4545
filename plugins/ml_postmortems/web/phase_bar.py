"""How the time of the harm divides: unnoticed, sought, ended. Its parts never add up to more than the whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import accumulate, pairwise

from ml_postmortems.model.durations import harm_windows, key_instants
from ml_postmortems.model.instant import Duration, Span
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import KeyInstant
from ml_postmortems.web.told_instants import when_text
from ml_postmortems.wording import duration_text

WIDTH = 1000
_LEAST = 28
_MOST_OFF = 0.1
"""How far the width of a part may be from the truth, as a share of the bar, for the bar to be drawn."""
_NOTICING = (KeyInstant.DETECTED, KeyInstant.DIAGNOSED)
_TOOK = {
    "undetected": "Nobody noticed it for {}",
    "diagnosing": "Finding the cause took {}",
    "mitigating": "Ending it took {}",
}
_OVER = {KeyInstant.DETECTED: "It was noticed", KeyInstant.DIAGNOSED: "The cause was found"}
_WORDS = {"undetected": "unnoticed", "diagnosing": "finding the cause", "mitigating": "ending it"}


class Scale(StrEnum):
    """What the widths of the parts tell."""

    TRUE = ""
    WIDENED = "Short parts are drawn wider."


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of the harm, between two key instants that are known."""

    phase: str
    """Its term, by which it is coloured."""
    first: KeyInstant
    last: KeyInstant
    duration: Duration
    x: int = 0
    width: int = 0

    @property
    def words(self) -> str:
        """What went on, for a reader who knows no terms."""
        return _WORDS[self.phase]


@dataclass(frozen=True, slots=True)
class PhaseBar:
    """The parts of the harm in time; drawn from left to right 1000 wide, none narrower than can be seen."""

    segments: tuple[Segment, ...]
    scale: Scale | None
    """None where nothing is drawn: what is known roughly would look longer or shorter than it is."""
    told: str = ""
    """Sentences on the parts where they are not drawn: how long each took, or when it was over; may be empty."""


@dataclass(frozen=True, slots=True)
class _Edge:
    """When a key instant was, as far as it lies in the harm."""

    name: KeyInstant
    first: datetime
    last: datetime
    is_open: bool

    @property
    def middle(self) -> datetime:
        return self.first + (self.last - self.first) / 2


def phase_bar(record: Record) -> PhaseBar | None:
    """How the harm of a record divides; None where it is one part, or came back, or too little is known.

    Of harm whose end is not known the part in which nobody noticed it is told alone.
    """
    if harm_windows(record):
        return None
    edges = _edges(record)
    start, end = edges.get(KeyInstant.STARTED), edges.get(KeyInstant.MITIGATED)
    if not start:
        return None
    detected = edges.get(KeyInstant.DETECTED)
    if not end:
        if not detected or detected.middle <= start.middle:
            return None
        segments = _segments([start, detected])
        return PhaseBar(segments, None, _told(record, segments))
    found = {edges[name].middle: edges[name] for name in reversed(_NOTICING) if name in edges}
    inner = [found[middle] for middle in sorted(found) if start.middle < middle < end.middle]
    if not inner:
        return None
    inside = _within(start, inner, end)
    is_noticed = min(found) <= start.middle
    segments = _segments(inside, is_noticed=is_noticed)
    whole = end.last - start.first
    if all(each.duration.shortest <= timedelta(0) and each.duration.longest >= whole for each in segments):
        return None
    if not _is_drawable(segments, inside):
        return PhaseBar(segments, None, _told(record, segments))
    apart = _without_blurred(inside, segments)
    return _drawn(_segments(apart, is_noticed=is_noticed), apart)


def _edges(record: Record) -> dict[KeyInstant, _Edge]:
    spans = {name: span for name, span in key_instants(record).items() if isinstance(span, Span)}
    zone = next((span.zone for span in spans.values() if span.zone), UTC)
    return {
        name: _Edge(name, *span.bounds(span.zone or zone), span.latest.moment is None) for name, span in spans.items()
    }


def _within(start: _Edge, inner: list[_Edge], end: _Edge) -> list[_Edge]:
    """The edges, each no earlier than the one before can be and no later than the one after."""
    found = [start]
    for each in inner:
        found.append(replace(each, first=max(each.first, found[-1].first)))
    kept = [end]
    for each in reversed(found):
        later = kept[0]
        is_cut = each.last > later.last
        kept.insert(0, replace(each, last=later.last, is_open=later.is_open) if is_cut else each)
    return kept


def _segments(edges: list[_Edge], *, is_noticed: bool = False) -> tuple[Segment, ...]:
    found = []
    for first, last in pairwise(edges):
        shortest = max(timedelta(0), last.first - first.last)
        duration = Duration(shortest, last.last - first.first, last.is_open)
        found.append(Segment(_phase(last.name, is_noticed=is_noticed), first.name, last.name, duration))
        is_noticed = True
    return tuple(found)


def _phase(last: KeyInstant, *, is_noticed: bool) -> str:
    """What went on until a key instant: the cause is sought by those who know of the failure."""
    if not is_noticed:
        return "undetected"
    return "diagnosing" if last is KeyInstant.DIAGNOSED else "mitigating"


def _told(record: Record, segments: tuple[Segment, ...]) -> str:
    """Each part that is known exactly with its length, others by the time at which they were over.

    Nothing of the last part where that is not known: when the harm was over is told of the whole.
    """
    instants = key_instants(record)
    day = None
    if isinstance(begun := instants.get(KeyInstant.STARTED), Span):
        day = begun.latest.first_day
    told = []
    for each in segments:
        length, over = duration_text(each.duration), instants[each.last]
        assert isinstance(over, Span)
        if each.duration.is_exact:
            told.append(_TOOK[each.phase].format(length))
        elif each.last is not KeyInstant.MITIGATED:
            told.append(f"{_OVER[each.last]} {when_text(over, day)}")
    return " ".join(f"{each}." for each in told)


def _without_blurred(edges: list[_Edge], segments: tuple[Segment, ...]) -> list[_Edge]:
    """The edges less that of the diagnosis where neither the part before it nor the one after it is known to have been:

    `finding the cause less than 3 days, ending it less than 3 days` tells no more than the two as one.
    """
    blurred = {
        before.last
        for before, after in pairwise(segments)
        if before.last is KeyInstant.DIAGNOSED and not before.duration.shortest and not after.duration.shortest
    }
    return [each for each in edges if each.name not in blurred]


def _is_drawable(segments: tuple[Segment, ...], edges: list[_Edge]) -> bool:
    """Whether the lengths of the parts are known well enough to be compared."""
    lengths = [last.middle - first.middle for first, last in pairwise(edges)]
    off = max(
        max(length - each.duration.shortest, each.duration.longest - length)
        for length, each in zip(lengths, segments, strict=True)
    )
    return off <= _MOST_OFF * sum(lengths, timedelta())


def _drawn(segments: tuple[Segment, ...], edges: list[_Edge]) -> PhaseBar:
    """The parts with their widths."""
    lengths = [last.middle - first.middle for first, last in pairwise(edges)]
    scale, widths = _widths([length.total_seconds() for length in lengths])
    starts = accumulate(widths, initial=0)
    placed = (replace(each, x=x, width=width) for each, x, width in zip(segments, starts, widths, strict=False))
    return PhaseBar(tuple(placed), scale)


def _widths(seconds: list[float]) -> tuple[Scale, list[int]]:
    """In proportion to the lengths, but for what would be too narrow to be seen."""
    widened: list[int] = []
    for place in sorted(range(len(seconds)), key=seconds.__getitem__):
        spare = WIDTH - _LEAST * len(widened)
        others = sum(each for at, each in enumerate(seconds) if at not in widened)
        if spare * seconds[place] >= _LEAST * others:
            widths = [_LEAST if at in widened else spare * each / others for at, each in enumerate(seconds)]
            break
        widened.append(place)
    return Scale.WIDENED if widened else Scale.TRUE, _filled(widths)


def _filled(widths: list[float]) -> list[int]:
    """Whole widths that fill the bar: what rounding leaves over goes to the widest."""
    whole = [int(width) for width in widths]
    whole[whole.index(max(whole))] += WIDTH - sum(whole)
    return whole
