"""Findings as SARIF 2.1.0, which code scanning and editors read (OASIS standard of 2020)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from ml_postmortems import __version__
from ml_postmortems.lint.check import Report
from ml_postmortems.lint.finding import Finding
from ml_postmortems.lint.outputs.registry import Output, Syntax, register_output
from ml_postmortems.lint.registry import Rule
from ml_postmortems.lint.rule_set import all_rules


def report_to_sarif(report: Report) -> str:
    """The report as a SARIF log with one run; exempted findings are results with an accepted suppression."""
    rules = all_rules()
    index = {rule.code: position for position, rule in enumerate(rules)}
    results = [_result(finding, index) for finding in report.findings]
    results += [
        _result(each.finding, index)
        | {"suppressions": [{"kind": "inSource", "status": "accepted", "justification": each.reason}]}
        for each in report.exempted
    ]
    log = {
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "postmortems",
                        "semanticVersion": __version__,
                        "rules": [_rule(rule) for rule in rules],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    return json.dumps(log, ensure_ascii=False, allow_nan=False, indent=2)


def _rule(rule: Rule) -> dict[str, Any]:
    text = "\n\n".join(f"{section.heading}\n{section.text}" for section in rule.sections)
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "help": {"text": text},
        "defaultConfiguration": {"level": rule.level.value},
    }


def _result(finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(finding.path)},
            "region": {"startLine": finding.line},
        }
    }
    if finding.field:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.field_name}]
    return {
        "ruleId": finding.code,
        "ruleIndex": index[finding.code],
        "level": finding.level.value,
        "message": {"text": f"{finding.sentence}\nfix: {finding.fix}"},
        "locations": [location],
    }


register_output(Output("sarif", report_to_sarif, Syntax.JSON))
