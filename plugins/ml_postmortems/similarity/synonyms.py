"""What a text says in other words, so that it is found by those too: `language model` where it says LLM.

Synonyms are put into the index and not into the query. So a search costs what it did, the browser needs no table of
them, and phrases and prefixes find them as they find any word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from ml_postmortems.similarity.analysis import places, tokens

Groups = tuple[tuple[str, ...], ...]
"""Words and phrases that mean the same, in each group."""


def said_otherwise(text: str, groups: Groups) -> Iterator[str]:
    """The other words of each group of which the text says one, in any form of the word."""
    said, _ = places(text)
    for group in groups:
        is_said = [_is_said(_phrase(each), said) for each in group]
        if any(is_said):
            yield from (each for each, is_here in zip(group, is_said, strict=True) if not is_here)


def _is_said(phrase: Sequence[tuple[str, int]], said: Mapping[str, Sequence[int]]) -> bool:
    """Whether terms stand one after the other; each phrase begins at position 0."""
    starts = {position - at for term, at in phrase[:1] for position in said.get(term, ())}
    for term, at in phrase[1:]:
        starts.intersection_update(position - at for position in said.get(term, ()))
    return bool(starts)


@lru_cache(maxsize=10_000)
def _phrase(text: str) -> tuple[tuple[str, int], ...]:
    return tuple((token.term, token.position) for token in tokens(text) if not token.is_compound)
