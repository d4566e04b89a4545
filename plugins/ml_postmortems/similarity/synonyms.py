"""What a text says in other words, so that it is found by those too: `language model` where it says LLM.

Synonyms are put into the index and not into the query. So a search costs what it did, the browser needs no table of
them, and phrases and prefixes find them as they find any word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from ml_postmortems.similarity.analysis import places, stand_in_sequence, tokens

Groups = tuple[tuple[str, ...], ...]
"""Words and phrases that mean the same, in each group."""
_Phrase = tuple[tuple[str, int], ...]
"""Terms with their positions."""


def said_otherwise(text: str, groups: Groups) -> Iterator[str]:
    """The other words of each group of which the text says one, in any form of the word."""
    said, _ = places(text)
    by_first = _by_first_term(groups)
    found: dict[int, set[str]] = {}
    for term in said.keys() & by_first.keys():
        for number, words, phrase in by_first[term]:
            if stand_in_sequence(phrase, said):
                found.setdefault(number, set()).add(words)
    for number in sorted(found):
        yield from (words for words in groups[number] if words not in found[number])


@lru_cache(maxsize=1)
def _by_first_term(groups: Groups) -> Mapping[str, Sequence[tuple[int, str, _Phrase]]]:
    """Every entry by the term that it begins with: the number of its group, its words, and its terms."""
    entries: defaultdict[str, list[tuple[int, str, _Phrase]]] = defaultdict(list)
    for number, group in enumerate(groups):
        for words in group:
            phrase = tuple((token.term, token.position) for token in tokens(words) if not token.is_compound)
            if phrase:
                entries[phrase[0][0]].append((number, words, phrase))
    return entries
