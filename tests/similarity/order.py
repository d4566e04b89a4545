"""What holds for the candidates of every record of any corpus."""

from __future__ import annotations

from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.similarity.recurrence_candidates import MOST_ASKED, MOST_SHOWN, RecurrenceCandidates
from ml_postmortems.similarity.similar import SimilarRecords


def assert_one_order(corpus: Corpus) -> None:
    """The candidates of each record stand in the order of all similar records, and begin with the first five."""
    similar = SimilarRecords(corpus)
    finder = RecurrenceCandidates(corpus, similar)
    count = 0
    for record in corpus.records:
        order = [each.record.id for each in similar.ranked(record)]
        found = finder.of(record)
        ids = [each.record.id for each in found]
        assert ids == sorted(ids, key=order.index)
        assert ids[:1] == order[:1] and set(order[:MOST_SHOWN]) <= set(ids)
        assert sum(each.is_asked for each in found) <= MOST_ASKED
        assert all(each.specific_ties for each in found if each.is_asked)
        assert all(each.reasons for each in found)
        count += len(found)
    assert count >= len(corpus.records)
