"""The recurrence question asks about specific ties only, in the order of all similar records."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.similarity.recurrence_candidates import (
    MOST_ASKED,
    Candidate,
    RecurrenceCandidates,
)
from ml_postmortems.similarity.similar import SimilarRecords
from tests.helpers import FROZEN_RECORDS, RecordDict, own_record, write_corpus
from tests.similarity.company import company
from tests.similarity.order import assert_one_order


def finder_of(corpus: Corpus) -> RecurrenceCandidates:
    return RecurrenceCandidates(corpus, SimilarRecords(corpus))


def candidates_in(folder: Path, *records: RecordDict, asking: str) -> dict[str, Candidate]:
    """The candidates of one of these records, by id."""
    corpus = load_corpus(write_corpus(folder, *records))
    record = corpus.get(asking)
    assert record
    return {each.record.id: each for each in finder_of(corpus).of(record)}


def other_record(**changes: object) -> RecordDict:
    """A second record that shares nothing with the first one but the words, unless a change says so."""
    causes = [
        own_record()["causes"][0] | {"category": "technical/numerical-defect"},
        own_record()["causes"][1] | {"category": "process/ownership-unclear"},
    ]
    apart = {
        "id": "PM-2025-0002",
        "aliases": [],
        "causes": causes,
        "artifacts": [],
        "teams": {"owner": "data-platform"},
    }
    return own_record(**(apart | changes))


def asked(found: dict[str, Candidate], other: str = "PM-2025-0001") -> bool:
    return other in found and found[other].is_asked


def test_the_same_cause_at_the_same_artifact_asks(tmp_path: Path) -> None:
    """A shared cause asks at a shared artifact, and each of the two alone does not."""
    both = own_record()
    causes, artifacts = both["causes"], both["artifacts"]
    quiet: RecordDict = {
        "title": "T",
        "symptom": "S",
        "summary": "W",
        "lessons": [],
        "tags": [],
        "trigger": None,
        "failure": None,
    }
    found = candidates_in(
        tmp_path / "both", both, other_record(causes=causes, artifacts=artifacts), asking="PM-2025-0002"
    )
    assert asked(found)
    assert "same artifact" in found["PM-2025-0001"].reasons[0]
    only_place = candidates_in(tmp_path / "place", both, other_record(artifacts=artifacts), asking="PM-2025-0002")
    assert not asked(only_place) and only_place["PM-2025-0001"].reasons
    quiet_causes = [cause | {"text": f"Q{index}."} for index, cause in enumerate(causes)]
    only_cause = candidates_in(
        tmp_path / "cause", both, other_record(causes=quiet_causes, **quiet), asking="PM-2025-0002"
    )
    assert not asked(only_cause)


def test_the_same_primary_cause_in_the_same_team_asks(tmp_path: Path) -> None:
    """Without a shared artifact, the team and the primary cause together ask."""
    owner = own_record()["teams"]
    found = candidates_in(
        tmp_path / "both", own_record(), other_record(causes=own_record()["causes"], teams=owner), asking="PM-2025-0002"
    )
    assert asked(found)
    only_team = candidates_in(tmp_path / "team", own_record(), other_record(teams=owner), asking="PM-2025-0002")
    assert not asked(only_team)


def test_similar_words_ask_only_with_a_shared_cause(tmp_path: Path) -> None:
    """The account of another team with the same words asks if a cause is the same one, and else it does not.

    Other records make the words rare enough to mean something.
    """
    crowd = company(8)
    causes = own_record()["causes"]
    found = candidates_in(tmp_path / "both", own_record(), other_record(causes=causes), *crowd, asking="PM-2025-0002")
    assert asked(found)
    assert "similar words" in found["PM-2025-0001"].reasons[0]
    only_words = candidates_in(tmp_path / "words", own_record(), other_record(), *crowd, asking="PM-2025-0002")
    assert not asked(only_words) and "PM-2025-0001" in only_words


def test_an_answer_in_either_record_is_enough(tmp_path: Path) -> None:
    """A pair is answered once, by the record that was written later or by the one that was merged before."""
    repeat = {"id": "PM-2025-0002", "aliases": []}
    assert asked(candidates_in(tmp_path / "none", own_record(), own_record(**repeat), asking="PM-2025-0002"))
    answer = {"recurrence.related": ["PM-2025-0002"]}
    here = candidates_in(tmp_path / "other", own_record(**answer), own_record(**repeat), asking="PM-2025-0002")
    assert not asked(here) and here["PM-2025-0001"].is_answered


def test_an_answered_record_is_not_asked_more_because_records_were_added(tmp_path: Path) -> None:
    """Five answers are enough, however many repeats there are, and unrelated records change nothing."""
    repeats = [own_record(id=f"PM-2025-{number:04}", aliases=[]) for number in range(2, 10)]
    ids = [each["id"] for each in repeats]
    first = candidates_in(tmp_path / "alone", own_record(), *repeats, asking="PM-2025-0001")
    needed = [each.record.id for each in first.values() if each.is_asked]
    assert len(needed) == MOST_ASKED
    reasons = [{"id": each, "reason": f"Number {each} was another thing."} for each in ids[:MOST_ASKED]]
    answered = own_record(**{"recurrence.dismissed": reasons})
    later = candidates_in(tmp_path / "more", answered, *repeats, *company(12), asking="PM-2025-0001")
    assert not any(each.is_asked for each in later.values())


def test_unrelated_records_raise_no_question(tmp_path: Path) -> None:
    """A record that is asked nothing is asked nothing after others were merged that share no cause with it."""
    records = [own_record(), other_record()]
    before = candidates_in(tmp_path / "before", *records, asking="PM-2025-0002")
    after = candidates_in(tmp_path / "after", *records, *company(20), asking="PM-2025-0002")
    assert not any(each.is_asked for each in (*before.values(), *after.values()))


@pytest.fixture(scope="module", params=["fixtures", "frozen records"])
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    if request.param == "frozen records":
        return load_corpus(FROZEN_RECORDS)
    return load_corpus(write_corpus(tmp_path_factory.mktemp("company"), own_record(), other_record(), *company(16)))


def test_candidates_are_a_part_of_the_one_order(corpus: Corpus) -> None:
    """Who is asked about a record, and who only sees it, finds it at the same place."""
    assert_one_order(corpus)


def test_the_order_does_not_depend_on_whether_the_record_is_kept(corpus: Corpus) -> None:
    """A copy of a record, as `next` and the checker read it, is ranked as the record itself."""
    similar = SimilarRecords(corpus)
    for record in corpus.records:
        copy = record.model_copy()
        assert list(similar.ranked(copy)) == list(similar.ranked(record))
