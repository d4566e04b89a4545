"""The text of every draft taken apart, so that a script which knows no rule of it can put one together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

from ml_postmortems.authoring.drafting.answers import Answers, DraftContext, field_of
from ml_postmortems.authoring.drafting.draft_text import draft_body
from ml_postmortems.authoring.drafting.next_id import next_numbers
from ml_postmortems.authoring.drafting.questions import NEEDED
from ml_postmortems.model.draft_questions import Question, draft_questions
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Kind, Origin, Severity

_ID = "PM-1999-9999"


@dataclass(frozen=True, slots=True)
class DraftTemplate:
    """The parts of drafts; those of one draft follow from its origin, severity and kind."""

    id: str
    """What stands in the paragraphs in place of the id of the record."""
    order: tuple[str, ...]
    """The fields in their order."""
    fixed: dict[str, str | int]
    """Fields that nobody is asked for, but the id."""
    paragraphs: tuple[Question, ...]
    bodies: tuple[str, ...]
    variants: tuple[tuple[tuple[int, ...], int], ...]
    """Which paragraphs and which body make a draft."""
    cases: dict[str, int]
    """The variant of `own SEV1 incident` and so on."""
    numbers: dict[int, int]
    """For a year with records, the number of the next id; for any other that is 1."""

    @classmethod
    def of(cls, context: DraftContext) -> DraftTemplate:
        """Take apart the drafts that `postmortems new` would write for each origin, severity and kind."""
        paragraphs: dict[Question, int] = {}
        bodies: dict[str, int] = {}
        variants: dict[tuple[tuple[int, ...], int], int] = {}
        cases: dict[str, int] = {}
        fields: dict[str, Any] = {}
        for origin, severity, kind in product(Origin, Severity, Kind):
            answers = Answers()
            for question in NEEDED:
                answers.put(question.name, "x")
            answers.fields |= {"origin": origin.value, "severity": severity.value, "kind": kind.value}
            fields = context.fields_of(answers, _ID)
            found = draft_questions(fields, context.corpus.settings.fields)
            indices = tuple(paragraphs.setdefault(each, len(paragraphs)) for each in found)
            body = draft_body(fields)
            variant = indices, bodies.setdefault(body, len(bodies))
            cases[f"{origin} {severity} {kind}"] = variants.setdefault(variant, len(variants))
        asked = {"id", *(field_of(question.name)[0] for question in NEEDED)}
        return cls(
            id=_ID,
            order=tuple(info.alias or name for name, info in Record.model_fields.items()),
            fixed={key: value for key, value in fields.items() if key not in asked},
            paragraphs=tuple(paragraphs),
            bodies=tuple(bodies),
            variants=tuple(variants),
            cases=cases,
            numbers=next_numbers(context.corpus),
        )
