"""Forms of an audit: lines for people, and what GitHub, GitLab, code scanning and other programs read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from ml_postmortems import __version__
from ml_postmortems.audit.finding import AuditFinding, AuditLevel, AuditReport, CheckName
from ml_postmortems.lint.outputs.github import SHOWN_A_STEP, command_data, command_property
from ml_postmortems.lint.outputs.sarif import SCHEMA
from ml_postmortems.plain_text import printable
from ml_postmortems.plurals import counted
from ml_postmortems.styled_text import Line, Span, Style

_COMMANDS = {AuditLevel.ERROR: "error", AuditLevel.WARNING: "warning", AuditLevel.NOTE: "notice"}
_SEVERITIES = {AuditLevel.ERROR: "critical", AuditLevel.WARNING: "minor", AuditLevel.NOTE: "info"}
_STYLES = {AuditLevel.ERROR: Style.ERROR, AuditLevel.WARNING: Style.WARNING, AuditLevel.NOTE: Style.FAINT}


def audit_lines(report: AuditReport) -> Iterator[Line]:
    """Every finding with its fix, what is accepted, and one line that counts."""
    for note in report.notes:
        yield printable(note)
    for each in report.findings:
        yield (
            Span(printable(f"{each.path}:{each.line}:"), Style.HEADING),
            " ",
            Span(f"{each.check} ({each.level})", _STYLES[each.level]),
            f" {printable(each.sentence)}",
        )
        link = f"; see {each.link}" if each.link else ""
        yield (Span(f"  fix: {printable(each.fix + link)}", Style.FAINT),)
    for accepted in report.accepted:
        finding = accepted.finding
        about = f"{finding.check} of {finding.subject} ({finding.record})" if finding.record else finding.check
        yield printable(f"{finding.path}:{finding.line}: {about} accepted until {accepted.expires}: {accepted.reason}")
    yield audit_summary(report)


def audit_summary(report: AuditReport) -> str:
    """One line that closes the report."""
    counts = ", ".join(counted(len(report.of(level)), level.value) for level in AuditLevel)
    accepted = f", {counted(len(report.accepted), 'exception')}" if report.accepted else ""
    checked = counted(len(report.used), "artifact")
    if len(report.used) < len(report.every):
        checked = f"{len(report.used)} of {counted(len(report.every), 'artifact')}"
    return f"{checked} audited as of {report.as_of}, by a base as of {report.base_as_of}: {counts}{accepted}"


def audit_to_json(report: AuditReport) -> str:
    """One object with sorted keys.

    `version` is 1; it rises when a key changes its meaning or goes. `findings` and `accepted` have `path`, `line`,
    `check`, `level` (error, warning or note), `artifact`, `record`, `link` and the texts `subject`, `condition`,
    `found` and `fix`; an accepted one also has `reason` and `expires`. Texts out of records are data of others.
    """
    document = {
        "version": 1,
        "as_of": report.as_of.isoformat(),
        "base_as_of": report.base_as_of.isoformat(),
        "artifacts": list(report.used),
        "summary": {f"{level}s": len(report.of(level)) for level in AuditLevel} | {"accepted": len(report.accepted)},
        "findings": list(map(_to_dict, report.findings)),
        "accepted": [
            _to_dict(each.finding) | {"reason": each.reason, "expires": each.expires.isoformat()}
            for each in report.accepted
        ],
        "notes": list(report.notes),
    }
    return _json(document)


def audit_to_github(report: AuditReport) -> str:
    """Workflow commands, the gravest first: as many of each level as GitHub shows; the last line counts them."""
    lines: list[str] = []
    for level in AuditLevel:
        of_level = report.of(level)
        lines += map(_command, of_level[:SHOWN_A_STEP])
        if len(of_level) > SHOWN_A_STEP:
            lines.append(f"{len(of_level) - SHOWN_A_STEP} more of level {level}: `postmortems audit` lists all")
    return "\n".join([*lines, audit_summary(report)])


def audit_to_gitlab(report: AuditReport) -> str:
    """A report of Code Quality, as a merge request of GitLab shows it."""
    found = [
        {
            "description": printable(f"{each.sentence}. Fix: {each.fix}"),
            "check_name": each.check.value,
            "fingerprint": _fingerprint(each),
            "severity": _SEVERITIES[each.level],
            "location": {"path": each.path, "lines": {"begin": each.line}},
        }
        for each in report.findings
    ]
    return _json(found)


def audit_to_sarif(report: AuditReport) -> str:
    """A log of SARIF 2.1.0 with one run."""
    checks = list(CheckName)
    results = [
        {
            "ruleId": each.check.value,
            "ruleIndex": checks.index(each.check),
            "level": each.level.value,
            "message": {"text": f"{each.sentence}\nfix: {each.fix}"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(each.path, errors="surrogateescape")},
                        "region": {"startLine": each.line},
                    }
                }
            ],
            "partialFingerprints": {"postmortemsAudit/v1": _fingerprint(each)},
        }
        for each in report.findings
    ]
    driver = {
        "name": "postmortems audit",
        "semanticVersion": __version__,
        "rules": [{"id": check.value, "shortDescription": {"text": check.doc}} for check in checks],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return _json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


PROGRAM_FORMS: dict[str, Callable[[AuditReport], str]] = {
    "json": audit_to_json,
    "gitlab": audit_to_gitlab,
    "sarif": audit_to_sarif,
}
"""The forms that are JSON."""


def _command(each: AuditFinding) -> str:
    link = f"\n{each.link}" if each.link else ""
    message = command_data(f"{printable(each.sentence)}\nfix: {printable(each.fix)}{link}")
    place = f"file={command_property(each.path)},line={each.line},title={command_property(each.check)}"
    return f"::{_COMMANDS[each.level]} {place}::{message}"


def _fingerprint(each: AuditFinding) -> str:
    """The same from one run to the next, while lines move and days pass."""
    parts = (each.path, each.check, each.artifact or each.subject, each.record or "", each.found.split(",")[0])
    return hashlib.sha256("\0".join(parts).encode(errors="surrogateescape")).hexdigest()


def _to_dict(each: AuditFinding) -> dict[str, Any]:
    return {
        "path": each.path,
        "line": each.line,
        "check": each.check.value,
        "level": each.level.value,
        "artifact": each.artifact,
        "record": each.record,
        "link": each.link,
        "subject": each.subject,
        "condition": each.condition,
        "found": each.found,
        "fix": each.fix,
    }


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2, sort_keys=True)
