"""Phrases of records, by which a copied account is found without comparing every pair of records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.reading.record_file import RecordFile

_PHRASE = lazy_pattern(r" t(?=(\w* \w+ \w+ \w+))")
"""Four words in a row, of which the first begins with `t`: a sixth of those of English, chosen by the text,
so that an edit elsewhere changes none of them."""
_PROMPT = lazy_pattern(r"<!--[\s\S]*?-->|^[ \t]*#[ ?].*$", re.MULTILINE)
_MOST_RECORDS = 8
"""A phrase of more records is one of the form or of the field, and leads from none to another."""


class PhraseIndex:
    """Which records of a base hold which phrases; made in one pass, and asked at a cost that grows with one record."""

    def __init__(self, files: Iterable[RecordFile]) -> None:
        self._of_file: dict[Path, frozenset[str]] = {}
        self._files: dict[str, list[RecordFile]] = {}
        for file in files:
            phrases = self._of_file[file.path] = phrases_of(file.text)
            for phrase in phrases:
                self._files.setdefault(phrase, []).append(file)

    def nearest(self, file: RecordFile) -> tuple[RecordFile, int, float] | None:
        """The other record with the most rare phrases in common, and the number of all of them.

        The share is that of the shorter of the two records.
        """
        mine = self._of_file.get(file.path, frozenset())
        rare: Counter[Path] = Counter()
        others: dict[Path, RecordFile] = {}
        for phrase in mine:
            holders = self._files[phrase]
            if len(holders) <= _MOST_RECORDS:
                for other in holders:
                    others[other.path] = other
                    rare[other.path] += 1
        del rare[file.path]
        path = max(rare, key=lambda each: (rare[each], each), default=None)
        if path is None:
            return None
        theirs = self._of_file[path]
        common = len(mine & theirs)
        return others[path], common, common / min(len(mine), len(theirs))


def phrases_of(text: str) -> frozenset[str]:
    """The phrases of a text that are compared, in lower case; what a draft asks its author is none of them."""
    return frozenset(_PHRASE.findall(" ".join(_PROMPT.sub(" ", text).lower().split())))
