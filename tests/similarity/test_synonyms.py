"""A record is found by the words of the field, whichever of them its author used."""

from __future__ import annotations

import pytest

from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.similarity.analysis import tokens
from ml_postmortems.similarity.synonyms import synonyms_of
from tests.helpers import FROZEN_RECORDS

GROUPS = (("LLM", "language model"), ("rollback", "roll back", "revert"), ("k8s", "Kubernetes"))


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("The LLMs of that day", ["language model"]),
        ("two large language models", ["LLM"]),
        ("a model of language", []),
        ("language, and a model", []),
        ("It was rolled back.", ["rollback", "revert"]),
        ("They reverted it, and rolled back", ["rollback"]),
        ("feature_store", []),
        ("the k8s-cluster", ["Kubernetes"]),
        ("", []),
    ],
)
def test_the_other_words_of_a_group(text: str, others: list[str]) -> None:
    """A word counts in any form, a phrase where its words follow one another; what is said already is not repeated."""
    assert list(synonyms_of(text, GROUPS)) == others


def test_the_synonyms_of_the_taxonomy_are_groups() -> None:
    """Each has at least two, and no term is in two groups, since it would make them one."""
    taxonomy = load_corpus(FROZEN_RECORDS).taxonomy
    assert taxonomy and len(taxonomy.synonyms) > 30
    seen: dict[tuple[str, ...], str] = {}
    for group in taxonomy.synonyms:
        assert len(group) >= 2, group
        for each in group:
            terms = tuple(token.term for token in tokens(each) if token.is_word)
            assert terms and terms not in seen, (each, seen.get(terms))
            seen[terms] = each
