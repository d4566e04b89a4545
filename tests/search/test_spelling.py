"""The word that was meant; the same in the browser."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.edit_distance import edit_distance
from ml_postmortems.search.query_parser import parse_query
from ml_postmortems.search.spelling import may_begin, nearest_word
from tests.search.corpora import frozen_corpus, made_corpus
from tests.search.javascript import JavaScript

WORDS = st.text(alphabet="abc", max_size=7)
KNOWN = [("quota", 3), ("quote", 9), ("quotas", 1), ("query", 5)]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("qoute", "quote"),
        ("quoat", "quota"),
        ("quot", "quote"),
        ("quota", "quote"),
        ("qu", None),
        ("xylophone", None),
        ("queri", "query"),
    ],
)
def test_the_nearest_word(word: str, meant: str | None) -> None:
    """By letters to change, then by use; never the word itself, and none where too much would change."""
    assert nearest_word(word, KNOWN) == meant


@pytest.mark.parametrize(("number", "meant"), [("2026", None), ("sve1", "sev1"), ("sev9", None), ("sve-1", "sev1")])
def test_other_digits_are_no_misspelling(number: str, meant: str | None) -> None:
    """A year that has no record is not meant to be another, nor a severity that there is not."""
    assert nearest_word(number, [("2016", 5), ("2025", 9), ("sev1", 1), ("sev2", 1)], short=4) == meant


@given(WORDS, WORDS)
def test_distance(one: str, other: str) -> None:
    """As its definition gives it, from the ends of both words."""

    @cache
    def defined(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        ways = [defined(i - 1, j) + 1, defined(i, j - 1) + 1, defined(i - 1, j - 1) + (one[i - 1] != other[j - 1])]
        if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
            ways.append(defined(i - 2, j - 2) + 1)
        return min(ways)

    assert edit_distance(one, other) == defined(len(one), len(other)) == edit_distance(other, one)


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("prompt injection", ""),
        ("promtp injection", "prompt injection"),
        ("propmt,", "prompt,"),
    ],
)
def test_a_word_of_the_field_is_no_misspelling(query: str, meant: str) -> None:
    """What the taxonomy says is spelt right, though no record says it."""
    searched = frozen_corpus()
    ranking = searched.ranker.rank(parse_query(query, searched.values).node)
    assert ranking.missing
    assert searched.search.suggestion(query, ranking.missing) == meant


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("udpate", "update"),
        ("pudate", "update"),
        ("eployment", "deployment"),
        ("uupdate", "update"),
        ("ypdate", "update"),
        ("ipdate failed", "update failed"),
        ("upate", "update"),
    ],
)
def test_a_mistake_in_the_first_letters_is_forgiven(query: str, meant: str) -> None:
    """Swapped, missing, added or replaced, like a mistake anywhere else."""
    searched = frozen_corpus()
    ranking = searched.ranker.rank(parse_query(query, searched.values).node)
    assert searched.search.suggestion(query, ranking.missing) == meant


@pytest.mark.parametrize("word", ["nice", "downgraded", "update", "cupcakes", "photograph", "customers", "bluest"])
def test_an_english_word_is_no_misspelling(word: str) -> None:
    """A record that has it or not: a right word is never rewritten to one that is merely near."""
    searched = frozen_corpus()
    ranking = searched.ranker.rank(parse_query(word, searched.values).node)
    assert not searched.search.suggestion(word, ranking.missing)


@given(st.sampled_from(sorted(frozen_corpus().ranker.engine.index.words())))
def test_a_word_of_a_record_is_no_misspelling(known: tuple[str, int]) -> None:
    """Whatever it is like."""
    searched = frozen_corpus()
    ranking = searched.ranker.rank(parse_query(known[0], searched.values).node)
    assert not searched.search.suggestion(known[0], ranking.missing)


def test_words_that_may_be_meant_begin_alike_on_both_sides(javascript: JavaScript) -> None:
    """Any two letters, and a single one, against words of two letters and more."""
    beginnings = [first + second for first in "abcd" for second in ("", *"abcd")]
    calls = [[beginning, word] for beginning in beginnings for word in ("ab", "abc", "aabc", "bac", "dcba")]
    answers = javascript.call("spelling.js", "mayBegin", calls)
    assert answers == [may_begin(beginning, word) for beginning, word in calls]


def test_the_browser_means_the_same(javascript: JavaScript) -> None:
    """Each word of a corpus with two letters swapped."""
    known = sorted(made_corpus().ranker.engine.index.words())
    words = [word[:2] + word[3] + word[2] + word[4:] for word, _ in known[::4] if len(word) > 4]
    near = [[(other, often) for other, often in known if other[:2] == word[:2]] for word in words]
    answers = javascript.call(
        "spelling.js", "nearestWord", [[word, each] for word, each in zip(words, near, strict=True)]
    )
    assert len(answers) > 300
    assert answers == [nearest_word(word, each) for word, each in zip(words, near, strict=True)]
