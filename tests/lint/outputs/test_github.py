"""Findings for GitHub: annotations and the summary of the job."""

from __future__ import annotations

import re

import pytest

from ml_postmortems.lint.check import Exempted, Report
from ml_postmortems.lint.finding import Level
from ml_postmortems.lint.outputs.github import SHOWN_A_STEP, report_to_annotations, report_to_job_summary
from ml_postmortems.lint.outputs.text import report_to_text
from tests.lint.outputs.reports import ERROR, FULL, REPORT, changed
from tests.runner import commands_in

GITHUB_DROPS_ABOVE = 1024 * 1024
"""Bytes of a summary (actions/runner, `FileCommandManager.cs`, `CreateStepSummaryCommand`)."""

HOSTILE = "`a|b <img src=x> ![p](https://evil.example) @team 100%, ok: yes\nsecond line`"


def test_annotations_stand_on_their_lines() -> None:
    """GitHub shows a finding at the line that has to be mended."""
    first, second, last = report_to_annotations(REPORT).split("\n")
    assert first == (
        "::error file=postmortems/2025/PM-2025-0001-a.md,line=7,title=PM104 unknown-term (severity)::"
        "severity must be one of SEV1, SEV2: found `SEV-2`%0Afix: did you mean `SEV2`?"
    )
    assert second.startswith(
        "::warning file=postmortems/2025/PM-2025-0001-a.md,line=9,title=PM503 overdue-action (severity)::"
    )
    assert last == "2 records checked: 1 error, 1 warning, 1 exemption in 1 file"


def test_no_more_annotations_than_github_shows() -> None:
    """What a step cannot show is counted, and stands whole in the summary of the job."""
    lines = report_to_annotations(FULL).split("\n")
    assert sum(line.startswith("::error ") for line in lines) == SHOWN_A_STEP
    assert "15 more of level error in the summary of the job" in lines
    assert report_to_job_summary(FULL).count("PM104 unknown-term") == 25


def test_runner_reads_the_values_of_the_finding() -> None:
    """What GitHub shows is the finding: place, rule and message, with every character that had to be encoded."""
    finding = changed(path="a,b/50% 1:2.md", found="`a::b, 100%`", fix="write ##[error]x")
    (command,) = commands_in(report_to_annotations(Report((finding,), (), 1)))
    assert command.name == "error"
    title = "PM104 unknown-term (severity)"
    assert command.properties == {"file": "a,b/50% 1:2.md", "line": "7", "title": title}
    assert command.data == "severity must be one of SEV1, SEV2: found `a::b, 100%`\nfix: write ##[error]x"


@pytest.mark.parametrize("field", ["found", "fix", "subject", "path"])
@pytest.mark.parametrize("stolen", ["\n::error::stolen", "\r::set-env name=a::b", "##[add-mask]a", "%0A::error::x"])
def test_no_value_begins_a_command_or_leaves_its_place(field: str, stolen: str) -> None:
    """A record cannot give orders to GitHub: neither in the log nor in the summary."""
    report = Report((changed(**{field: HOSTILE + stolen}),), (), 1)
    (command,) = commands_in(report_to_annotations(report))
    assert (command.name, list(command.properties)) == ("error", ["file", "line", "title"])
    assert command.properties["line"] == "7"
    assert commands_in(report_to_text(report)) == []
    summary = report_to_job_summary(report)
    assert commands_in(summary) == []
    (row,) = (line for line in summary.split("\n") if "unknown-term" in line)
    assert len(re.findall(r"(?<!\\)\|", row)) == 6
    assert "<img" not in row and "](http" not in row and "@team" not in row


@pytest.mark.parametrize("exempted", [0, 4_000])
@pytest.mark.parametrize("found", [1, 4_000])
def test_summary_stays_below_what_github_drops(found: int, exempted: int) -> None:
    """GitHub drops a summary above 1 MiB whole: what is left out is counted, and errors are shown before warnings."""
    long = "\u00e9 |" * 300
    warnings = [changed(line=line, found=long, level=Level.WARNING) for line in range(found)]
    exemptions = [Exempted(changed(line=line), long) for line in range(exempted)]
    summary = report_to_job_summary(Report((*warnings, ERROR), tuple(exemptions), 1))
    assert len(summary.encode()) <= GITHUB_DROPS_ABOVE // 2
    rows = [line for line in summary.split("\n") if line.startswith(("| error", "| warning"))]
    assert rows[0].startswith("| error")
    left_out = re.findall(
        r"^(\d+) more rows are left out here, .* `postmortems check` lists all\.$", summary, re.MULTILINE
    )
    shown = len(re.findall(r"^\| (?:error|warning|`)", summary, re.MULTILINE))
    assert shown + sum(map(int, left_out)) == found + 1 + exempted
    assert bool(left_out) == (found + exempted > 2)


def test_summary_table_has_a_head_that_markdown_knows() -> None:
    """As many columns in the rule below the head as in the head, or GitHub shows lines of text."""
    head, rule, *_ = (line for line in report_to_job_summary(REPORT).split("\n") if line.startswith("|"))
    assert (head, rule) == ("| level | where | rule | finding | fix |", "|---|---|---|---|---|")
