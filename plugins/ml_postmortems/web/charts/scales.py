"""Scales: numbers, times and durations to places on a chart, with the ticks that a reader expects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil, log

_NICE_STEPS = (1, 2, 5)

DURATION_TICKS: tuple[tuple[str, timedelta], ...] = (
    ("1 min", timedelta(minutes=1)),
    ("10 min", timedelta(minutes=10)),
    ("1 h", timedelta(hours=1)),
    ("6 h", timedelta(hours=6)),
    ("1 d", timedelta(days=1)),
    ("7 d", timedelta(weeks=1)),
    ("30 d", timedelta(days=30)),
    ("1 y", timedelta(days=365)),
    ("5 y", timedelta(days=1826)),
)


@dataclass(frozen=True, slots=True)
class Linear:
    """Equal steps of the value are equal steps on the chart."""

    low: float
    high: float
    start: float
    """Where `low` is on the chart."""
    end: float

    def __call__(self, value: float) -> float:
        """The place of a value."""
        span = self.high - self.low or 1.0
        return self.start + (self.end - self.start) * (value - self.low) / span


@dataclass(frozen=True, slots=True)
class Logarithmic:
    """Equal ratios of two durations are equal steps on the chart; what is shorter than `low` stands at the edge."""

    low: timedelta
    high: timedelta
    start: float
    end: float

    def __call__(self, value: timedelta) -> float:
        """The place of a duration."""
        low, high = self.low.total_seconds(), self.high.total_seconds()
        seconds = min(max(value.total_seconds(), low), high)
        return self.start + (self.end - self.start) * log(seconds / low) / (log(high / low) or 1.0)

    @property
    def ticks(self) -> tuple[tuple[str, float], ...]:
        """The durations within the scale that people name, and their places."""
        return tuple((name, self(value)) for name, value in DURATION_TICKS if self.low <= value <= self.high)


def duration_scale(shortest: timedelta, longest: timedelta, start: float, end: float) -> Logarithmic:
    """A scale from the tick at or below the shortest duration to the one at or above the longest."""
    ticks = [value for _, value in DURATION_TICKS]
    low = max((tick for tick in ticks if tick <= shortest), default=ticks[0])
    high = min((tick for tick in ticks if tick >= longest and tick > low), default=max(ticks[-1], longest))
    return Logarithmic(low, high, start, end)


def count_ticks(highest: int, most: int = 4) -> tuple[int, ...]:
    """Whole numbers from 0 to at least `highest`, in steps of 1, 2 or 5 times a power of ten, at most `most` of them
    above zero."""
    step, power = 1, 1
    while True:
        for nice in _NICE_STEPS:
            step = nice * power
            if ceil(max(highest, 1) / step) <= most:
                return tuple(range(0, step * ceil(max(highest, 1) / step) + 1, step))
        power *= 10


def value_ticks(highest: float, most: int = 4) -> tuple[float, ...]:
    """The same for values that need not be whole."""
    if highest <= 0:
        return (0.0, 1.0)
    unit = 1.0
    while highest / unit < 10:
        unit /= 10
    return tuple(tick * unit for tick in count_ticks(ceil(highest / unit), most))
