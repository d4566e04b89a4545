"""Findings as a Code Quality report, which GitLab shows on a merge request: issues in Code Climate's form."""

from __future__ import annotations

import json
from typing import Any

from ml_postmortems.lint.check import Report
from ml_postmortems.lint.finding import Finding, Level
from ml_postmortems.lint.finding_places import path_from_here, with_fingerprints
from ml_postmortems.lint.outputs.registry import Output, Syntax, register_output
from ml_postmortems.plain_text import printable

_SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor"}


def report_to_code_quality(report: Report) -> str:
    """The findings as a JSON list; exempted ones are left out, since GitLab has no word for them."""
    issues = [_issue(finding, fingerprint) for finding, fingerprint in with_fingerprints(report.findings)]
    return json.dumps(issues, ensure_ascii=False, allow_nan=False, indent=2)


def _issue(finding: Finding, fingerprint: str) -> dict[str, Any]:
    return {
        "type": "issue",
        "check_name": finding.code,
        "description": printable(f"{finding.code} {finding.sentence}. Fix: {finding.fix}"),
        "categories": ["Style"],
        "severity": _SEVERITIES[finding.level],
        "fingerprint": fingerprint,
        "location": {"path": path_from_here(finding.path), "lines": {"begin": finding.line}},
    }


register_output(Output("gitlab", report_to_code_quality, Syntax.JSON))
