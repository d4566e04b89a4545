"""The comments by which a draft asks for the fields that it does not have: written by `new`, and known again later."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from ml_postmortems.model.awaited import AWAITED, will_follow, with_awaited
from ml_postmortems.model.block import Gate
from ml_postmortems.model.budgets import MOST_WORDS, length_hint
from ml_postmortems.model.derived_values import completed
from ml_postmortems.model.own_fields import EXTRA, OwnField
from ml_postmortems.model.requirements import FieldRule, field_rules
from ml_postmortems.model.terms import Kind, Origin, Severity
from ml_postmortems.model.tiers import MOST_LINES, Tier

_WIDTH = 110
HINT = "#?"
"""How a comment of a form begins that stays in the file until the record is published: the words to choose from."""
_GATES = (Gate.IN_REVIEW, Gate.PUBLISHED, Gate.CLOSED)
_HEAD = """\
# Still asked for: `postmortems next {id}` shows ten minutes of it, and with --paste puts the forms here.
# By hand: take the # off a line `#key:`. Nobody knows: `{{unknown: why}}`. There is none: `{{not_applicable: why}}`."""

_FORMER_LINES = frozenset(
    {
        "# The zone of times that you paste without an offset, as in `at: 2026-10-05 22:00`:",
        "#timezone: Europe/Berlin",
    }
)
"""What drafts were written with before; it goes with the rest."""


_NO_FIELDS: Mapping[str, OwnField] = {}
_OWN_HEADING = "# ---- of your organisation; take off the `#?` and write values ----"


@dataclass(frozen=True, slots=True)
class Question:
    """Some lines of comment in the front matter of a draft."""

    text: str
    field: str | None = None
    """The field that it asks for: it is left out where that is answered."""
    is_heading: bool = False
    """Whether it is left out where no question follows."""


def draft_questions(fields: Mapping[str, Any], own: Mapping[str, OwnField] = _NO_FIELDS) -> Iterator[Question]:
    """What a draft with these fields asks, `own` fields of the organisation last: at least id and severity are given.

    An origin or a severity that does not exist is left to the checker; the questions are then those of all.
    """
    whole = completed({**fields, "schema_version": "2"}).tree
    tier, origin = tier_of(whole), str(whole.get("origin"))
    given = {key: value for key, value in fields.items() if key not in AWAITED}
    tree = with_awaited({**given, "schema_version": "2"}, tier).tree
    yield Question("\n".join((_HEAD.format(id=fields["id"]), *_budget(tier))))
    for gate in _GATES:
        rules = [
            rule
            for rule in needed_fields(gate, tier, origin)
            if len(rule.path) == 1 and rule.path[0] not in fields and not will_follow(rule.path, tree, {}, "2")
        ]
        if rules:
            yield Question(f"# ---- needed {_when(gate)} ----", is_heading=True)
        for rule in rules:
            yield Question("\n".join(question_of(rule)), rule.path[0])
    if own:
        yield Question(_OWN_HEADING, is_heading=True)
        yield Question("\n".join(own_question(own)), EXTRA)


def _budget(tier: Tier | None) -> Iterator[str]:
    if tier:
        name = "the short form" if tier is Tier.SHORT else f"a {tier}"
        size = f"{MOST_LINES[tier]} lines up here, {MOST_WORDS[tier]} words in all"
        yield f"# Enough for {name}: {size}. Phrases, no sentences."
        yield "# Tell each fact once, or in short and in full; what a number or a time says needs no words."


def own_question(own: Mapping[str, OwnField]) -> list[str]:
    """The lines that ask for the organisation's own fields; they are hints, which are known again without settings."""
    lines = [f"{HINT} {EXTRA}:"]
    for key, each in own.items():
        form = f"One of: {', '.join(each.choices)}." if each.choices else f"A {each.type}."
        lines.append(f"{HINT}   {key}:  # {each.label}: {each.description} {form}")
    return lines


def question_of(rule: FieldRule) -> list[str]:
    """The lines that ask for a field: what it is, and a line that becomes the field without its `#`."""
    told = " ".join(filter(None, (rule.description, length_hint(rule.path))))
    return [*(f"# {line}" for line in textwrap.wrap(told, _WIDTH)), f"#{rule.path[0]}:"]


def question_lines(record_id: str) -> frozenset[str]:
    """Every line of comment that a draft of this id can have been written with, but its hints."""
    return _lines_of_all_drafts() | frozenset((*_HEAD.format(id=record_id).split("\n"), _OWN_HEADING)) | _FORMER_LINES


@cache
def _lines_of_all_drafts() -> frozenset[str]:
    cases = product(Origin, Severity, Kind)
    drafts = ({"id": "", "origin": origin, "severity": severity, "kind": kind} for origin, severity, kind in cases)
    questions = (question for each in drafts for question in draft_questions(each))
    return frozenset(line for question in questions for line in question.text.split("\n"))


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


def _when(gate: Gate) -> str:
    return "at `closed`" if gate is Gate.CLOSED else f"from `{gate.value}` on"
