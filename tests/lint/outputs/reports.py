"""Reports for the tests of the outputs: with and without errors, with an exemption, and with many findings."""

from __future__ import annotations

from ml_postmortems.lint.check import Exempted, Report
from ml_postmortems.lint.finding import Finding, Level

ERROR = Finding(
    path="postmortems/2025/PM-2025-0001-a.md",
    line=7,
    code="PM104",
    subject="severity",
    condition="must be one of SEV1, SEV2",
    found="`SEV-2`",
    fix="did you mean `SEV2`?",
    rule="unknown-term",
    level=Level.ERROR,
    field=("severity",),
)


def changed(**changes: object) -> Finding:
    """The error with other values."""
    values = {name: getattr(ERROR, name) for name in Finding.__dataclass_fields__}
    return Finding(**(values | changes))


WARNING = changed(code="PM503", rule="overdue-action", level=Level.WARNING, line=9)
REPORT = Report((ERROR, WARNING), (Exempted(changed(code="PM602", rule="jargon-in-summary"), "Our readers know."),), 2)
FULL = Report(tuple(changed(line=line) for line in range(1, 26)), (), 1)
