"""Findings in the Reviewdog Diagnostic Format, which reviewdog posts to any forge that it knows."""

from __future__ import annotations

import json
from typing import Any

from ml_postmortems.lint.check import Report
from ml_postmortems.lint.finding import Finding, Level
from ml_postmortems.lint.finding_places import path_from_here
from ml_postmortems.lint.outputs.registry import Output, Syntax, register_output
from ml_postmortems.plain_text import printable

_SEVERITIES = {Level.ERROR: "ERROR", Level.WARNING: "WARNING"}


def report_to_rdjson(report: Report) -> str:
    """The findings as one DiagnosticResult; its own severity is that of the gravest finding."""
    result: dict[str, Any] = {
        "source": {"name": "postmortems"},
        "diagnostics": [_diagnostic(finding) for finding in report.findings],
    }
    if report.findings:
        result["severity"] = _SEVERITIES[Level.ERROR if report.errors else Level.WARNING]
    return json.dumps(result, ensure_ascii=False, allow_nan=False, indent=2)


def _diagnostic(finding: Finding) -> dict[str, Any]:
    return {
        "message": f"{printable(finding.sentence)}\nfix: {printable(finding.fix)}",
        "location": {"path": path_from_here(finding.path), "range": {"start": {"line": finding.line}}},
        "severity": _SEVERITIES[finding.level],
        "code": {"value": finding.code},
    }


register_output(Output("rdjson", report_to_rdjson, Syntax.JSON))
