"""Findings for GitHub: annotations on lines, and a summary of the job with all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from ml_postmortems.lint.check import Exempted, Report
from ml_postmortems.lint.finding import Finding, Level
from ml_postmortems.lint.outputs.registry import Output, SideFile, Syntax, register_output
from ml_postmortems.lint.outputs.text import summary_text
from ml_postmortems.plain_text import clean_line, printable

SHOWN_A_STEP = 10
"""Annotations of one level that GitHub shows for one step of a workflow."""
SUMMARY_BYTES = 500_000
"""For the rows of a summary. GitHub drops one above 1 MiB whole, and a step may write two."""


def report_to_annotations(report: Report) -> str:
    """Workflow commands, errors first: as many of each level as GitHub shows; the last line counts the findings."""
    lines: list[str] = []
    for level in Level:
        of_level = [finding for finding in report.findings if finding.level is level]
        lines += [_annotation(finding) for finding in of_level[:SHOWN_A_STEP]]
        if len(of_level) > SHOWN_A_STEP:
            lines.append(f"{len(of_level) - SHOWN_A_STEP} more of level {level} in the summary of the job")
    return "\n".join([*lines, summary_text(report)])


def report_to_job_summary(report: Report) -> str:
    """All findings as a Markdown table, errors first, for the file that `GITHUB_STEP_SUMMARY` names.

    What does not fit into `SUMMARY_BYTES` is left out and counted.
    """
    findings = [finding for level in Level for finding in report.findings if finding.level is level]
    lines = ["## Postmortem check", "", summary_text(report), ""]
    lines += _table("level | where | rule | finding | fix", list(map(_row, findings)), SUMMARY_BYTES)
    if report.exempted:
        lines += ["", "### Exempted", ""]
        room = SUMMARY_BYTES - len("\n".join(lines).encode())
        lines += _table("where | rule | reason", list(map(_exempted_row, report.exempted)), room)
    return "\n".join(lines) + "\n"


def _table(header: str, rows: Sequence[str], room: int) -> list[str]:
    """A table of the rows that fit, and a line about the others; the room is in bytes."""
    if not rows:
        return []
    sizes = accumulate(len(row.encode()) + 1 for row in rows)
    shown = [row for row, size in zip(rows, sizes, strict=True) if size <= room]
    lines = [f"| {header} |", re.sub(r"[^|]+", "---", f"|{header}|"), *shown]
    if left_out := len(rows) - len(shown):
        lines += [
            "",
            f"{left_out} more rows are left out here, to keep the summary small; `postmortems check` lists all.",
        ]
    return lines


def _row(finding: Finding) -> str:
    return (
        f"| {finding.level} | `{_cell(finding.path)}:{finding.line}` | {finding.code} {finding.rule} "
        f"| {_cell(finding.sentence)} | {_cell(finding.fix)} |"
    )


def _exempted_row(exempted: Exempted) -> str:
    finding = exempted.finding
    return f"| `{_cell(finding.path)}:{finding.line}` | {finding.code} | {_cell(exempted.reason)} |"


def _annotation(finding: Finding) -> str:
    message = command_data(f"{printable(finding.sentence)}\nfix: {printable(finding.fix)}")
    field = f" ({finding.field_name})" if finding.field else ""
    title = command_property(f"{finding.code} {finding.rule}{field}")
    return f"::{finding.level} file={command_property(finding.path)},line={finding.line},title={title}::{message}"


def command_data(text: str) -> str:
    """Text with what would end a workflow command encoded: percent, carriage return and newline."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """The same for the value of a property, which a comma or a colon would end too."""
    return command_data(printable(text)).replace(":", "%3A").replace(",", "%2C")


def _cell(text: str) -> str:
    """Text for one cell of a table, without working links, pictures and mentions."""
    escaped = clean_line(text).replace("\\", "\\\\").replace("|", "\\|")
    return escaped.replace("<", "&lt;").replace("@", "@\u200b").replace("![", "!\\[").replace("](", "]\\(")


register_output(
    Output(
        "github",
        report_to_annotations,
        Syntax.GITHUB_COMMANDS,
        side_file=SideFile("GITHUB_STEP_SUMMARY", report_to_job_summary),
    )
)
