"""Findings as lines for a terminal or a log."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.check import Report
from ml_postmortems.lint.finding import Finding, Level
from ml_postmortems.lint.outputs.registry import Output, Syntax, register_output
from ml_postmortems.plain_text import printable
from ml_postmortems.plurals import counted
from ml_postmortems.styled_text import Line, Span, Style, line_to_text


def report_to_text(report: Report) -> str:
    """The lines of the report as one text without styles, cleaned."""
    return "\n".join(map(line_to_text, report_lines(report)))


def report_lines(report: Report) -> Iterator[Line]:
    """Every finding with its fix, those of a file that ask for the same as one, then one line that counts them."""
    alike: dict[tuple[str, ...], list[Finding]] = {}
    for each in report.findings:
        alike.setdefault((each.path, each.code, each.condition, each.fix), []).append(each)
    for findings in alike.values():
        yield from finding_lines(*findings)
    yield summary_text(report)


def finding_lines(finding: Finding, *others: Finding) -> Iterator[Line]:
    """The finding with its place and rule, `others` that ask for the same with their places, and the fix of all."""
    is_warning = finding.level is Level.WARNING
    yield (
        Span(printable(f"{finding.path}:{finding.line}:"), Style.HEADING),
        " ",
        Span(f"{finding.code} (warning)", Style.WARNING) if is_warning else Span(finding.code, Style.ERROR),
        f" {printable(finding.sentence)}",
    )
    for each in others:
        yield (Span(f"  {printable(f'{each.path}:{each.line}:')}", Style.HEADING), f" {printable(each.place_text)}")
    yield (Span(f"  fix: {printable(finding.fix)}", Style.FAINT),)


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


register_output(Output("text", report_to_text, Syntax.LINES, styled_lines=report_lines))
