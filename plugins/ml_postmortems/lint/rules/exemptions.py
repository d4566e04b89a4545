"""PM1 for exemptions: they name a rule that exists, can be exempted from, and would speak."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import UNEXEMPTABLE_FAMILIES, file_rule, registered_rules
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.suggestion import closest


@file_rule("PM116")
def impossible_exemption(file: RecordFile) -> Iterator[Problem]:
    """An exemption names a rule that exists and is not about the format.

    What it does
        Looks the code up; refuses PM0 and PM1.
    Why it matters
        An exemption from a rule that does not exist exempts from nothing, and nobody notices.
    Example
        `exemptions: [{rule: PM102, reason: we need our own key}]`
    Instead
        A field of the format, or the body.
    """
    if not file.record or not file.record.exemptions:
        return
    codes = [rule.code for rule in registered_rules() if not rule.code.startswith(UNEXEMPTABLE_FAMILIES)]
    for index, exemption in enumerate(file.record.exemptions):
        if exemption.rule not in codes:
            near = closest(exemption.rule, codes)
            yield at_field(
                file,
                ("exemptions", index, "rule"),
                "must be a rule that a record can be exempt from (not PM0 or PM1)",
                shown(exemption.rule),
                f"did you mean `{near}`?" if near else "see `postmortems rule` for the list",
            )
