"""Did you mean: the nearest of a set of words, for messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

from ml_postmortems.lazy_pattern import lazy_pattern

_LIKENESS = 0.6
_DIGIT = lazy_pattern(r"\d")
_LONG_ID = 4
"""From so many digits on, one that differs, is missing or changed places may be a slip."""


def closest(word: str, options: Iterable[str]) -> str | None:
    """The option that looks most like the word, or None if none looks alike.

    A leaf is also found by its last part: `rollout-gap` suggests `process/rollout-gap`. A plain word with a further
    part is another thing: `feature-store` does not suggest `feature`. Of two words of one family the last parts must be
    alike. Of several words that differ in their numbers only none is meant, but for a digit of a long id.
    """
    spellings = {option.lower(): option for option in options}
    for option in list(spellings):
        spellings.setdefault(option.rsplit("/", 1)[-1], spellings[option])
    wanted = word.lower().replace("_", "-").replace(" ", "-")
    candidates = [spelling for spelling in spellings if "-" in spelling or not wanted.startswith(f"{spelling}-")]
    near = get_close_matches(wanted, candidates, n=10, cutoff=_LIKENESS)
    letters = Counter(_DIGIT.sub("", each) for each in candidates)
    return next((spellings[each] for each in near if _is_same_thing(wanted, each, letters)), None)


def _is_same_thing(word: str, other: str, letters: Counter[str]) -> bool:
    """Whether one can be a slip of the pen for the other; `letters` counts the options by what is no digit in them."""
    same = _DIGIT.sub("", word)
    if word != other and same == _DIGIT.sub("", other) and letters[same] > 1:
        digits, other_digits = _DIGIT.findall(word), _DIGIT.findall(other)
        slips = sum(one != two for one, two in zip(digits, other_digits, strict=False)) == 1
        is_slip = slips or len(digits) != len(other_digits) or sorted(digits) == sorted(other_digits)
        return is_slip and min(len(digits), len(other_digits)) >= _LONG_ID
    if "/" in word and "/" in other:
        last, other_last = word.rsplit("/", 1)[-1], other.rsplit("/", 1)[-1]
        return SequenceMatcher(None, last, other_last).ratio() >= _LIKENESS
    return True
