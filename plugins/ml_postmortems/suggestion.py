"""Did you mean: the nearest of a set of words, for messages."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def closest(word: str, options: Iterable[str]) -> str | None:
    """The option that looks most like the word, or None if none looks alike.

    A leaf is also found by its last part: `rollout-gap` suggests `process/rollout-gap`. A plain word with a further
    part is another thing: `feature-store` does not suggest `feature`.
    """
    spellings = {option.lower(): option for option in options}
    for option in list(spellings):
        spellings.setdefault(option.rsplit("/", 1)[-1], spellings[option])
    wanted = word.lower().replace("_", "-").replace(" ", "-")
    candidates = [spelling for spelling in spellings if "-" in spelling or not wanted.startswith(f"{spelling}-")]
    near = get_close_matches(wanted, candidates, n=1, cutoff=0.6)
    return spellings[near[0]] if near else None
