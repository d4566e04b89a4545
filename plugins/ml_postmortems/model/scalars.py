"""The types of single values. Front matter holds text only; here it becomes numbers, dates and names, or an error.

An error is a `PydanticCustomError` whose message is the condition of the message grammar ("must ...").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from ml_postmortems.model.instant import Instant

TITLE_LENGTH = 90
RECORD_ID_PATTERN = r"PM-\d{4}-\d{4}"
INSTANT_PATTERN = r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:[0-5]\d))?)?)?"
"""The form of an instant without its arithmetic, for the JSON Schema; `Instant.parse` knows the calendar too."""
_INTEGER = re.compile(r"-?(0|[1-9]\d{0,15})", re.ASCII)
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,15})(\.\d{1,12})?", re.ASCII)
_URI = re.compile(r"(https?://[^\s<>\"'`\\{}|^]+|mailto:[^\s<>\"'`\\{}|^]+)", re.ASCII)
_RELATIVE_URI = r"(?!/)(?!.*\.\.)[A-Za-z0-9_./#-]+"
_INSTANT_FORMS = "`2025-11-18T11:20:00Z` (any offset), `2025-11-18`, `2025-11` or `2025`"


def malformed(condition: str, fix: str = "write it in this form") -> PydanticCustomError:
    """The error of a value that is of the right kind, but not of the form the field wants."""
    return PydanticCustomError("malformed", "{condition}", {"condition": condition, "fix": fix})


def _text(value: Any, condition: str, fix: str = "write it in this form") -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "must be text")
    if not value.strip():
        raise malformed(condition, fix)
    return value


def matching(pattern: str, condition: str) -> Callable[[Any], str]:
    """A validator of text that has exactly this form; the condition is the message for any other."""
    compiled = re.compile(pattern, re.ASCII)

    def check(value: Any) -> str:
        text = _text(value, condition)
        if not compiled.fullmatch(text):
            raise malformed(condition)
        return text

    return check


def _instant(value: Any) -> Instant:
    if isinstance(value, Instant):
        return value
    condition = f"must be {_INSTANT_FORMS}"
    text = _text(value, condition)
    try:
        return Instant.parse(text)
    except ValueError as error:
        raise malformed(condition, _instant_fix(text)) from error


def _instant_fix(text: str) -> str:
    """What is wrong with a time, where that can be told."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?", text):
        return "add the offset from UTC: `Z`, `+02:00`; where it is not known, write the day alone"
    return "write it in one of these forms"


def _integer(value: Any) -> int:
    if isinstance(value, int):
        return value
    if not _INTEGER.fullmatch(_text(value, "must be a whole number")):
        raise malformed("must be a whole number in plain digits")
    return int(value)


def _number(value: Any) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if not _NUMBER.fullmatch(_text(value, "must be a number")):
        raise malformed("must be a number in plain digits, with a point for decimals")
    return Decimal(value)


def _flag(value: Any) -> bool:
    if value in (True, False):
        return bool(value)
    match _text(value, "must be `true` or `false`"):
        case "true":
            return True
        case "false":
            return False
    raise malformed("must be `true` or `false`")


def _uri(value: Any) -> str:
    text = _text(value, "must be a link")
    if not re.fullmatch(_RELATIVE_URI, text, re.ASCII) and not _URI.fullmatch(text):
        raise malformed("must be an http, https or mailto link, or the path of a file beside the record")
    return text


def _prose(value: Any) -> str:
    return " ".join(_text(value, "must not be empty", "write a text, or delete the key").split())


def _slug_check(value: Any) -> str:
    return _SLUG(value)


_SLUG = matching(r"[a-z0-9]+(-[a-z0-9]+)*", "must be lower-case letters and digits, words joined by single hyphens")


def _string(pattern: str) -> WithJsonSchema:
    """The JSON Schema of text of this form; where YAML would read plain digits as a number, that is text as well."""
    types = ["string", "integer"] if re.fullmatch(pattern, "2024", re.ASCII) else "string"
    return WithJsonSchema({"type": types, "pattern": f"^({pattern})$"})


def _text_schema(**bounds: int) -> WithJsonSchema:
    """The JSON Schema of free text: what YAML would read as a number or a truth value is text to us."""
    return WithJsonSchema({"type": ["string", "number", "boolean"], "pattern": r"\S", **bounds})


def integer_schema(**bounds: int) -> WithJsonSchema:
    """The JSON Schema of a whole number, which may stand in quotes."""
    return WithJsonSchema({"type": ["integer", "string"], "pattern": f"^({_INTEGER.pattern})$", **bounds})


def local_id(letter: str) -> tuple[BeforeValidator, WithJsonSchema]:
    """The validator and schema of an id that is unique within one record: a letter and a number."""
    pattern = rf"{letter}[1-9]\d{{0,2}}"
    return (
        BeforeValidator(matching(pattern, f"must be `{letter}` and a number, such as `{letter}1`")),
        _string(pattern),
    )


Text = Annotated[str, BeforeValidator(_prose), _text_schema()]
Title = Annotated[Text, Field(max_length=TITLE_LENGTH), _text_schema(maxLength=TITLE_LENGTH)]
Slug = Annotated[str, BeforeValidator(_slug_check), _string(r"[a-z0-9]+(-[a-z0-9]+)*")]
Name = Annotated[
    str,
    BeforeValidator(matching(r"[A-Za-z0-9][\w./-]*", "must be the name of a term, without spaces")),
    _string(r"[A-Za-z0-9][A-Za-z0-9_./-]*"),
]
Handle = Annotated[
    str,
    BeforeValidator(matching(r"@?[A-Za-z0-9][\w.-]*", "must be a handle, such as `@mchen`")),
    _string(r"@?[A-Za-z0-9][A-Za-z0-9_.-]*"),
]
RecordId = Annotated[
    str,
    BeforeValidator(matching(RECORD_ID_PATTERN, "must have the form `PM-2025-0007`")),
    _string(RECORD_ID_PATTERN),
]
RuleCode = Annotated[
    str, BeforeValidator(matching(r"PM\d{3}", "must be the code of a rule, such as `PM602`")), _string(r"PM\d{3}")
]
EvidenceId = Annotated[str, *local_id("E")]
CauseId = Annotated[str, *local_id("C")]
ActionId = Annotated[str, *local_id("A")]
LessonId = Annotated[str, *local_id("L")]
When = Annotated[Instant, PlainValidator(_instant), _string(INSTANT_PATTERN)]
Integer = Annotated[int, BeforeValidator(_integer), integer_schema()]
Number = Annotated[
    Decimal,
    BeforeValidator(_number),
    WithJsonSchema({"type": ["number", "string"], "pattern": f"^({_NUMBER.pattern})$"}),
]
Flag = Annotated[
    bool, BeforeValidator(_flag), WithJsonSchema({"type": ["boolean", "string"], "pattern": "^(true|false)$"})
]
Uri = Annotated[str, BeforeValidator(_uri), _string(f"{_URI.pattern}|{_RELATIVE_URI}")]
