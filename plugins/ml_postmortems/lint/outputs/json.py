"""Findings as JSON: one object, its keys sorted, stable from version to version."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from ml_postmortems.lint.check import Report
from ml_postmortems.lint.finding import Finding

FORMAT_VERSION = 1


def report_to_json(report: Report) -> str:
    """The report as a JSON text.

    `version` is 1. `findings` and `exempted` are lists in the order of path and line. A finding has `path`, `line`,
    `code`, `rule`, `level` (`error` or `warning`), `subject`, `condition`, `found` and `fix`; an exempted one also has
    `reason`. `summary` counts `records`, `errors`, `warnings` and `exempted`.
    """
    document = {
        "version": FORMAT_VERSION,
        "summary": {
            "records": report.record_count,
            "errors": len(report.errors),
            "warnings": len(report.findings) - len(report.errors),
            "exempted": len(report.exempted),
        },
        "findings": [_finding_to_dict(finding) for finding in report.findings],
        "exempted": [_finding_to_dict(each.finding) | {"reason": each.reason} for each in report.exempted],
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2, sort_keys=True)


def _finding_to_dict(finding: Finding) -> dict[str, Any]:
    return asdict(finding) | {"level": finding.level.value}
