"""PM1 for exemptions: they name a rule that exists and that a record can be exempt from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.general_words import tells_difference
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule, registered_rules
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

MOST_EXEMPTIONS = 3


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


@file_rule("PM119")
def exemptions_as_switch(file: RecordFile) -> Iterator[Problem]:
    """A record is exempt from at most three rules, each for a reason of its own.

    What it does
        Counts `exemptions`, and looks in each reason for a word that is none of a closed list of words which fit every
        record, and for the words of the reason before it.
    Why it matters
        An exemption is for the one place where a rule is wrong. Many of them switch the checks off.
    Example
        Fourteen exemptions, each because there was no time before the release
    Instead
        `{rule: PM602, reason: The notice to the shops is quoted word for word.}`
    """
    seen: dict[str, int] = {}
    for index, exemption in enumerate(file.record.exemptions if file.record else ()):
        if index == MOST_EXEMPTIONS:
            total = len(file.record.exemptions) if file.record else 0
            condition = f"must be one of at most {MOST_EXEMPTIONS}"
            yield at_field(file, ("exemptions", index), condition, f"{total} of them", "answer what the rules ask for")
        normalised = " ".join(re.findall(r"\w+", exemption.reason.casefold()))
        path = ("exemptions", index, "reason")
        if not tells_difference(exemption.reason):
            condition = "must name something of this record"
            yield at_field(
                file, path, condition, shown(exemption.reason), "say what it is that the rule is wrong about"
            )
        elif normalised in seen:
            found = f"that of {file.record.exemptions[seen[normalised]].rule}, word for word" if file.record else ""
            yield at_field(file, path, "must be a reason of its own", found, "say why this rule does not fit here")
        seen.setdefault(normalised, index)
