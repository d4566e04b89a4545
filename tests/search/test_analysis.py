"""Identifiers, versions and accents are found by every way to write them; one table for Python and the browser."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from ml_postmortems.similarity.analysis import folded, term_positions, tokens
from tests.helpers import own_record
from tests.search.corpora import SearchedCorpus
from tests.search.javascript import JavaScript
from tests.site import index_of

_VECTORS: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "analysis-vectors.yml").read_text("utf-8"))
TERMS: dict[str, str] = _VECTORS["terms"]
FOUND: list[dict[str, Any]] = _VECTORS["found"]
TEXTS = sorted({each["text"] for each in FOUND})


def listed(terms: Sequence[tuple[str, bool]]) -> str:
    """Terms as the table has them: what is a part stands behind the bar."""
    whole, parts = (" ".join(term for term, is_part in terms if is_part == wanted) for wanted in (False, True))
    return f"{whole} | {parts}" if parts else whole


@cache
def corpus() -> SearchedCorpus:
    """A record for each text of the table, which is its symptom."""
    records = (own_record(id=f"PM-2025-{number:04}", symptom=text) for number, text in enumerate(TEXTS, 1))
    return SearchedCorpus("vectors", index_of(*records))


def numbers() -> dict[str, int]:
    """The number of the document of each text."""
    return {document.record.symptom: number for number, document in enumerate(corpus().documents)}


@pytest.mark.parametrize(("text", "wanted"), TERMS.items())
def test_terms_of_a_text(text: str, wanted: str) -> None:
    """Split as well as kept; the index gets the same terms at the same positions."""
    found = list(tokens(text))
    assert listed([(token.term, token.is_part) for token in found]) == wanted
    positions, words = term_positions(text)
    assert {(term, at) for term, all_at in positions.items() for at in all_at} == {(t.term, t.position) for t in found}
    assert words == {token.word for token in found}


def test_the_browser_has_the_same_terms(javascript: JavaScript) -> None:
    """Of every text of the table."""
    answers = javascript.call("analysis.js", "tokens", [[text] for text in TERMS])
    found = [listed([(token["term"], token["isPart"]) for token in answer]) for answer in answers]
    assert found == list(TERMS.values())


@pytest.mark.parametrize("each", FOUND, ids=lambda each: f"{each['query']} in {each['text']}")
def test_queries_find_texts(each: dict[str, Any]) -> None:
    """By the whole query, not by some of its words."""
    found = corpus().search.run(each["query"])
    is_found = not found.ranking.is_partial and numbers()[each["text"]] in found.order
    assert is_found == each["finds"]


def test_queries_find_the_same_texts_in_the_browser(javascript: JavaScript) -> None:
    """The same table."""
    folder, address = javascript.place(corpus().name)
    corpus().write(folder)
    [answers] = javascript.call("harness.js", "rank", [[address, [each["query"] for each in FOUND], False]])
    for each, answer in zip(FOUND, answers, strict=True):
        is_found = not answer["isPartial"] and numbers()[each["text"]] in {number for number, _ in answer["hits"]}
        assert is_found == each["finds"], each


def test_words_around_an_identifier_keep_their_distances() -> None:
    """A phrase with a name finds it in any case: parts take no position of a word."""
    one, other = (list(tokens(text)) for text in ("the OpenAI API fails", "the openai api fails"))
    assert [t.position for t in one if t.is_word] == [t.position for t in other] == [1, 2, 3]


def test_both_fold_alike(javascript: JavaScript) -> None:
    """Every letter of Latin, Greek and Cyrillic, with and without marks, and of some other scripts."""
    letters = [chr(code) for code in (*range(0xC0, 0x530), *range(0x1E00, 0x2000), *range(0x3041, 0x3100))]
    texts = [*letters, *(f"a{letter}e\u0301" for letter in letters)]
    assert javascript.call("analysis.js", "folded", [[text] for text in texts]) == [folded(text) for text in texts]
