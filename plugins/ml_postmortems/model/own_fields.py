"""Fields that an organisation adds to the format, and what it requires beyond the format, by its settings."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError, core_schema

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.model.block import Block, Gate
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.scalars import (
    INSTANT_PATTERN,
    LINE_LENGTH,
    SHORT_LIST,
    Line,
    Scalar,
    ShortList,
    Slug,
    Title,
    malformed,
    matching,
)
from ml_postmortems.model.terms import Origin, Severity, Status, Term, Visibility
from ml_postmortems.suggestion import closest

MOST_FIELDS = 50
"""The most fields of its own that an organisation may have."""
EXTRA = "extra"
"""The key of the record that holds them."""


class FieldType(Term):
    """What the values of a field look like."""

    TEXT = "text", "Any text of one line."
    NUMBER = "number", "A number in plain digits, with a point for decimals."
    DATE = "date", "A day, month or year, or a moment with its offset."
    CHOICE = "choice", "One of the `choices` of the field."
    PERSON = "person", "A handle, such as `@mchen`."
    URL = "url", "An http or https address."
    LIST = "list", "Several texts; where the field has `choices`, several of these."

    @property
    def is_faceted(self) -> bool:
        """Whether records are grouped by its values: there are few, and several records share one."""
        return self in (FieldType.CHOICE, FieldType.PERSON, FieldType.LIST)


class OwnField(Block):
    """One field that an organisation adds."""

    model_config = ConfigDict(
        json_schema_extra={
            "if": {"properties": {"type": {"const": "choice"}}},
            "then": {"required": ["choices"], "properties": {"choices": {"minItems": 1}}},
        }
    )

    type: Annotated[FieldType, Field(description="What its values look like.")]
    label: Annotated[Title, Field(description="What it is called on pages and in exports.")]
    description: Annotated[Line, Field(description="What belongs into it, in a sentence.")]
    choices: Annotated[
        ShortList[Slug],
        Field(description="The values it may have; a `choice` needs them, a `list` may have them."),
    ] = ()
    visibility: Annotated[
        Visibility, Field(description="Who may see its values; sites for others know nothing of the field.")
    ] = Visibility.INTERNAL

    @model_validator(mode="after")
    def _has_choices(self) -> "OwnField":
        if self.type is FieldType.CHOICE and not self.choices:
            raise PydanticCustomError("malformed", "must have `choices`, as its type is `choice`")
        if self.choices and self.type not in (FieldType.CHOICE, FieldType.LIST):
            raise PydanticCustomError("malformed", "must have no `choices` unless its type is `choice` or `list`")
        return self


class OwnRequirement(Block):
    """A field that an organisation requires although the format does not."""

    IDENTITY = ("field", "from_status")

    field: Annotated[
        str,
        Field(
            description="Its key, with points between keys: `incident_refs`, `people.facilitator`, `extra.cost-centre`."
        ),
        Scalar(
            matching(r"[a-z_]+(\.[a-z0-9_-]+)*", "must be the key of a field, such as `incident_refs`"),
            core_schema.str_schema(max_length=120),
            {"type": "string", "pattern": r"^[a-z_]+(\.[a-z0-9_-]+)*$", "maxLength": 120},
        ),
    ]
    from_status: Annotated[
        Status, Field(alias="from", description="From which status on: `in-review`, `published` or `closed`.")
    ] = Status.PUBLISHED
    severities: Annotated[ShortList[Severity], Field(description="Of which severities; all, if left out.")] = ()
    origins: Annotated[ShortList[Origin], Field(description="Of which origins; `own` alone, if left out.")] = (
        Origin.OWN,
    )

    @model_validator(mode="after")
    def _has_a_gate(self) -> "OwnRequirement":
        if self.from_status not in _GATES:
            raise PydanticCustomError("malformed", "must be required from `in-review`, `published` or `closed` on")
        return self

    @property
    def path(self) -> tuple[str, ...]:
        """Its keys."""
        return tuple(self.field.split("."))

    @property
    def gate(self) -> Gate:
        """The statuses at which it must be there."""
        return _GATES[self.from_status]

    def applies(self, status: Status, severity: Severity, origin: Origin) -> bool:
        """Whether it is asked of a record with these three."""
        is_meant = (not self.severities or severity in self.severities) and origin in self.origins
        return is_meant and self.gate.includes(status)


_GATES = {Status.IN_REVIEW: Gate.IN_REVIEW, Status.PUBLISHED: Gate.PUBLISHED, Status.CLOSED: Gate.CLOSED}
_TEXT = matching(r"(?s).*\S.*", "must not be empty")


def _own_value(value: Any) -> str | tuple[str, ...]:
    """A text, or the texts of a list; what they must look like is known to the settings alone."""
    if isinstance(value, str):
        return _line(value)
    if isinstance(value, (list, tuple)) and value and all(isinstance(each, str) for each in value):
        if len(value) > SHORT_LIST:
            raise malformed(f"must have at most {SHORT_LIST} items", "leave out what nobody looks for")
        items = tuple(_line(each) for each in value)
        if len(set(items)) < len(items):
            raise PydanticCustomError("repeated_item", "must not repeat an item of its list", {"item": len(items) - 1})
        return items
    raise malformed("must be a text or a list of texts", "write one, or delete the key")


def _line(value: str) -> str:
    text = " ".join(_TEXT(value).split())
    if len(text) > LINE_LENGTH:
        raise malformed(f"must have at most {LINE_LENGTH} characters", "shorten it, and tell the rest in the body")
    return text


_ANY_TEXT = {"type": ["string", "number", "boolean"], "pattern": r"\S", "maxLength": LINE_LENGTH}
_ANY_TEXTS = {"type": "array", "minItems": 1, "maxItems": SHORT_LIST, "uniqueItems": True, "items": _ANY_TEXT}
OwnValue = Annotated[
    str | tuple[str, ...],
    Scalar(
        _own_value,
        core_schema.any_schema(),
        {"anyOf": [_ANY_TEXT, _ANY_TEXTS]},
    ),
]

_HANDLE_PATTERN = r"@[A-Za-z0-9][A-Za-z0-9_.-]{0,62}"
_NUMBER_PATTERN = r"-?(0|[1-9]\d{0,14})(\.\d{1,12})?"
_URL_PATTERN = r"""https?://[^\s<>"'`\\{}|^]+"""
_HANDLE_FORM = lazy_pattern(_HANDLE_PATTERN, re.ASCII)
_URL_FORM = lazy_pattern(_URL_PATTERN, re.ASCII)
_HANDLE = matching(_HANDLE_PATTERN, "must be a handle, such as `@mchen`")
_NUMBER = matching(_NUMBER_PATTERN, "must be a number in plain digits, with a point for decimals")
_URL = matching(_URL_PATTERN, "must be an http or https address")
VALUE_SCHEMAS: Mapping[FieldType, dict[str, Any]] = {
    FieldType.TEXT: _ANY_TEXT,
    FieldType.LIST: _ANY_TEXT,
    FieldType.NUMBER: {"type": ["number", "string"], "pattern": f"^({_NUMBER_PATTERN})$", "maxLength": 30},
    FieldType.DATE: {"type": ["string", "integer"], "pattern": f"^({INSTANT_PATTERN})$", "maxLength": 40},
    FieldType.PERSON: {"type": "string", "pattern": f"^{_HANDLE_PATTERN}$"},
    FieldType.URL: {"type": "string", "pattern": f"^{_URL_PATTERN}$", "maxLength": LINE_LENGTH},
}
"""What the JSON Schema says of one value of each type; of a choice it names the choices."""


def is_handle(value: str) -> bool:
    """Whether a text is the handle of a person and nothing else."""
    return bool(_HANDLE_FORM.fullmatch(value))


def is_web_address(value: str) -> bool:
    """Whether a text is an http or https address and nothing else."""
    return bool(_URL_FORM.fullmatch(value))


def value_fault(field: OwnField, value: str | tuple[str, ...]) -> tuple[str, str, str] | None:
    """What a value must be and is not: the condition, what was found and how to mend it; None where it is right."""
    is_list = isinstance(value, tuple)
    if is_list != (field.type is FieldType.LIST):
        condition = "must be a list" if field.type is FieldType.LIST else f"must be one {field.type}, and no list"
        return (
            condition,
            "a list" if is_list else str(value),
            "write `[one, two]`" if not is_list else "write one value",
        )
    for each in value if isinstance(value, tuple) else (value,):
        if found := _fault(field, each):
            return found[0], each, found[1]
    return None


def _fault(field: OwnField, value: str) -> tuple[str, str] | None:
    if field.choices:
        if value in field.choices:
            return None
        near = closest(value, field.choices)
        return "must be one of its choices", f"did you mean `{near}`?" if near else f"use {', '.join(field.choices)}"
    try:
        match field.type:
            case FieldType.NUMBER:
                _NUMBER(value)
            case FieldType.PERSON:
                _HANDLE(value)
            case FieldType.URL:
                _URL(value)
            case FieldType.DATE:
                Instant.parse(value)
    except PydanticCustomError as error:
        return str(error.context["condition"] if error.context else error.message()), "write it in this form"
    except ValueError:
        return "must be a date, such as `2025-11-18` or `2025-11`", "write it in this form"
    return None


def own_values(extra: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """The values of each own field of a record that are known, as texts."""
    return {
        key: value if isinstance(value, tuple) else (value,)
        for key, value in extra.items()
        if isinstance(value, (str, tuple))
    }
