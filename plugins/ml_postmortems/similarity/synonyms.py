"""The synonyms of the words of a text, so that it is found by those too: `language model` where it says LLM.

Synonyms are put into the index and not into the query. So a query costs the same, the browser needs no table of them,
and phrases and prefixes find them as they find any word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from ml_postmortems.similarity.analysis import are_in_sequence, term_positions, tokens

Groups = tuple[tuple[str, ...], ...]
"""Words and phrases that mean the same, in each group."""
_Phrase = tuple[tuple[str, int], ...]
"""Terms with their positions."""


def synonyms_of(text: str, groups: Groups) -> Iterator[str]:
    """The other words of each group of which the text has one, in any form of the word."""
    positions, _ = term_positions(text)
    by_first = _by_first_term(groups)
    found: dict[int, set[str]] = {}
    for term in positions.keys() & by_first.keys():
        for number, words, phrase in by_first[term]:
            if are_in_sequence(phrase, positions):
                found.setdefault(number, set()).add(words)
    for number in sorted(found):
        yield from (words for words in groups[number] if words not in found[number])


@lru_cache(maxsize=1)
def _by_first_term(groups: Groups) -> Mapping[str, Sequence[tuple[int, str, _Phrase]]]:
    """Every entry by its first term: the number of its group, its words, and its terms."""
    entries: defaultdict[str, list[tuple[int, str, _Phrase]]] = defaultdict(list)
    for number, group in enumerate(groups):
        for words in group:
            phrase = tuple((token.term, token.position) for token in tokens(words) if token.is_word)
            if phrase:
                entries[phrase[0][0]].append((number, words, phrase))
    return entries
