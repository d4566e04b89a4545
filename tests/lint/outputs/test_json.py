"""Findings as JSON, for programs."""

from __future__ import annotations

import json

from ml_postmortems.lint.check import Report
from ml_postmortems.lint.outputs.github import report_to_annotations
from ml_postmortems.lint.outputs.json import report_to_json
from ml_postmortems.lint.outputs.sarif import report_to_sarif
from tests.lint.outputs.reports import REPORT, changed


def test_json_holds_every_part_of_every_finding() -> None:
    """Who reads the JSON needs no other format, and no library but one for JSON."""
    document = json.loads(report_to_json(REPORT))
    assert document["version"] == 1
    assert document["summary"] == {"records": 2, "errors": 1, "warnings": 1, "exempted": 1}
    assert document["findings"][0] == {
        "path": "postmortems/2025/PM-2025-0001-a.md",
        "line": 7,
        "code": "PM104",
        "rule": "unknown-term",
        "level": "error",
        "field": "severity",
        "data": {},
        "subject": "severity",
        "condition": "must be one of SEV1, SEV2",
        "found": "`SEV-2`",
        "fix": "did you mean `SEV2`?",
    }
    assert [each["reason"] for each in document["exempted"]] == ["Our readers know."]


def test_json_names_the_field_and_carries_the_data() -> None:
    """A program finds the field and the facts of a finding without reading its texts."""
    finding = changed(field=("actions", 2, "due"), data={"due": "2026-03-01"})
    whole_file = changed(field=())
    first, second = json.loads(report_to_json(Report((finding, whole_file), (), 1)))["findings"]
    assert (first["field"], first["data"]) == ("actions[2].due", {"due": "2026-03-01"})
    assert (second["field"], second["data"]) == (None, {})


def test_finding_of_a_whole_file_has_no_field_for_editors() -> None:
    """Where there is no field, SARIF names no logical location and the annotation's title has no empty brackets."""
    report = Report((changed(field=()),), (), 1)
    (result,) = json.loads(report_to_sarif(report))["runs"][0]["results"]
    assert "logicalLocations" not in result["locations"][0]
    assert ",title=PM104 unknown-term::" in report_to_annotations(report)


def test_json_keys_are_sorted() -> None:
    """The same findings are the same bytes."""
    pairs: list[list[str]] = []
    json.loads(report_to_json(REPORT), object_pairs_hook=lambda items: pairs.append([key for key, _ in items]))
    assert all(keys == sorted(keys) for keys in pairs)
