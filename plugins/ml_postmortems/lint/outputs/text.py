"""Findings as text for a terminal or a log."""

from __future__ import annotations

from functools import partial

from ml_postmortems.errors import printable
from ml_postmortems.lint.check import Report
from ml_postmortems.lint.finding import Finding, Level
from ml_postmortems.lint.outputs.registry import Output, register_output
from ml_postmortems.plurals import counted

_BOLD, _RED, _YELLOW, _FAINT, _PLAIN = "\x1b[1m", "\x1b[31m", "\x1b[33m", "\x1b[2m", "\x1b[0m"


def report_to_text(report: Report, colour: bool = False) -> str:
    """Every finding with its fix, then one line that counts; colour is for terminals."""
    lines = [finding_to_text(finding, colour) for finding in report.findings]
    return "\n".join([*lines, summary_text(report)])


def finding_to_text(finding: Finding, colour: bool = False) -> str:
    """One finding in the message grammar, with its fix on the next line; nothing in it can start a line of its own."""
    is_warning = finding.level is Level.WARNING
    place = printable(f"{finding.path}:{finding.line}:")
    code = finding.code + (" (warning)" if is_warning else "")
    if colour:
        place, code = f"{_BOLD}{place}{_PLAIN}", f"{_YELLOW if is_warning else _RED}{code}{_PLAIN}"
    fix = f"  fix: {printable(finding.fix)}"
    return f"{place} {code} {printable(finding.sentence)}\n{f'{_FAINT}{fix}{_PLAIN}' if colour else fix}"


def summary_text(report: Report) -> str:
    """One line that closes the report."""
    records = counted(report.record_count, "record")
    exempted = f", {counted(len(report.exempted), 'exemption')}" if report.exempted else ""
    if not report.findings:
        return f"{records} checked: no findings{exempted}"
    errors, files = len(report.errors), len({finding.path for finding in report.findings})
    warnings = len(report.findings) - errors
    counts = f"{counted(errors, 'error')}, {counted(warnings, 'warning')}{exempted}"
    return f"{records} checked: {counts} in {counted(files, 'file')}"


register_output(
    Output("text", report_to_text, write_in_colour=partial(report_to_text, colour=True), is_for_people=True)
)
