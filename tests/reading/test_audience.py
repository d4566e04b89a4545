"""What an audience may see: the rest is left out, with every mention, as if it did not exist."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import load_corpus
from tests.helpers import (
    BODY,
    RecordDict,
    changed,
    external_record,
    file_name,
    own_record,
    record_text,
    write_corpus,
    write_record,
)

SECRET = "Zanzibar"


def secret_record(**changes: Any) -> RecordDict:
    """A restricted record whose every text holds a word that may be read nowhere else."""
    record = own_record(id="PM-2025-0007", visibility="restricted", **changes)
    planted: RecordDict = _plant(record)
    return planted


def _plant(value: Any, key: str = "") -> Any:
    match value:
        case dict():
            return {name: _plant(part, name) for name, part in value.items()}
        case list():
            return [_plant(part, key) for part in value]
        case str() if key in ("text", "title", "summary", "symptom", "notes", "harm", "unknown", "not_applicable"):
            return f"{SECRET} {value}"[:90]
        case _:
            return value


def public(root: Path) -> tuple[Record, ...]:
    return load_corpus(root).for_audience(Visibility.PUBLIC).records


@pytest.mark.parametrize(
    ("audience", "ids"),
    [
        (Visibility.PUBLIC, ["PM-2025-0001"]),
        (Visibility.INTERNAL, ["PM-2025-0001", "PM-2025-0002"]),
        (Visibility.RESTRICTED, ["PM-2025-0001", "PM-2025-0002", "PM-2025-0003"]),
    ],
)
def test_records_by_audience(tmp_path: Path, audience: Visibility, ids: list[str]) -> None:
    """Each audience gets the records marked for it and for wider ones."""
    marks = ["public", "internal", "restricted"]
    records = (own_record(id=f"PM-2025-000{number}", visibility=mark) for number, mark in enumerate(marks, 1))
    corpus = load_corpus(write_corpus(tmp_path, *records)).for_audience(audience)
    assert [record.id for record in corpus.records] == ids
    assert [file.path.name[:12] for file in corpus.files] == ids
    assert [record_id for record_id in ("PM-2025-0001", "PM-2025-0002", "PM-2025-0003") if corpus.get(record_id)] == ids


def test_restricted_record_changes_nothing_for_the_public(tmp_path: Path) -> None:
    """Adding a restricted record, even one that others name, leaves the public corpus as it was."""
    naming = own_record(**{"recurrence.related": ["PM-2025-0007"]})
    root = write_corpus(tmp_path, naming, external_record())
    before = load_corpus(root).for_audience(Visibility.PUBLIC)
    path = write_record(root, secret_record(), f"{BODY}\n{SECRET}\n")
    (root / "2025/PM-2025-0007").mkdir()
    (root / f"2025/PM-2025-0007/{SECRET.lower()}.png").write_bytes(b"x")
    (root / "2025" / SECRET).write_text("misplaced", "utf-8")
    assert SECRET.lower() in path.name
    after = load_corpus(root).for_audience(Visibility.PUBLIC)
    assert after == before
    assert repr(after) == repr(before)
    assert SECRET.lower() not in repr(after).lower()
    assert "PM-2025-0007" not in repr(after.records)
    everything = load_corpus(root).for_audience(Visibility.RESTRICTED)
    assert SECRET in repr(everything)


def test_mentions_of_hidden_records(tmp_path: Path) -> None:
    """Every field that names a record the audience may not see leaves the name out, and keeps the others."""
    naming = external_record(
        status="superseded",
        status_reason="Replaced.",
        superseded_by="PM-2025-0007",
        recurrence={
            "of": ["PM-2025-0007", "PM-2025-0001"],
            "related": ["PM-2025-0001", "PM-2025-0007"],
            "dismissed": [
                {"id": "PM-2025-0007", "reason": f"{SECRET} is something else."},
                {"id": "PM-2025-0001", "reason": "Another thing."},
            ],
        },
    )
    root = write_corpus(tmp_path, naming, own_record(), secret_record())
    record = public(root)[0]
    assert "PM-2025-0007" not in repr(record)
    assert SECRET not in repr(record)
    assert record.superseded_by is None
    assert record.recurrence
    assert "PM-2025-0001" in repr(record.recurrence)
    seen_by_all = load_corpus(root).for_audience(Visibility.RESTRICTED).records[0]
    assert repr(seen_by_all).count("PM-2025-0007") == 4


def test_former_ids_of_visible_records_are_kept(tmp_path: Path) -> None:
    """A mention by a former id is kept where the record is visible, and left out where it is not."""
    naming = external_record(**{"recurrence.related": ["PM-2020-0001", "PM-2020-0002"]})
    root = write_corpus(
        tmp_path,
        naming,
        own_record(aliases=["PM-2020-0001"]),
        secret_record(aliases=["PM-2020-0002"]),
    )
    record = public(root)[0]
    assert "PM-2020-0001" in repr(record)
    assert "PM-2020-0002" not in repr(public(root))


EVIDENCE_FIELDS: dict[str, Any] = {
    "trigger.evidence": ["E1", "E2"],
    "failure.evidence": ["E2", "E1"],
    "detection.evidence": ["E2"],
    "timeline.3.evidence": ["E1", "E2"],
    "causes.0.evidence": ["E1", "E2"],
    "hypotheses.0.evidence_for": ["E1", "E2"],
    "hypotheses.1.evidence_against": ["E2"],
    "impact.evidence": ["E2", "E1"],
    "impact.users.0.evidence": ["E2"],
    "impact.requests.0.evidence": ["E2"],
    "impact.slo_budget.0.evidence": ["E2"],
    "affected_data.0.evidence": ["E2"],
    "actions.0.evidence": ["E2"],
    "validation.0.evidence": ["E2", "E1"],
    "regulatory.0.evidence": ["E2"],
    "times": {"data-repaired": {"from": "2025-03-11", "evidence": ["E2", "E1"]}},
}


@pytest.mark.parametrize("visibility", ["internal", "restricted"])
def test_hidden_evidence_and_its_mentions(tmp_path: Path, visibility: str) -> None:
    """Evidence that the audience may not see leaves with every mention of it, wherever in the record that stands."""
    record = own_record(**EVIDENCE_FIELDS, **{"evidence.1.visibility": visibility, "evidence.1.title": SECRET})
    root = write_corpus(tmp_path, record)
    whole = load_corpus(root).for_audience(Visibility.RESTRICTED).records[0]
    assert repr(whole).count("'E2'") > len(EVIDENCE_FIELDS)
    seen = public(root)[0]
    assert [item.id for item in known_items(seen.evidence)] == ["E1", "E3", "E4"]
    assert "'E2'" not in repr(seen)
    assert SECRET not in repr(seen)
    others = {evidence: repr(whole).count(f"'{evidence}'") for evidence in ("E1", "E3", "E4")}
    assert others == {evidence: repr(seen).count(f"'{evidence}'") for evidence in ("E1", "E3", "E4")}


def test_internal_evidence_for_insiders(tmp_path: Path) -> None:
    """Insiders see internal evidence and no restricted one."""
    record = own_record(**{"evidence.1.visibility": "internal", "evidence.2.visibility": "restricted"})
    corpus = load_corpus(write_corpus(tmp_path, record))
    seen = corpus.for_audience(Visibility.INTERNAL).records[0]
    assert [item.id for item in known_items(seen.evidence)] == ["E1", "E2", "E4"]


def test_nothing_hidden_leaves_the_record_as_it_is(tmp_path: Path) -> None:
    """A record without anything to hide is seen as it is written."""
    root = write_corpus(tmp_path, own_record(), external_record())
    corpus = load_corpus(root)
    assert corpus.for_audience(Visibility.PUBLIC).records == corpus.records


def test_text_as_written_and_faults_are_left_out(tmp_path: Path) -> None:
    """The tree as it is written, and messages about it, hold what was left out: consumers do not get them."""
    root = write_corpus(tmp_path, own_record(severity=SECRET, **{"evidence.1.visibility": "restricted"}))
    corpus = load_corpus(root)
    assert SECRET in repr(corpus.files[0].faults)
    file = corpus.for_audience(Visibility.PUBLIC).files[0]
    assert (file.tree, file.faults) == ({}, ())


@pytest.mark.parametrize("visibility", ["Public", "publik", "PUBLIC", "", None, ["public"], {"unknown": "why"}])
def test_visibility_in_doubt_is_restricted(tmp_path: Path, visibility: Any) -> None:
    """A visibility that is missing or misspelt hides the record from everybody without clearance."""
    corpus = load_corpus(write_corpus(tmp_path, own_record(visibility=visibility)))
    assert corpus.for_audience(Visibility.PUBLIC).files == ()
    assert corpus.for_audience(Visibility.INTERNAL).files == ()
    assert len(corpus.for_audience(Visibility.RESTRICTED).files) == 1


def test_second_visibility_cannot_publish(tmp_path: Path) -> None:
    """A line far below does not undo `visibility: restricted`."""
    root = write_corpus(tmp_path)
    record = own_record(visibility="restricted")
    path = root / file_name(record)
    path.parent.mkdir()
    path.write_text(record_text(record).replace("\n---\n", '\nvisibility: "public"\n---\n'), "utf-8")
    assert public(root) == ()


def test_restricted_record_behind_the_id_of_a_public_one(tmp_path: Path) -> None:
    """An id that a public record has too publishes nothing restricted; nor does an id that cannot be read."""
    root = write_corpus(tmp_path, own_record(id="PM-2025-0007", title="Aaa"), secret_record())
    assert [record.title for record in public(root)] == ["Aaa"]
    for name, record in {
        "PM-2025-0011-a.md": own_record(id="PM-11"),
        "PM-2025-0012-b.md": changed(secret_record(), "id", "PM-12"),
    }.items():
        (root / "2025" / name).write_text(record_text(record), "utf-8")
    assert SECRET not in repr(public(root))


def test_vocabulary_is_the_same_for_everybody(tmp_path: Path) -> None:
    """Taxonomy and catalog do not depend on the audience."""
    corpus = load_corpus(write_corpus(tmp_path, own_record()))
    seen = corpus.for_audience(Visibility.PUBLIC)
    assert (seen.taxonomy, seen.catalog, seen.root) == (corpus.taxonomy, corpus.catalog, corpus.root)


@pytest.mark.parametrize("reporting", [{"unknown": "Zanzibar is asked."}, {"regimes": [
    {"regime": "zanzibar", "must_report": "under-review", "why": "Zanzibar may ask."}]}])  # fmt: skip
def test_duties_to_report_are_for_insiders(tmp_path: Path, reporting: dict[str, Any]) -> None:
    """The public does not learn that there is one, unless the record says that everybody may."""
    root = write_corpus(tmp_path, own_record(reporting=reporting))
    (record,) = public(root)
    assert record.reporting is None
    (inside,) = load_corpus(root).for_audience(Visibility.INTERNAL).records
    assert inside.reporting is not None
