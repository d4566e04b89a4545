"""Findings as SARIF 2.1.0, which code scanning and editors read (OASIS standard of 2020).

GitHub's code scanning opens an alert for every result, a suppressed one too, and shows 5,000 of them, so exempted
findings stand beside the results, in the properties of the run, and what is beyond the bound is left out and counted.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ml_postmortems import __version__
from ml_postmortems.lint.check import Exempted, Report
from ml_postmortems.lint.finding import Finding, Level
from ml_postmortems.lint.line_hashes import line_hashes
from ml_postmortems.lint.outputs.registry import Output, Syntax, register_output
from ml_postmortems.lint.registry import Rule
from ml_postmortems.lint.rule_set import all_rules
from ml_postmortems.reading.source import Unreadable, read_bytes
from ml_postmortems.reading.vocabulary import MAX_VOCABULARY_BYTES

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST_RESULTS = 5_000
"""Results of one run that code scanning shows; from 25,001 on it refuses the whole file."""

_HASH_OF_NOTHING = line_hashes("")[0]


def report_to_sarif(report: Report) -> str:
    """The report as a SARIF log with one run: errors before warnings where not all findings can be shown.

    Reads the files that findings are about, for the hashes of lines that tell alerts apart from one run to the next.
    """
    rules = all_rules()
    results = _Results({rule.code: position for position, rule in enumerate(rules)})
    most_severe_first = sorted(report.findings, key=lambda finding: list(Level).index(finding.level))
    run = {
        "tool": {
            "driver": {"name": "postmortems", "semanticVersion": __version__, "rules": [_rule(rule) for rule in rules]}
        },
        "invocations": [_invocation(report)],
        "columnKind": "unicodeCodePoints",
        "results": [results.of_finding(finding) for finding in most_severe_first[:MOST_RESULTS]],
        "properties": {"exempted": [results.of_exempted(each) for each in report.exempted[:MOST_RESULTS]]},
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, allow_nan=False, indent=2)


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": f"{rule.summary} {rule.sections[0].text}"},
        "help": {
            "text": rule.explanation,
            "markdown": "\n\n".join(f"**{section.heading}**\n\n{section.text}" for section in rule.sections),
        },
        "defaultConfiguration": {"level": rule.level.value},
    }


def _invocation(report: Report) -> dict[str, Any]:
    invocation: dict[str, Any] = {"executionSuccessful": True}
    if (found := len(report.findings)) > MOST_RESULTS:
        text = f"{found - MOST_RESULTS} of {found} findings are left out here: `check --format json` has all of them."
        invocation["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": text}}]
    return invocation


class _Results:
    """Makes results of findings, with the number of each rule and the hash of each line."""

    def __init__(self, rule_numbers: dict[str, int]) -> None:
        self.rule_numbers = rule_numbers
        self.hashes = cache(_hashes)

    def of_finding(self, finding: Finding) -> dict[str, Any]:
        location: dict[str, Any] = {
            "physicalLocation": {
                "artifactLocation": {"uri": _uri(finding.path)},
                "region": {"startLine": finding.line},
            }
        }
        if finding.field:
            location["logicalLocations"] = [{"fullyQualifiedName": finding.field_name}]
        return {
            "ruleId": finding.code,
            "ruleIndex": self.rule_numbers[finding.code],
            "level": finding.level.value,
            "message": {"text": f"{finding.sentence}\nfix: {finding.fix}"},
            "locations": [location],
            "partialFingerprints": {"primaryLocationLineHash": self._hash(finding)},
        }

    def of_exempted(self, exempted: Exempted) -> dict[str, Any]:
        suppression = {"kind": "inSource", "status": "accepted", "justification": exempted.reason}
        return self.of_finding(exempted.finding) | {"suppressions": [suppression]}

    def _hash(self, finding: Finding) -> str:
        hashes = self.hashes(finding.path)
        return hashes[finding.line - 1] if finding.line <= len(hashes) else _HASH_OF_NOTHING


def _uri(path: str) -> str:
    """A path from the working folder, as GitHub wants it; of a file elsewhere, its address."""
    where = Path(path)
    if where.is_absolute() and not where.is_relative_to(Path.cwd()):
        return where.as_uri()
    relative = where.relative_to(Path.cwd()) if where.is_absolute() else where
    return quote(relative.as_posix(), errors="surrogateescape")


def _hashes(path: str) -> list[str]:
    """The hashes of the lines of a file; none where it cannot be read, such as a deleted record or a folder."""
    try:
        return line_hashes(read_bytes(Path(path), MAX_VOCABULARY_BYTES).decode("utf-8", "replace"))
    except Unreadable:
        return []


register_output(Output("sarif", report_to_sarif, Syntax.JSON))
