"""Similar records are found with the reasons, in one order."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.similarity.similar import LEAST_SCORE, SimilarRecords
from ml_postmortems.similarity.ties import Key, Tie, tie_strength
from ml_postmortems.similarity.word_vectors import WordVectors
from tests.helpers import FROZEN_RECORDS, RecordDict, external_record, own_record, write_corpus
from tests.similarity.company import company


@pytest.fixture(scope="module")
def real() -> Corpus:
    return load_corpus(FROZEN_RECORDS).for_audience(Visibility.PUBLIC)


def corpus_of(tmp_path: Path, *records: RecordDict) -> Corpus:
    return load_corpus(write_corpus(tmp_path, *records))


def test_every_similar_record_has_a_reason(real: Corpus) -> None:
    """A reader sees why; a record is never like itself, and nothing weak is shown."""
    similar = SimilarRecords(real)
    shown = 0
    for record in real.records:
        found = similar.to_record(record)
        assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
        for each in found:
            assert each.record.id != record.id
            assert each.reasons
            assert each.score >= LEAST_SCORE
            shown += 1
    assert shown > len(real.records)


def test_no_estimate_changes_the_order(real: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which words are compared is decided by estimates; the order is that of comparing all of them first."""
    similar = SimilarRecords(real)
    found = [list(similar.ranked(record)) for record in real.records]
    monkeypatch.setattr(WordVectors, "most_alike", lambda self, _: [1e9] * len(self.vectors))
    assert found == [list(similar.ranked(record)) for record in real.records]
    assert sum(map(len, found)) > len(real.records)


def test_withdrawn_records_are_not_offered(tmp_path: Path) -> None:
    """What was taken back is no past incident to learn from."""
    taken_back = external_record(status="withdrawn", status_reason="It was a drill of theirs.")
    corpus = corpus_of(tmp_path, own_record(), taken_back)
    kept = corpus.get("PM-2025-0001")
    assert kept
    assert SimilarRecords(corpus).to_record(kept) == ()


def test_a_rare_tie_counts_more_than_a_common_one() -> None:
    """A cause that half of the records share says less than one that only these two have; none says nothing."""
    rare, common = Key(Tie.CAUSE, "technical/numerical-defect"), Key(Tie.CAUSE, "process/rollout-gap")
    members = {rare: 2, common: 50}
    assert tie_strength([rare], members, 100) == 1.0
    assert 0 < tie_strength([common], members, 100) < 0.3
    assert tie_strength([], members, 100) == 0
    assert tie_strength([rare, common], members, 100) == 1.0


def test_the_likeness_of_accounts_depends_on_no_third_record(tmp_path: Path) -> None:
    """What is merged meanwhile moves no pair across the threshold of the recurrence question."""
    pair = (
        own_record(),
        own_record(id="PM-2025-0002", aliases=[], symptom="Search shows old pages, and visitors leave."),
    )
    found = []
    for size in (0, 3, 20):
        corpus = corpus_of(tmp_path / str(size), *pair, *company(size))
        one, other = corpus.get("PM-2025-0001"), corpus.get("PM-2025-0002")
        assert one and other
        found.append(SimilarRecords(corpus).account_likeness(one)(other))
    assert found == pytest.approx([found[0]] * 3, rel=1e-12)
    assert 0.2 < found[0] < 1
