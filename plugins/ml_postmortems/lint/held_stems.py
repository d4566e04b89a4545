"""Which of the words that patterns look for stand within the words of a text, told once for each word.

Records share most of their words. So a word is looked through when it is first met, and what it holds is known for all
texts; to look for hundreds of words in each text takes ten times as long.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Set

_LEAST_LENGTH = 3
"""A shorter stem stands in most texts, and in too many words to be worth remembering; it is taken for held."""
_SHORT = 1
"""The bit of all of those."""
_MOST_WORDS = 200_000
"""Words that are remembered; 20 MB. Ten thousand records have fewer."""


class HeldStems:
    """Sets of stems, each a number with one bit a stem, and which of them a word without spaces holds in any case."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}
        self._held_by: dict[str, int] = {}
        self._without: set[str] = set()
        """The words that hold no stem, most of all."""

    def bits_of(self, stems: Iterable[str]) -> int:
        """The set of these stems. One that is new has every word looked through again."""
        bits = 0
        for stem in stems:
            if len(stem) < _LEAST_LENGTH:
                bits |= _SHORT
                continue
            if stem not in self._bits:
                self._bits[stem] = _SHORT << len(self._bits) + 1
                self._forget()
            bits |= self._bits[stem]
        return bits

    def held_in(self, words: Set[str]) -> int:
        """The set of the stems that these words hold."""
        if len(self._held_by) + len(self._without) > _MOST_WORDS:
            self._forget()
        telling = words - self._without
        if new := [word for word in telling if word not in self._held_by]:
            self._look_through(new)
        held = _SHORT
        for word in telling:
            held |= self._held_by.get(word, 0)
        return held

    def _look_through(self, words: Collection[str]) -> None:
        lowered = [(word, word.lower()) for word in words]
        together = " ".join([plain for _, plain in lowered])
        held_by: dict[str, int] = {}
        for stem in [each for each in self._bits if each in together]:
            for word in [word for word, plain in lowered if stem in plain]:
                held_by[word] = held_by.get(word, 0) | self._bits[stem]
        self._held_by.update(held_by)
        self._without.update(word for word in words if word not in held_by)

    def _forget(self) -> None:
        self._held_by.clear()
        self._without.clear()


STEMS = HeldStems()
"""Those of all patterns."""
