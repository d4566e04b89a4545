"""Findings for GitHub: annotations and the summary of the job."""

from __future__ import annotations

import re

import pytest

from ml_postmortems.lint.check import Report
from ml_postmortems.lint.outputs.github import SHOWN_A_STEP, report_to_annotations, report_to_job_summary
from tests.lint.outputs.reports import FULL, REPORT, changed

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


@pytest.mark.parametrize("field", ["found", "fix", "subject", "path"])
def test_no_value_begins_a_command_or_leaves_its_place(field: str) -> None:
    """A record cannot give orders to GitHub: neither in the log nor in the summary."""
    report = Report((changed(**{field: HOSTILE + "\n::error::stolen"}),), (), 1)
    commands = [line for line in report_to_annotations(report).split("\n") if line.startswith("::")]
    assert len(commands) == 1
    properties = commands[0].split("::")[1]
    assert [part.split("=")[0] for part in properties.removeprefix("error ").split(",")] == ["file", "line", "title"]
    (row,) = (line for line in report_to_job_summary(report).split("\n") if "unknown-term" in line)
    assert len(re.findall(r"(?<!\\)\|", row)) == 6
    assert "<img" not in row and "](http" not in row and "@team" not in row
