"""Findings as text for a terminal or a log."""

from __future__ import annotations

from collections.abc import Sequence

from ml_postmortems.errors import printable
from ml_postmortems.lint.finding import Finding, Level


def finding_to_text(finding: Finding) -> str:
    """One finding in the message grammar, with its fix on the next line; nothing in it can start a line of its own."""
    warning = " (warning)" if finding.level is Level.WARNING else ""
    place = f"{finding.path}:{finding.line}: {finding.code}{warning}"
    return f"{printable(f'{place} {finding.sentence}')}\n  fix: {printable(finding.fix)}"


def summary_text(findings: Sequence[Finding], record_count: int) -> str:
    """One line that closes the report."""
    errors = sum(finding.level is Level.ERROR for finding in findings)
    warnings = len(findings) - errors
    records = _counted(record_count, "record")
    if not findings:
        return f"{records} checked: no findings"
    files = len({finding.path for finding in findings})
    return (
        f"{records} checked: {_counted(errors, 'error')}, {_counted(warnings, 'warning')} in {_counted(files, 'file')}"
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
