"""PM1 for exemptions: they name a rule that exists and that a record can be exempt from."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule, registered_rules
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile


@file_rule("PM116")
def impossible_exemption(file: RecordFile) -> Iterator[Problem]:
    """An exemption names a rule that exists and that a record can be exempt from.

    What it does
        Looks the code up. Rules about file, schema, consistency, completeness, safety and history admit no exemption;
        the page of every rule says whether it does.
    Why it matters
        An exemption from a rule that does not exist exempts from nothing, and nobody notices. A record that lacks what
        it must have, or holds what it must not, is not mended by a reason.
    Example
        `exemptions: [{rule: PM303, reason: we know}]`
    Instead
        The section that is missing; or an exemption from a rule of judgement, such as PM602.
    """
    if not file.record or not file.record.exemptions:
        return
    all_codes = {rule.code for rule in registered_rules()}
    codes = [rule.code for rule in registered_rules() if rule.exemptable]
    for index, exemption in enumerate(file.record.exemptions):
        if exemption.rule not in codes:
            yield at_field(
                file,
                ("exemptions", index, "rule"),
                "must be a rule that a record can be exempt from",
                shown(exemption.rule),
                "delete the exemption, and correct what the rule finds"
                if exemption.rule in all_codes
                else "see `postmortems rule` for the list",
            )
