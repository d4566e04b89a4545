"""The sources that most items of a list share, so that a page names them once and not at each item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Protocol


class Cited(Protocol):
    """Whatever is known from evidence."""

    @property
    def evidence(self) -> tuple[str, ...]:
        """The ids of its sources."""


def common_evidence(items: Sequence[Cited]) -> tuple[str, ...]:
    """What more than half of two or more items are known from; empty where nothing is."""
    [(evidence, number)] = Counter(item.evidence for item in items).most_common(1) or [((), 0)]
    return evidence if number > 1 and 2 * number > len(items) else ()
