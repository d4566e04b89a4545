"""Which records have which words and phrases, as an index finds them and statistics count them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Terms = tuple[str, ...]
"""A word as one term, or a phrase of two that stand next to each other."""


@dataclass(frozen=True, slots=True)
class WrittenWords:
    """Words and phrases by the records that have them, however often each has them."""

    records: tuple[str, ...]
    """The ids of the records."""
    bits: Mapping[Terms, int]
    """The records of each word and phrase: bit i stands for record i."""
    text: Callable[[Terms], str]
    """A word or phrase as it is written most often."""
