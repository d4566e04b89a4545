"""What chance alone makes of the same incidents: their moments dealt out anew among them.

Each incident keeps its causes, artifacts, team and length; who begins when is drawn anew, so that causes and artifacts
meet as often as before and only the order of time is left to chance. This is Knox's test of clustering in space and
time (Knox 1964), by the Monte Carlo method of Besag and Diggle (1977). An incident stays within the time in service of
its artifacts, as an artifact that came late would otherwise seem to have clusters (Kulldorff and Hjalmars 1999).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import lru_cache
from math import inf
from random import Random

from ml_postmortems.analytics.archive import Archive, began, end_of, is_ongoing
from ml_postmortems.analytics.recurrences import signature_chains
from ml_postmortems.model.durations import happened
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.text_store import digest_of

_SEED = 18
_DAY = 86400.0
_MOST_SHUFFLES, _FEWEST_SHUFFLES = 499, 99
_STEPS = 2_000_000
"""Looks at an incident in a chain over all shuffles: what bounds the cost, a few seconds for thousands of incidents."""
_SWAPS = 3
"""Swaps per incident from one shuffle to the next, where some moments are closed to some incidents."""


@dataclass(frozen=True, slots=True)
class Timing:
    """When an incident began, in days, and what goes with it wherever it is moved."""

    began: float
    length: float
    """From its beginning to the last that its end can be; infinite while it goes on."""
    began_within: float
    ended_within: float
    """How roughly beginning and end are known; 0 for moments."""
    first: float
    last: float
    """When its artifacts were in service."""

    def may_begin(self, moment: float) -> bool:
        """Whether its artifacts were in service then."""
        return self.first <= moment <= self.last


@dataclass(frozen=True, slots=True)
class Chance:
    """What share of some incidents comes back by chance."""

    value: float
    """The mean over all shuffles."""
    low: float
    high: float
    """Between these lie 95 % of the shuffles."""
    excess: float
    """The observed share less the mean."""
    excess_low: float
    excess_high: float
    """The observed share less the upper and the lower end."""

    @property
    def is_exceeded(self) -> bool:
        """Whether the observed share is more than 97.5 % of the shuffles give."""
        return self.excess_low > 0


@dataclass(frozen=True, slots=True)
class Shuffles:
    """Which incidents came back in each shuffle: bit i stands for incident i of the archive."""

    places: dict[str, int]
    came_back: tuple[int, ...]

    def chance(self, ids: Collection[str], observed: int) -> Chance:
        """The share of these incidents by chance, against how many came back; raises ValueError for none."""
        if not ids:
            raise ValueError("a share needs an incident")
        group = sum(1 << self.places[each] for each in ids)
        shares = sorted((each & group).bit_count() / len(ids) for each in self.came_back)
        outside = int(0.025 * (len(shares) + 1))
        low, high = shares[outside - 1], shares[-outside]
        value, mean = observed / len(ids), sum(shares) / len(shares)
        return Chance(mean, low, high, value - mean, value - high, value - low)


@lru_cache(maxsize=4)
def shuffle_recurrences(archive: Archive) -> Shuffles:
    """The recurrences by signature of an archive with its moments shuffled; always the same for the same archive.

    The number of shuffles falls with the size of the archive, from 499 to 99.
    """
    timings = [timing_of(record, archive) for record in archive.incidents]
    places = {record.id: place for place, record in enumerate(archive.incidents)}
    chains = {tuple(places[record.id] for record in chain) for chain in signature_chains(archive).values()}
    key = repr((timings, sorted(chains), archive.recurrence_window))
    kept = archive.keep(
        lambda: digest_of("shuffles", key),
        lambda: " ".join(map(hex, _all_that_came_back(timings, sorted(chains), archive.recurrence_window))),
    )
    return Shuffles(places, tuple(int(bits, 16) for bits in kept.split()))


def _all_that_came_back(timings: Sequence[Timing], chains: Collection[tuple[int, ...]], within: int) -> Iterator[int]:
    """What comes back in each shuffle; it rests on nothing but what is given."""
    steps = sum(map(len, chains)) + _SWAPS * len(timings)
    count = max(_FEWEST_SHUFFLES, min(_MOST_SHUFFLES, _STEPS // max(steps, 1)))
    for moments in _shuffled(timings, count):
        yield _came_back(moments, timings, chains, within)


def timing_of(record: Record, archive: Archive) -> Timing:
    """The timing of an incident; one outside the time in service of its artifacts may be at any time."""
    span = happened(record)
    first, past = (bound.timestamp() / _DAY for bound in span.bounds(span.zone or UTC))
    _, latest, ended = end_of(record)
    roughness = ended.bounds(ended.zone or UTC)
    length = inf if is_ongoing(record) else max(latest.timestamp() / _DAY - first, 0.0)
    ended_within = (roughness[1] - roughness[0]).total_seconds() / _DAY
    start, end = -inf, inf
    for use in known_items(record.artifacts):
        artifact = archive.catalog.artifacts.get(use.id)
        if artifact and artifact.in_service_from:
            start = max(start, artifact.in_service_from.bounds(UTC)[0].timestamp() / _DAY)
        if artifact and artifact.until:
            end = min(end, artifact.until.bounds(UTC)[1].timestamp() / _DAY)
    moment = began(record).timestamp() / _DAY
    return Timing(first, length, past - first, ended_within, *((start, end) if start <= moment <= end else (-inf, inf)))


def _shuffled(timings: Sequence[Timing], count: int) -> Iterator[list[float]]:
    """The moments at which the incidents begin, in their order, shuffled so many times."""
    dice = Random(_SEED).random  # the only draw that Python promises to keep
    moments = [each.began for each in timings]
    size = len(moments)
    is_free = all(each.may_begin(moment) for each in timings for moment in (min(moments), max(moments)))
    for _ in range(count):
        if is_free:
            for place in range(size - 1, 0, -1):
                other = int(dice() * (place + 1))
                moments[place], moments[other] = moments[other], moments[place]
        else:
            # Swaps that are drawn evenly and refused where they break the bounds reach all orders alike (Metropolis).
            for _ in range(_SWAPS * size):
                one, other = int(dice() * size), int(dice() * size)
                if timings[one].may_begin(moments[other]) and timings[other].may_begin(moments[one]):
                    moments[one], moments[other] = moments[other], moments[one]
        yield moments


def _came_back(
    moments: Sequence[float], timings: Sequence[Timing], chains: Collection[tuple[int, ...]], within: int
) -> int:
    """The incidents that come back within the window of the end of another of their chain, as bits."""
    found = 0
    for chain in chains:
        if any(timings[place].began_within or timings[place].ended_within for place in chain):
            found |= _came_back_roughly(moments, timings, chain, within)
            continue
        ends = sorted(moments[place] + timings[place].length for place in chain)
        for place in chain:
            moment = moments[place]
            past = bisect_right(ends, moment) - (timings[place].length == 0)
            if past and moment - ends[past - 1] <= within:
                found |= 1 << place
    return found


def _came_back_roughly(moments: Sequence[float], timings: Sequence[Timing], chain: Sequence[int], within: int) -> int:
    """The same pair by pair, where what is known roughly must come back within the window for certain."""
    found = 0
    for place in chain:
        for other in chain:
            gap = moments[place] - moments[other] - timings[other].length
            longest = gap + timings[place].began_within + timings[other].ended_within
            if other != place and gap >= 0 and longest <= within:
                found |= 1 << place
                break
    return found
