"""Whose answers an author is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ml_postmortems.authoring.coaching.precedents import Answer, Precedents
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.similarity.similar import SimilarRecords
from tests.helpers import external_record, in_month, own_record, write_corpus

DETECTION = ("detection",)
DRAFT_ID = "PM-2025-0009"


def draft(**changes: Any) -> dict[str, Any]:
    """A draft of our own that is like our published record."""
    return own_record(**{"id": DRAFT_ID, "title": "Session length again", "status": "draft", **changes})


def answer_to(folder: Path, path: tuple[str, ...], *records: dict[str, Any]) -> Answer | None:
    """The answer that the draft among these records is shown."""
    corpus = load_corpus(write_corpus(folder, *records))
    record = corpus.get(DRAFT_ID)
    assert record
    return Precedents(corpus, record, SimilarRecords(corpus)).of_field(path)


def test_answer_names_its_record_and_line(tmp_path: Path) -> None:
    """A quote can be looked up: it has the id, the path and the line of the field."""
    answer = answer_to(tmp_path, DETECTION, own_record(), draft(detection=None))
    assert answer and answer.record_id == "PM-2025-0001"
    line = answer.path.read_text("utf-8").splitlines()[answer.line - 1]
    assert line == "detection:"
    assert "Three customers wrote to support." in answer.quote


def test_own_records_come_before_external_ones(tmp_path: Path) -> None:
    """The form that insiders fill in is answered by insiders, however alike somebody else's incident is."""
    twin = external_record(title="Session length again", symptom=own_record()["symptom"])
    other = own_record(title="Labels arrive late", symptom="Reports were empty.", causes=None, primary_cause=None)
    answer = answer_to(tmp_path, DETECTION, twin, other, draft())
    assert answer and answer.record_id == "PM-2025-0001"


def test_external_drafts_learn_from_external_records(tmp_path: Path) -> None:
    """What only insiders know is no model for a record of somebody else's incident."""
    outside = external_record(id=DRAFT_ID, title="Acme repeats itself", status="draft", actions=None)
    answer = answer_to(tmp_path, ("actions",), own_record(), external_record(), outside)
    assert answer and answer.record_id == "PM-2024-0001" and "status: announced" in answer.quote


def test_most_similar_record_is_quoted(tmp_path: Path) -> None:
    """Of several of our own, the one with the same cause at the same artifact answers."""
    other = in_month(own_record(id="PM-2025-0002", title="Labels arrive late", symptom="Reports were empty."), "05")
    other["causes"] = [other["causes"][0] | {"category": "technical/config-push"}]
    other["artifacts"] = [{"id": "search-service", "role": "failed"}]
    answer = answer_to(tmp_path, DETECTION, own_record(), other, draft())
    assert answer and answer.record_id == "PM-2025-0001"


def test_only_published_records_answer(tmp_path: Path) -> None:
    """Drafts, records in review and records that were taken back are no model."""
    for number, status in enumerate(("draft", "in-review", "withdrawn")):
        record = own_record(status=status, **({"status_reason": "Told twice."} if status == "withdrawn" else {}))
        assert answer_to(tmp_path / str(number), DETECTION, record, draft()) is None


def test_public_draft_gets_no_words_of_a_secret_record(tmp_path: Path) -> None:
    """What an author copies may be read by all who may read the record; a secret one may learn from a public one."""
    secret = own_record(visibility="internal")
    assert answer_to(tmp_path / "public", DETECTION, secret, draft(visibility="public")) is None
    assert answer_to(tmp_path / "internal", DETECTION, own_record(), draft(visibility="internal")) is not None


def test_hidden_evidence_is_not_quoted(tmp_path: Path) -> None:
    """Evidence that the readers of the draft may not see is not there for its author's quote either."""
    record = own_record(**{f"evidence.{number}.visibility": "internal" for number in range(3)})
    answer = answer_to(tmp_path, ("evidence",), record, draft())
    assert answer and "Replay of the night" in answer.quote and "more" not in answer.quote


def test_another_kind_answers_only_with_the_same_cause(tmp_path: Path) -> None:
    """A drill is no model for an incident, unless both name the same cause."""
    drill = own_record(kind="drill")
    assert answer_to(tmp_path / "same", DETECTION, drill, draft()) is not None
    assert answer_to(tmp_path / "other", DETECTION, drill, draft(causes=None, primary_cause=None)) is None


def test_answers_come_before_statements_that_there_is_none(tmp_path: Path) -> None:
    """A record that says why there is none is quoted only where no other has an answer."""
    none = own_record(affected_data={"not_applicable": "Nothing is stored."})
    alone = answer_to(tmp_path / "alone", ("affected_data",), none, draft())
    assert alone and alone.quote == "not_applicable: Nothing is stored."
    other = in_month(own_record(id="PM-2025-0002", title="Labels arrive late"), "05")
    answer = answer_to(tmp_path / "both", ("affected_data",), none, other, draft())
    assert answer and answer.record_id == "PM-2025-0002"


def test_unknown_is_no_answer(tmp_path: Path) -> None:
    """Where nobody has an answer, none is shown."""
    record = own_record(affected_data={"unknown": "Nobody has looked."})
    assert answer_to(tmp_path, ("affected_data",), record, draft()) is None
