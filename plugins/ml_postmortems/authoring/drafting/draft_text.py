"""The text of a draft: what is known, the questions that are still open, and the headings of the body."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from ml_postmortems.model.block import Gate
from ml_postmortems.model.body_sections import BODY_SECTIONS
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldRule, field_rules
from ml_postmortems.model.terms import Origin, Severity
from ml_postmortems.model.tiers import Tier
from ml_postmortems.reading.yaml_text import WIDTH, mapping_to_yaml

_GATES = (Gate.IN_REVIEW, Gate.PUBLISHED, Gate.CLOSED)
_HEAD = """\

# What is still asked for. A line `#key:` is a field: take the # off and fill it in.
# `postmortems next {id}` shows ten minutes of it with forms to paste, `--for published --all` everything.
# Where nobody knows: `{{unknown: why}}`. Where there is none: `{{not_applicable: why}}`.

# The zone of times that you paste without an offset, as in `at: 2026-10-05 22:00`. Delete it where all have one.
#timezone: Europe/Berlin
"""


def draft_text(fields: Mapping[str, Any]) -> str:
    """The whole file of a draft with these fields, which say at least its id, its origin and its severity.

    An origin or a severity that does not exist is left to the checker; the questions are then those of all.
    """
    ordered = {key: fields[key] for key in _keys() if key in fields}
    ordered |= {key: value for key, value in fields.items() if key not in ordered}
    return f"---\n{mapping_to_yaml(ordered)}{_questions(fields)}---\n{_body(fields)}"


def needed_fields(gate: Gate, tier: Tier | None, origin: str) -> Iterator[FieldRule]:
    """The fields that a gate adds for records of this tier and origin, in the order of the record; None is any."""
    for rule in field_rules():
        if rule.needed and rule.needed.gate is gate:
            tiers, origins = rule.needed.tiers, rule.needed.origins
            if (tier in tiers or tier is None) and (origin in origins or origin not in list(Origin)):
                yield rule


def tier_of(fields: Mapping[str, Any]) -> Tier | None:
    """How much is asked of a draft with these fields; None where its severity does not exist."""
    severity = str(fields.get("severity"))
    return Tier.of(str(fields.get("kind")), severity) if severity in list(Severity) else None


def _questions(fields: Mapping[str, Any]) -> str:
    tier, origin = tier_of(fields), str(fields.get("origin"))
    lines = _HEAD.format(id=fields["id"])
    for gate in _GATES:
        rules = [rule for rule in needed_fields(gate, tier, origin) if rule.path[0] not in fields]
        if rules:
            when = "at `closed`" if gate is Gate.CLOSED else f"from `{gate.value}` on"
            lines += f"\n# ---- needed {when} ----\n"
            for rule in rules:
                if len(rule.path) == 1:
                    lines += _question(rule, [part for part in rules if part.path[:-1] == rule.path])
    return lines


def _question(rule: FieldRule, parts: list[FieldRule]) -> str:
    told = [rule.description, *(f"  {part.path[-1]}: {part.description}" for part in parts)]
    wrapped = [line for text in told for line in textwrap.wrap(text, WIDTH, subsequent_indent="  ")]
    return "\n" + "".join(f"# {line}\n" for line in wrapped) + f"#{rule.path[0]}:\n"


def _body(fields: Mapping[str, Any]) -> str:
    """The headings that a record of this tier and origin has to have, where timeline, causes and actions are given."""
    tier, origin = tier_of(fields), str(fields.get("origin"))
    asked = [section for section in BODY_SECTIONS if section.is_asked_of(tier, origin)]
    return "".join(f"\n## {section.title}\n\n<!-- {section.prompt} -->\n" for section in asked)


def _keys() -> list[str]:
    return [info.alias or name for name, info in Record.model_fields.items()]
