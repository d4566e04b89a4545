"""Texts are alike by the rare words that they share."""

from __future__ import annotations

from math import isclose, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.similarity import word_vectors
from ml_postmortems.similarity.word_vectors import WordVectors, cosine, count_terms

WORDS = ("ranker", "feature", "label", "drift", "cache", "canary", "kernel", "prompt")
texts = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join), min_size=2, max_size=8)


def vectors_of(*given_texts: str) -> WordVectors:
    return WordVectors(count_terms([(text, 1.0)]) for text in given_texts)


def test_the_cosine_is_that_of_the_definition() -> None:
    """TF-IDF with a damped count, computed once more by hand for two small texts."""
    found = vectors_of("cache cache drift", "cache label")
    cache, drift, label = log(3 / 2), log(3 / 1), log(3 / 1)
    first, second = ((1 + log(2)) * cache, drift), (cache, label)
    expected = first[0] * second[0] / (sqrt(first[0] ** 2 + first[1] ** 2) * sqrt(second[0] ** 2 + second[1] ** 2))
    assert isclose(cosine(*found.vectors), expected, rel_tol=1e-12)


@given(texts)
def test_alikeness_is_mutual_and_complete_with_itself(given_texts: list[str]) -> None:
    """Each text is as like another as the other is like it, between 0 and 1, and 1 like itself."""
    found = vectors_of(*given_texts)
    for one in found.vectors:
        assert isclose(cosine(one, one), 1.0)
        for other in found.vectors:
            assert isclose(cosine(one, other), cosine(other, one), abs_tol=1e-12)
            assert 0 <= cosine(one, other) <= 1


@given(texts)
def test_the_near_ones_are_those_that_share_a_word(given_texts: list[str]) -> None:
    """The inverted lists lose nobody: brute force over all texts finds the same."""
    found = vectors_of(*given_texts)
    for vector in found.vectors:
        near = found.near(vector)
        for number, other in enumerate(found.vectors):
            assert (number in near) == bool(vector.keys() & other.keys())


@given(texts, st.integers(0, 4), st.integers(0, 20))
def test_no_text_is_more_alike_than_estimated(given_texts: list[str], heavy: int, looked_up: int) -> None:
    """However few weights are looked up, an estimate is no smaller than the cosine; that of all is it."""
    found = vectors_of(*given_texts)
    asked = [*found.vectors, found.vector_of(count_terms([("cache drift kernel", 1.0)]))]
    with pytest.MonkeyPatch.context() as patch:
        for vector in asked:
            for most, other in zip(found.most_alike(vector), found.vectors, strict=True):
                assert isclose(most, cosine(vector, other), abs_tol=1e-12)
        patch.setattr(word_vectors, "MOST_HEAVY_TERMS", heavy)
        patch.setattr(word_vectors, "_MOST_LOOKED_UP", looked_up)
        for vector in asked:
            for most, other in zip(found.most_alike(vector), found.vectors, strict=True):
                assert most >= cosine(vector, other) - 1e-12


def test_a_text_without_words_is_like_nothing() -> None:
    """Neither an empty text nor one of stop words divides by zero."""
    found = vectors_of("cache drift", "label")
    assert found.near(found.vector_of(count_terms([("", 1.0), ("the of and", 1.0)]))) == set()


@pytest.mark.parametrize("common", ["all", "cache"])
def test_what_everybody_writes_is_no_reason(common: str) -> None:
    """A word that more than 15 % of the texts have is not named, however often two of them write it."""
    others = [f"{common} number{index}" for index in range(10)]
    found = vectors_of(f"{common} {common} tokenizer", f"{common} tokenizer tokenizer", *others)
    assert found.shared_words(*found.vectors[:2]) == ("tokenizer",)
