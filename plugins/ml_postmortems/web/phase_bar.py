"""The phases of an incident as one bar: what came before the harm, the harm, and what came after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from ml_postmortems.model.durations import key_instants
from ml_postmortems.model.instant import Duration, Span
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import KeyInstant

WIDTH = 1000
_LEAST = 28
_MOST_OFF = 0.1
"""How far the width of a part may be from the truth, as a share of the bar, for the bar to be called to scale."""
_ORDER = (
    KeyInstant.STARTED,
    KeyInstant.DETECTED,
    KeyInstant.DIAGNOSED,
    KeyInstant.MITIGATED,
    KeyInstant.RESOLVED,
)


class Side(StrEnum):
    """Where a part of the bar lies. Only the parts of the harm say how long it hurt."""

    BEFORE = "before"
    HARM = "harm"
    AFTER = "after"


class Scale(StrEnum):
    """What the widths of the parts tell."""

    TRUE = "To scale."
    WIDENED = "To scale; the shortest are drawn wider."
    NONE = "Not to scale: the times are known too roughly."


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of the bar, between two key instants that are known."""

    phase: str
    first: KeyInstant
    last: KeyInstant
    duration: Duration
    x: int
    width: int
    side: Side


@dataclass(frozen=True, slots=True)
class PhaseBar:
    """Segments from left to right, in units of a drawing 1000 wide; none narrower than can be seen."""

    segments: tuple[Segment, ...]
    scale: Scale | None
    """None for a single part, which is compared with nothing."""

    def of(self, side: str) -> tuple[Segment, ...]:
        """The parts that lie before the harm, in it or after it."""
        return tuple(segment for segment in self.segments if segment.side == side)


def phase_bar(record: Record) -> PhaseBar | None:
    """The bar of a record, or None where fewer than two key instants are known."""
    spans = {name: span for name, span in key_instants(record).items() if isinstance(span, Span) and name in _ORDER}
    order = sorted(spans, key=lambda name: (_middle(spans[name]), _ORDER.index(name)))
    pairs = [(a, b) for a, b in pairwise(order) if _middle(spans[a]) < _middle(spans[b])]
    if not pairs:
        return None
    durations = [Duration.between(spans[first], spans[last]) for first, last in pairs]
    scale, widths = _drawn([_middle(spans[last]) - _middle(spans[first]) for first, last in pairs], durations)
    segments: list[Segment] = []
    x = 0
    for (first, last), duration, width in zip(pairs, durations, widths, strict=True):
        segments.append(Segment(_phase(first, last, order), first, last, duration, x, width, _side(first, last, order)))
        x += width
    return PhaseBar(tuple(segments), scale)


def _side(first: KeyInstant, last: KeyInstant, order: list[KeyInstant]) -> Side:
    """Harm lasts from `started` to `mitigated`, as far as these are known."""
    if KeyInstant.STARTED in order and order.index(last) <= order.index(KeyInstant.STARTED):
        return Side.BEFORE
    if KeyInstant.MITIGATED in order and order.index(first) >= order.index(KeyInstant.MITIGATED):
        return Side.AFTER
    return Side.HARM


def _phase(first: KeyInstant, last: KeyInstant, order: list[KeyInstant]) -> str:
    """What went on between two known instants: named by what ended it, or just `harm` where too little is known."""
    is_noticed = {KeyInstant.DETECTED, KeyInstant.DIAGNOSED} & set(order[: order.index(last)])
    match last:
        case KeyInstant.STARTED:
            return "warned"
        case KeyInstant.DETECTED:
            return "undetected"
        case KeyInstant.DIAGNOSED if is_noticed:
            return "diagnosing"
        case KeyInstant.MITIGATED if is_noticed:
            return "mitigating"
        case KeyInstant.RESOLVED if is_noticed or first is KeyInstant.MITIGATED:
            return "resolving"
        case _:
            return "harm"


def _middle(span: Span) -> datetime:
    first, last = span.bounds(span.zone or UTC)
    return first + (last - first) / 2


def _drawn(lengths: list[timedelta], durations: list[Duration]) -> tuple[Scale | None, list[int]]:
    """How wide the parts are drawn: in proportion where their lengths are known well enough, else all the same."""
    if len(lengths) < 2:
        return None, [WIDTH]
    known = zip(lengths, durations, strict=True)
    off = max(max(length - each.shortest, each.longest - length) for length, each in known)
    if off > _MOST_OFF * sum(lengths, timedelta()):
        return Scale.NONE, _filled([WIDTH / len(lengths)] * len(lengths))
    seconds = [length.total_seconds() for length in lengths]
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
