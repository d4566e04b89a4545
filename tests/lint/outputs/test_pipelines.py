"""The formats for pipelines other than GitHub's: Code Quality, the Reviewdog Diagnostic Format and JUnit XML."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from lxml import etree

from ml_postmortems.lint.check import Report
from ml_postmortems.lint.outputs.gitlab import report_to_code_quality
from ml_postmortems.lint.outputs.junit import report_to_junit
from ml_postmortems.lint.outputs.rdjson import report_to_rdjson
from tests.lint.outputs.reports import ERROR, FULL, REPORT, WARNING, changed

NASTY = changed(found='`</failure>\x00\x1b[31m"&\u202e\ud800`', path="postmortems/2025/a&b<c>.md")
REPORTS = {"some": REPORT, "full": FULL, "none": Report((), (), 0), "nasty": Report((NASTY,), (), 1)}

CODE_QUALITY: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "type": {"const": "issue"},
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "pattern": "^PM[0-9]{3}$"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32,}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "categories": {"type": "array", "items": {"type": "string"}},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
        "additionalProperties": False,
    },
}
"""What GitLab documents of a Code Quality report, with the keys that it says it reads."""

_POSITION = {"type": "object", "required": ["line"], "properties": {"line": {"type": "integer", "minimum": 1}}}
_SEVERITY = {"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]}
RDJSON: dict[str, Any] = {
    "type": "object",
    "required": ["diagnostics"],
    "additionalProperties": False,
    "properties": {
        "source": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
        "severity": _SEVERITY,
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["message", "location"],
                "additionalProperties": False,
                "properties": {
                    "message": {"type": "string", "minLength": 1},
                    "location": {
                        "type": "object",
                        "required": ["path"],
                        "properties": {
                            "path": {"type": "string"},
                            "range": {"type": "object", "required": ["start"], "properties": {"start": _POSITION}},
                        },
                    },
                    "severity": _SEVERITY,
                    "code": {"type": "object", "properties": {"value": {"type": "string"}}},
                },
            },
        },
    },
}
"""The part of the format's protocol buffer that we write: names, types and words of a DiagnosticResult."""

_COUNT = '<attribute name="{}"><data type="nonNegativeInteger"/></attribute>'
_COUNTS = "".join(map(_COUNT.format, ("tests", "failures", "errors", "skipped")))
JUNIT = etree.RelaxNG(
    etree.fromstring(f"""
<element name="testsuites" xmlns="http://relaxng.org/ns/structure/1.0"
         datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">
  <attribute name="name"/>{_COUNTS}
  <oneOrMore><element name="testsuite">
    <attribute name="name"/>{_COUNTS}
    <oneOrMore><element name="testcase">
      <attribute name="classname"/><attribute name="name"/>
      <optional><attribute name="file"/></optional>
      <optional><attribute name="line"><data type="positiveInteger"/></attribute></optional>
      <choice><empty/>
        <element name="failure"><attribute name="message"/><attribute name="type"/><text/></element>
        <element name="system-out"><text/></element>
      </choice>
    </element></oneOrMore>
  </element></oneOrMore>
</element>
""")
)
"""The common part of the dialects of JUnit XML: suites with counts, cases that passed or failed."""


@pytest.mark.parametrize("name", REPORTS)
def test_code_quality_is_what_gitlab_documents(name: str) -> None:
    """Every issue has the keys, words and paths that GitLab reads; none is dropped as another's double."""
    issues = json.loads(report_to_code_quality(REPORTS[name]))
    jsonschema.Draft202012Validator(CODE_QUALITY).validate(issues)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == len(REPORTS[name].findings)


def test_an_issue_is_known_again_after_lines_moved() -> None:
    """A merge request shows what is new, so a finding keeps its fingerprint when text above it grows."""

    def prints(*lines: int) -> set[str]:
        report = Report(tuple(changed(line=line) for line in lines), (), 1)
        return {issue["fingerprint"] for issue in json.loads(report_to_code_quality(report))}

    assert prints(7, 9) == prints(107, 109)
    assert len(prints(7, 9)) == 2
    assert prints(7) < prints(7, 9)


def test_levels_differ_in_code_quality() -> None:
    """What blocks a merge is graver than what does not."""
    severities = [issue["severity"] for issue in json.loads(report_to_code_quality(REPORT))]
    assert severities == ["major", "minor"]


@pytest.mark.parametrize("name", REPORTS)
def test_rdjson_is_what_reviewdog_reads(name: str) -> None:
    """One result with a diagnostic for each finding, in the names and words of the format."""
    result = json.loads(report_to_rdjson(REPORTS[name]))
    jsonschema.Draft202012Validator(RDJSON).validate(result)
    assert len(result["diagnostics"]) == len(REPORTS[name].findings)
    if name == "some":
        assert result["severity"] == "ERROR"
        assert [each["code"]["value"] for each in result["diagnostics"]] == [ERROR.code, WARNING.code]


@pytest.mark.parametrize("name", REPORTS)
def test_junit_is_well_formed_and_counts_right(name: str) -> None:
    """Whatever a record holds, readers get valid XML whose counts are those of its cases; warnings fail nothing."""
    report = REPORTS[name]
    root = etree.fromstring(report_to_junit(report).encode())
    JUNIT.assertValid(root)
    cases = root.findall(".//testcase")
    failures = root.findall(".//failure")
    assert (len(cases), len(failures)) == (max(len(report.findings), 1), len(report.errors))
    assert (root.get("tests"), root.get("failures")) == (str(len(cases)), str(len(failures)))
    assert len({(case.get("classname"), case.get("name")) for case in cases}) == len(cases)
    if name == "nasty":
        [failure] = failures
        assert "</failure>\\u0000\\u001b[31m" in (failure.text or "")
