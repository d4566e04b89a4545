"""The words and phrases of an index with the records that have them, read from its postings and positions."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, pairwise, repeat

from ml_postmortems.model.body_sections import BODY_SECTIONS
from ml_postmortems.model.facets import Vocabulary
from ml_postmortems.search.documents import Document
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.similarity.analysis import stem, tokens
from ml_postmortems.similarity.record_text import TextField
from ml_postmortems.similarity.written_words import Terms, WrittenWords
from ml_postmortems.text_store import digest_of_all

LEAST_RECORDS = 4
"""A word of fewer records is not looked at."""
TOLD = (
    TextField.TITLE,
    TextField.SUMMARY,
    TextField.LESSONS,
    TextField.CAUSES,
    TextField.ACTIONS,
    TextField.BODY,
)
"""The fields that somebody wrote; the others hold names, synonyms and definitions that a record gets by its facts."""
_SHORTEST = 3
"""Letters of a word that says anything."""
_CALENDAR = (
    "january february march april june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday today yesterday"
)
_FUNCTION_WORDS = (
    "about above across after again against all almost along already also although always among another any anybody "
    "anyone anything around away back because become became before behind below beside between beyond both can cannot "
    "could done down during each either else enough even ever every everybody everyone everything few first further "
    "get gets got hence here how however instead into itself just last later least less like made make makes many may "
    "might more most much must neither never next nobody none nor not nothing now off often once one only onto other "
    "others otherwise out over own per perhaps rather same second seem seemed several shall should since some somebody "
    "someone something still such take taken themselves thereby therefore thing though three through thus together too "
    "took toward towards two under unless until upon use used very via want what whatever when whenever where whereas "
    "whether while whole whom whose why within without yet"
)
"""What a search has to find and a trend says nothing of."""


def postings_words(documents: Sequence[Document], index: WhooshIndex, vocabulary: Vocabulary) -> WrittenWords:
    """Every word and phrase that at least `LEAST_RECORDS` of the documents have; `index` holds them in their order.

    Left out are terms with anything but letters, such as ids, versions and numbers; names of operators; days and
    months; the headings that every record has; and words that only hold sentences together.
    """
    left_out = left_out_of(vocabulary)
    frequent = [term for term in sorted(_terms(index)) if is_told(term, left_out)]
    bits: dict[Terms, int] = {}
    places = [(array("I"), array("I")) for _ in documents]
    for number, term in enumerate(frequent):
        found = 0
        for field_number, field in enumerate(TOLD):
            for document, packed in index.positions(field, term).items():
                found |= 1 << document
                positions, terms = places[document]
                at = array("I", packed)
                positions.extend(position + field_number * _FIELD for position in at)
                terms.extend(repeat(number, len(at)))
        bits[(term,)] = found
    bits |= {(frequent[one], frequent[other]): found for (one, other), found in _phrases(places)}
    return words_of_bits(bits, documents, index)


def words_of_bits(bits: Mapping[Terms, int], documents: Sequence[Document], index: WhooshIndex) -> WrittenWords:
    """Those that enough documents have, words before phrases: an order that no history of the index decides."""
    enough = sorted((len(terms), terms) for terms, found in bits.items() if found.bit_count() >= LEAST_RECORDS)
    ids = tuple(document.names[0] for document in documents)
    return WrittenWords(ids, {terms: bits[terms] for _, terms in enough}, _writer(index))


def state_of_words(words: WrittenWords, index: WhooshIndex) -> str:
    """A hash of all that can be told of words: the documents of each, and how often words are written in which form.

    A number is told as it is written, and is none of the words.
    """
    bits = (f"{' '.join(terms)} {found:x}" for terms, found in words.bits.items())
    forms = (f"{word} {often}" for word, often in index.words() if not word.isdecimal())
    return digest_of_all(chain(words.records, [""], bits, [""], forms))


def is_told(term: str, left_out: Collection[str]) -> bool:
    """Whether a term is a word that says something."""
    return term.isalpha() and len(term) >= _SHORTEST and term not in left_out


_FIELD = 1 << 28
"""More than any position in a field, those of parts of words included; with six fields it fits in four bytes."""


def _terms(index: WhooshIndex) -> set[str]:
    """Terms that enough records have in one field or another."""
    counts: dict[str, int] = {}
    for term, field, records in index.document_counts():
        if field in TOLD:
            counts[term] = counts.get(term, 0) + records
    return {term for term, count in counts.items() if count >= LEAST_RECORDS}


def _phrases(places: Sequence[tuple[array[int], array[int]]]) -> Iterator[tuple[tuple[int, int], int]]:
    """Pairs of terms that stand next to each other, with the documents that have them."""
    documents: dict[tuple[int, int], list[int]] = {}
    for document, (positions, terms) in enumerate(places):
        ordered = sorted(zip(positions, terms, strict=True))
        for pair in {(one, other) for (at, one), (then, other) in pairwise(ordered) if then == at + 1}:
            documents.setdefault(pair, []).append(document)
    for pair, found in documents.items():
        if len(found) >= LEAST_RECORDS:
            yield pair, sum(1 << document for document in found)


def left_out_of(vocabulary: Vocabulary) -> frozenset[str]:
    """Stems of what tells nothing about an incident: who runs it, when it was, and the template."""
    operators = [text for key, each in vocabulary.catalog.operators.items() for text in (key, each.name)]
    texts = [*operators, *(section.title for section in BODY_SECTIONS), _CALENDAR, _FUNCTION_WORDS]
    return frozenset(token.term for text in texts for token in tokens(text))


def _writer(index: WhooshIndex) -> Callable[[Terms], str]:
    @cache
    def written(term: str) -> str:
        words = [(-records, word) for word, records in index.words_from(term[:2]) if stem(word) == term]
        return min(words)[1] if words else term

    return lambda terms: " ".join(map(written, terms))
