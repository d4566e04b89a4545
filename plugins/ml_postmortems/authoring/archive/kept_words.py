"""Whether a draft holds every word of its original: what is missing is found by line, so that it can be put in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Set

from ml_postmortems.authoring.archive.said_time import find_times, first_day

_NUMBER = re.compile(r"^[\s>]*\d{1,3}[.)]\s")
"""What counts the items of a list."""
_WORD = re.compile(r"[^\W_]+")


def words_in(text: str) -> Counter[str]:
    """The words and numbers of a text, each with how often it stands there."""
    return Counter(_WORD.findall(text.casefold()))


def missing_lines(lines: Iterable[tuple[int, str]], draft: str, timed: Set[int]) -> Iterator[tuple[int, str]]:
    """The lines with a word that the draft has less often than the lines so far; of `timed` ones no times count."""
    there = words_in(draft)
    for number, line in lines:
        line_words = _NUMBER.sub("", line)
        needed = words_in(_without_times(line_words) if number in timed else line_words)
        if any(there[word] < count for word, count in needed.items()):
            yield number, line
        else:
            there.subtract(needed)


def share_of(part: str, whole: str) -> float:
    """What share of the words of a text stands in a part of it, at most 1."""
    total = words_in(whole).total()
    return min(1.0, words_in(part).total() / total) if total else 0.0


def _without_times(line: str) -> str:
    for said in (*find_times(line), *filter(None, [first_day(line)])):
        line = line.replace(said.written, " ")
    return line
