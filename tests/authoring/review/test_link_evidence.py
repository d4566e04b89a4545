"""The review names evidence that is gone when its address is."""

from __future__ import annotations

from ml_postmortems.authoring.review.link_evidence import link_evidence_lines
from ml_postmortems.model.record import Record
from tests.helpers import changed, external_record, own_record


def test_severe_records_of_ours_show_what_is_a_link_alone() -> None:
    """Evidence with a copy and files beside the record are kept; other records are not asked."""
    record = own_record()
    ids = [item["id"] for item in record["evidence"]]
    (line, _) = link_evidence_lines(Record.model_validate(record))
    assert line == f"**Nothing is kept** of evidence that is a link alone: {', '.join(ids)}."
    kept = changed(record, "evidence.0.copy", "https://archive.example.com/4f1c")
    kept = changed(kept, "evidence.1.uri", "PM-2025-0001/clicks.png")
    (copies, _, line, _) = link_evidence_lines(Record.model_validate(kept))
    assert copies == f"**A copy is kept** of {ids[0]}."
    assert line.endswith(f": {', '.join(ids[2:])}.")
    assert not [*link_evidence_lines(Record.model_validate(external_record()))]
    assert not [*link_evidence_lines(Record.model_validate(changed(record, "severity", "SEV3")))]
