"""What a form asks to make the draft that `postmortems new` makes: its inputs, and what the schema says of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ml_postmortems.authoring.drafting.answers import DraftContext, field_of
from ml_postmortems.authoring.drafting.choosing import Choice
from ml_postmortems.authoring.drafting.draft_template import DraftTemplate
from ml_postmortems.authoring.drafting.question import Choices, Part, Question
from ml_postmortems.authoring.drafting.question_choices import handles
from ml_postmortems.authoring.drafting.questions import NEEDED, OPTIONAL, PEOPLE
from ml_postmortems.model.json_schema import Schema, record_schema
from ml_postmortems.model.own_fields import EXTRA, VALUE_SCHEMAS, FieldType
from ml_postmortems.model.pasted_time import OFFSET_TIME_PATTERN
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.model.scalars import HANDLE_PATTERN, INSTANT_PATTERN, LINE_LENGTH, SHORT_LIST
from ml_postmortems.model.terms import Origin

_TIME_HELP = "Such as 2025-11-18 11:20 +01:00 or 2025-11-18 10:20 UTC; no more than is known: 2025-11-18, or 2025-11."
_HANDLE_FAULT = "Write a handle, such as @mchen."
_OWN_FAULTS = {
    FieldType.NUMBER: "Write a number in plain digits, with a point for decimals.",
    FieldType.DATE: "Write a date, such as 2025-11-18 or 2025-11, or a moment, such as 2025-11-18T11:20:00Z.",
    FieldType.PERSON: _HANDLE_FAULT,
    FieldType.URL: "Write an http or https address.",
}


@dataclass(frozen=True, slots=True)
class InputForm:
    """What the text of an input must look like."""

    pattern: str
    """The forms that the schema takes."""
    fault: str
    """What is said of any other text."""
    is_time: bool = False
    """Whether its day must be one of the calendar, too."""


_TIME_FORM = InputForm(
    f"^({INSTANT_PATTERN}|{OFFSET_TIME_PATTERN})$",
    "Write the time in one of these forms; an hour needs its offset from UTC.",
    is_time=True,
)
"""Stricter than the schema, which takes hours without an offset: whether a record has a `timezone` it cannot see."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One input of a form."""

    path: str
    """Where its answer stands in the front matter: `title`, `teams.owner`, `trigger.text`."""
    label: str
    is_needed: bool
    """Whether a draft needs it; of one of several inputs, whether the answer that they make does."""
    choices: tuple[Choice, ...]
    most_characters: int | None
    is_many: bool = False
    """Whether it takes several of its choices, with commas between them."""
    most_items: int | None = None
    """How many it then takes."""
    form: InputForm | None = None
    """What a value must look like, where not every text will do."""
    help: str = ""
    """What stands beside it."""
    default: str = ""
    """What is chosen to begin with."""
    ignores_case: bool = False
    """Whether items of a list that differ only in case, or in an `@` in front, are the same."""

    @property
    def is_long(self) -> bool:
        """Whether more than a line may stand in it."""
        return not self.choices and (self.most_characters or 0) > LINE_LENGTH


@dataclass(frozen=True, slots=True)
class FormQuestion:
    """One question with its inputs: a single one, or one for each key of its field."""

    name: str
    label: str
    help: str
    is_needed: bool
    has_parts: bool
    most_items: int | None
    """How many answers it takes; None where that is one."""
    origins: tuple[Origin, ...]
    """For whose incidents it is asked."""
    fields: tuple[FormField, ...]
    id_letter: str = ""
    """For a list whose items have ids: the letter of them."""


@dataclass(frozen=True, slots=True)
class DraftForm:
    """The questions, and what a script makes the file of."""

    questions: tuple[FormQuestion, ...]
    template: DraftTemplate


def draft_form(context: DraftContext) -> DraftForm:
    """The form for the vocabulary and the records of a context, and nothing but those."""
    schema = record_schema(context.taxonomy, context.catalog)
    questions = tuple(
        form
        for question in (*NEEDED, *OPTIONAL)
        if question.is_in_form
        for form in _questions(question, context, schema)
    )
    own = _own_question(context)
    return DraftForm((*questions, *own), DraftTemplate.of(context))


def _own_question(context: DraftContext) -> Iterator[FormQuestion]:
    """The fields of the organisation, as one question with an input for each."""
    fields = tuple(
        FormField(
            path=f"{EXTRA}.{key}",
            label=own.label,
            is_needed=False,
            choices=tuple(Choice(each, "") for each in own.choices),
            most_characters=LINE_LENGTH,
            is_many=own.type is FieldType.LIST,
            most_items=SHORT_LIST,
            form=_own_form(own.type),
            help=own.description,
        )
        for key, own in context.corpus.settings.fields.items()
    )
    if fields:
        yield FormQuestion(
            name=EXTRA,
            label="Fields of your organisation",
            help="What your organisation keeps of each incident.",
            is_needed=False,
            has_parts=True,
            most_items=None,
            origins=tuple(Origin),
            fields=fields,
        )


def _own_form(kind: FieldType) -> InputForm | None:
    fault = _OWN_FAULTS.get(kind)
    return InputForm(VALUE_SCHEMAS[kind]["pattern"], fault, kind is FieldType.DATE) if fault else None


def _questions(question: Question, context: DraftContext, schema: Schema) -> Iterator[FormQuestion]:
    """A question, and behind that about people the lists within their field."""
    path = field_of(question.name)
    yield _question(question, path, context, schema, question.origins)
    for each in PEOPLE if question.name == "people" else ():
        yield _question(each, (*path, each.name), context, schema, question.origins)


def _question(
    question: Question, path: FieldPath, context: DraftContext, schema: Schema, origins: frozenset[Origin]
) -> FormQuestion:
    needed = question.is_asked_first
    fields = [_field(path, question.label, needed, question.choices, context, schema)]
    fields[0] = replace(fields[0], default=question.default)
    if question.parts:
        fields = [_part(path, part, context, schema) for part in question.parts if _is_in_form(path, part)]
    return FormQuestion(
        name=question.name,
        label=question.label.capitalize(),
        help=question.help,
        is_needed=needed,
        has_parts=bool(question.parts),
        most_items=_schema_of(path, schema)["maxItems"] if question.is_many else None,
        origins=tuple(origin for origin in Origin if origin in origins),
        fields=tuple(fields),
        id_letter=question.id_letter,
    )


def _is_in_form(path: FieldPath, part: Part) -> bool:
    """Not what is chosen among other answers, and not the phase of an entry, which follows from its marks."""
    return not part.choices_here and (*path, part.name) != ("timeline", "phase")


def _part(path: FieldPath, part: Part, context: DraftContext, schema: Schema) -> FormField:
    choices = None if part.choices is handles else part.choices
    field = _field((*path, part.name), part.help, part.needed, choices, context, schema)
    if part.read:
        return replace(field, form=_TIME_FORM, help=_TIME_HELP)
    if part.is_many:
        return replace(field, is_many=True, most_items=_schema_of((*path, part.name), schema)["maxItems"])
    return field


def _field(
    path: tuple[str | int, ...],
    label: str,
    needed: bool,
    choices: Choices | None,
    context: DraftContext,
    schema: Schema,
) -> FormField:
    said = _schema_of(path, schema)
    each = said.get("items", said)
    is_handle = each.get("pattern") == f"^({HANDLE_PATTERN})$"
    return FormField(
        path=".".join(map(str, path)),
        label=label[0].upper() + label[1:],
        is_needed=needed,
        choices=tuple(choices(context)) if choices else (),
        most_characters=each.get("maxLength"),
        form=InputForm(each["pattern"], _HANDLE_FAULT) if is_handle else None,
        ignores_case=True,
    )


def _schema_of(path: tuple[str | int, ...], schema: Schema) -> Schema:
    """What the schema says of a value that is known; a list that is passed through stands for each of its items."""
    said = _resolved(schema, schema)
    for key in path:
        said = _resolved(_resolved(said.get("items", said), schema)["properties"][key], schema)
    return said


def _resolved(said: Schema, schema: Schema) -> Schema:
    """The first alternative, without references: the others stand for what is not known or not given."""
    while ("anyOf" in said and "properties" not in said) or "$ref" in said:
        found: dict[str, Any] = schema["$defs"][said["$ref"].rpartition("/")[2]] if "$ref" in said else said["anyOf"][0]
        said = found
    return said
