"""Findings as JSON: one object with sorted keys, for programs."""

from __future__ import annotations

import json
from typing import Any

from ml_postmortems.lint.check import Report
from ml_postmortems.lint.finding import Finding
from ml_postmortems.lint.outputs.registry import Output, Syntax, register_output

FORMAT_VERSION = 1


def report_to_json(report: Report) -> str:
    """The report as a JSON text.

    `version` is 1; it rises when a key changes its meaning or goes, not when one is added. `findings` and `exempted`
    are lists sorted by path and line. A finding has `path`, `line`, `code`, `rule`, `level` (`error` or `warning`),
    `field` (`actions[2].due`, or null for findings about no field), `data` (facts by name, as `DATA_NAMES` lists them),
    and the texts `subject`, `condition`, `found` and `fix`, which are for people and may be reworded; an exempted one
    also has `reason`. `summary` counts `records`, `errors`, `warnings` and `exempted`.
    """
    document = {
        "version": FORMAT_VERSION,
        "summary": {
            "records": report.record_count,
            "errors": len(report.errors),
            "warnings": len(report.findings) - len(report.errors),
            "exempted": len(report.exempted),
        },
        "findings": [finding_to_dict(finding) for finding in report.findings],
        "exempted": [finding_to_dict(each.finding) | {"reason": each.reason} for each in report.exempted],
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2, sort_keys=True)


def finding_to_dict(finding: Finding) -> dict[str, Any]:
    """A finding as `report_to_json` writes it."""
    return {
        "path": finding.path,
        "line": finding.line,
        "code": finding.code,
        "rule": finding.rule,
        "level": finding.level.value,
        "field": finding.field_name or None,
        "data": dict(finding.data),
        "subject": finding.subject,
        "condition": finding.condition,
        "found": finding.found,
        "fix": finding.fix,
    }


register_output(Output("json", report_to_json, Syntax.JSON))
