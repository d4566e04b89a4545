"""The words of a site, kept between runs: after edits of a few texts only words that these have or had are looked at.

Kept are the documents of each word and phrase that enough have, and the text of each document. So what an edited text
had is known, and words that it did not have are counted in the index; those that too few documents have stay too few
where no text got them.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

from ml_postmortems.model.facets import Vocabulary
from ml_postmortems.search import postings_words as postings_words_module
from ml_postmortems.search.documents import Document
from ml_postmortems.search.index_cache import fingerprint_with
from ml_postmortems.search.postings import unpack_positions
from ml_postmortems.search.postings_words import TOLD, is_told, left_out_of, postings_words, words_of_bits
from ml_postmortems.search.whoosh_index import WhooshIndex, unpack_text
from ml_postmortems.similarity.analysis import term_positions
from ml_postmortems.similarity.record_text import TextField
from ml_postmortems.similarity.written_words import Terms, WrittenWords
from ml_postmortems.text_store import TextStore, digest_of, text_store

_WORDS = "words"
_MOST_EDITED = 20
"""All is read from the index where more than one of so many texts is another one."""
_Texts = Mapping[int, Mapping[TextField, str]]
"""Texts of some documents, by their numbers."""


def kept_words(
    documents: Sequence[Document], index: WhooshIndex, vocabulary: Vocabulary, root: Path, use: str
) -> WrittenWords:
    """What `postings_words` finds in an index that holds these documents in their order."""
    left_out = left_out_of(vocabulary)
    state = digest_of(*sorted(left_out))
    texts = [document.digest for document in documents]
    with text_store(root, "words", _fingerprint, use) as store:
        known = _known(store, state, texts)
        if known is None:
            words = postings_words(documents, index, vocabulary)
            edited: Collection[int] = range(len(documents))
        else:
            bits, before = known
            words = words_of_bits(edited_bits(bits, before, index, left_out), documents, index)
            edited = before
        if edited and store.is_open:
            for number in edited:
                store.put(texts[number], b64encode(index.packed_text(number)).decode())
            hexadecimal = {" ".join(terms): f"{found:x}" for terms, found in words.bits.items()}
            store.put(_WORDS, json.dumps([state, texts, hexadecimal]))
            store.used.update(texts)
            store.save(lambda: store.used, most=0)
    return words


def _known(store: TextStore, state: str, texts: Sequence[str]) -> tuple[dict[Terms, int], _Texts] | None:
    """The words of before, and what those texts were that are others now; None where all has to be read."""
    kept = store.get(_WORDS)
    if not kept:
        return None
    state_before, before, hexadecimal = json.loads(kept)
    if state != state_before or len(before) != len(texts):
        return None
    edited = [number for number, (old, new) in enumerate(zip(before, texts, strict=True)) if old != new]
    if len(edited) * _MOST_EDITED > len(texts):
        return None
    packed = {number: store.get(before[number]) for number in edited}
    former = {number: unpack_text(b64decode(text)) for number, text in packed.items() if text}
    if len(former) != len(edited):
        return None
    return {tuple(terms.split()): int(found, 16) for terms, found in hexadecimal.items()}, former


def edited_bits(
    bits: Mapping[Terms, int], before: _Texts, index: WhooshIndex, left_out: Collection[str]
) -> dict[Terms, int]:
    """The documents of words after edits of the texts of some, which were `before`; `bits` had all with enough."""
    now = {number: _words_of(index.text(number), left_out) for number in before}
    others = ~sum(1 << number for number in before)
    found = {terms: had & others for terms, had in bits.items()}
    for number, words in now.items():
        for terms in words & found.keys():
            found[terms] |= 1 << number
    new = {terms for number, words in now.items() for terms in words - _words_of(before[number], left_out)}
    positions = cache(index.positions)
    for terms in sorted(new - found.keys(), key=len):
        if len(terms) == 1 or all((term,) in found for term in terms):
            found[terms] = sum(1 << document for document in _holders(terms, positions))
    return found


def _holders(terms: Terms, positions: Callable[[TextField, str], Mapping[int, bytes]]) -> set[int]:
    """The documents that have a word, or one right before another, by the positions of a term in a field."""
    documents: set[int] = set()
    for field in TOLD:
        first, *second = (positions(field, term) for term in terms)
        if not second:
            documents.update(first)
            continue
        for document in first.keys() & second[0].keys():
            after = (place + 1 for place in unpack_positions(first[document]))
            if not {*unpack_positions(second[0][document])}.isdisjoint(after):
                documents.add(document)
    return documents


def _words_of(text: Mapping[TextField, str], left_out: Collection[str]) -> set[Terms]:
    """The words and phrases of one text."""
    found: set[Terms] = set()
    for field in TOLD:
        places = term_positions(text[field])[0]
        at = {place: term for term, found_at in places.items() if is_told(term, left_out) for place in found_at}
        found.update((term,) for term in at.values())
        found.update((term, at[place + 1]) for place, term in at.items() if place + 1 in at)
    return found


@cache
def _fingerprint() -> str:
    return fingerprint_with(Path(__file__), Path(postings_words_module.__file__))
