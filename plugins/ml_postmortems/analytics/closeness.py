"""Whether the incidents of a pattern follow on each other sooner than chance would have it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from random import Random

from ml_postmortems.analytics.shuffles import Timing

_ENOUGH = 10
"""So many draws that are as close end the test: the rest would only sharpen a chance that is large."""
_MOST_DRAWS = 10_000
_TRIES = 20
_SHIFT = 30.0
"""Days added to a gap before it is inverted, so that one day less means more after a week than after a year."""


def closeness(timings: Sequence[Timing], moments: Sequence[float], within: int) -> float:
    """How soon incidents that begin at these moments (in days) come back: the sum over those that do of 1 / (gap + 30).

    It is Mantel's statistic with reciprocal distances (Mantel 1967), over the gaps that count as a recurrence:
    those of at most `within` days.
    """
    if any(each.began_within or each.ended_within for each in timings):
        gaps = _rough_gaps(timings, moments, within)
    else:
        ends = sorted(moment + each.length for each, moment in zip(timings, moments, strict=True))
        gaps = []
        for each, moment in zip(timings, moments, strict=True):
            past = bisect_right(ends, moment) - (each.length == 0)  # without its own end
            gaps += [moment - ends[past - 1]] if past and moment - ends[past - 1] <= within else []
    return sum(1 / (gap + _SHIFT) for gap in gaps)


def _rough_gaps(timings: Sequence[Timing], moments: Sequence[float], within: int) -> list[float]:
    """For each incident that came back for certain, the days since the last one had ended, pair by pair."""
    found = []
    for later, moment in zip(timings, moments, strict=True):
        gaps = [
            gap
            for earlier, other in zip(timings, moments, strict=True)
            if earlier is not later
            and (gap := moment - other - earlier.length) >= 0
            and gap + later.began_within + earlier.ended_within <= within
        ]
        found += [min(gaps)] if gaps else []
    return found


def chance_of_closeness(
    timings: Sequence[Timing], moments: Sequence[float], within: int, hypotheses: int, seed: str
) -> float:
    """The p-value of the closeness of these incidents, had they begun at any of the moments of the archive.

    `moments` are in rising order. Each draw gives every incident one of its own at which its artifacts were in service.
    Draws end once ten are as close as what was observed (Besag and Clifford 1991), else at twenty for each hypothesis
    tested together with it.
    1.0 where nothing came back.
    """
    observed = closeness(timings, [each.began for each in timings], within)
    if observed == 0:
        return 1.0
    dice = Random(seed).random  # the only draw that Python promises to keep
    open_places = [(bisect_left(moments, each.first), bisect_right(moments, each.last)) for each in timings]
    most = max(200, min(_MOST_DRAWS, 20 * hypotheses))
    as_close = 0
    for drawn in range(1, most + 1):
        dealt = _deal(dice, moments, open_places)
        as_close += closeness(timings, dealt, within) >= observed - 1e-12
        if as_close == _ENOUGH:
            return _ENOUGH / drawn
    return (as_close + 1) / (most + 1)


def _deal(dice: Callable[[], float], moments: Sequence[float], places: Sequence[tuple[int, int]]) -> list[float]:
    """A moment for each, no two the same unless there are too few to be likely to differ."""
    for _ in range(_TRIES):
        dealt = [moments[first + int(dice() * (past - first))] for first, past in places]
        if len(set(dealt)) == len(dealt):
            break
    return dealt
