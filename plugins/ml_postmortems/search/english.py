"""English words, which are spelt right though no record has them: so they get no suggestion.

`words/english-stems.txt` has the stems of the 43,000 commonest words, a line for each first letter. They were made from
the list of pyspellchecker 0.9.1 (words of film subtitles that dictionaries know), under the MIT licence beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ml_postmortems.similarity.analysis import stem
from ml_postmortems.similarity.own_stems import OWN_STEMS

_STEMS = Path(__file__).with_name("words") / "english-stems.txt"


def is_english(word: str) -> bool:
    """Whether a folded word is English, in any form of the word."""
    return word in OWN_STEMS or stem(word) in english_stems().get(word[:1], frozenset())


@cache
def english_stems() -> Mapping[str, frozenset[str]]:
    """The stems of English words by their first letter: the browser fetches one list for a word."""
    lines = _STEMS.read_text("ascii").splitlines()
    return {line[0]: frozenset(line.split()) for line in lines}
