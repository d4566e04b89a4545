"""The bench of judged queries: what it reads, and its interval."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scripts.bench.judged_queries import QUERIES, bootstrap, read_half, reciprocal_rank
from tests.search.corpora import frozen_corpus


def test_every_answer_is_a_record() -> None:
    """In both halves, which are as large and have the same kinds."""
    known = {document.record.id for document in frozen_corpus().documents}
    tune, final = read_half(QUERIES, "tune"), read_half(QUERIES, "final")
    assert len(tune) == len(final) == 60
    assert {each.kind for each in tune} == {each.kind for each in final}
    assert {record for each in (*tune, *final) for record in each.grades} <= known
    assert not {each.text for each in tune} & {each.text for each in final}


def test_the_rank_is_that_of_the_best_grade() -> None:
    """A query whose best answer is only useful is answered by it."""
    assert reciprocal_rank(["a", "b", "c"], {"b": 2, "a": 1}) == 1 / 2
    assert reciprocal_rank(["a"], {"b": 3}) == 0


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=12))
def test_the_interval_lies_within_the_data(differences: list[float]) -> None:
    """And is one point where all differences are alike."""
    low, high = bootstrap(differences, resamples=200)
    assert min(differences) - 1e-9 <= low <= high <= max(differences) + 1e-9
    one, other = bootstrap([0.25] * len(differences), resamples=200)
    assert one == other == 0.25
