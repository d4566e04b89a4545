"""The types of single values. Front matter holds text only; here it becomes numbers, dates and names, or an error.

An error is a `PydanticCustomError` whose message is the condition of the message grammar ("must ...").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, TypeVar, cast

from pydantic import (
    BaseModel,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.model.instant import FIRST_YEAR, LAST_YEAR, Instant
from ml_postmortems.model.pasted_time import (
    PASTED_PATTERN,
    ZONE_PATTERN,
    RecordClock,
    TimeNotRead,
    day_first_readings,
    read_pasted,
    zone_named,
    zone_names,
)
from ml_postmortems.suggestion import closest

TITLE_LENGTH, LINE_LENGTH, TEXT_LENGTH = 90, 300, 2000
"""The most characters of a title, of what stands in lists and tables, and of any other text."""
SLUG_LENGTH, NAME_LENGTH, HANDLE_LENGTH, URI_LENGTH = 120, 120, 64, 2000
SHORT_LIST, LONG_LIST, TABLE_SIZE = 30, 200, 10_000
"""The most items of a list, of a list that tells a long story, and of the mappings of a vocabulary file."""
LARGEST_NUMBER = 999_999_999_999_999
HANDLE_PATTERN = r"@?[A-Za-z0-9][A-Za-z0-9_.-]*"
RECORD_ID_PATTERN = r"PM-\d{4}-\d{4}"
INSTANT_PATTERN = r"(19|20)\d{2}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:[0-5]\d))?)?)?"
"""The form of an instant without its arithmetic, for the JSON Schema; `Instant.parse` knows the calendar too."""
_INTEGER = lazy_pattern(r"-?(0|[1-9]\d{0,30})", re.ASCII)
_NUMBER = lazy_pattern(r"-?(0|[1-9]\d{0,30})(\.\d{1,12})?", re.ASCII)
_INTEGER_IN_BOUNDS = r"0|[1-9]\d{0,14}"
_URI = lazy_pattern(r"""(https?://[^\s<>"'`\\{}|^]+|mailto:[^\s<>"'`\\{}|^]+)""", re.ASCII)
_RELATIVE_URI = r"(?!/)(?!.*\.\.)[A-Za-z0-9_./#-]+"
_DAYS = "`2025-11-18`, `2025-11` or `2025`"
_INSTANT_FORMS = f"`2025-11-18T11:20:00Z` (any offset), {_DAYS}"
_RECORD_FORMS = f"`2025-11-18T11:20:00Z` (any offset), `2025-11-18 11:20` with a `timezone`, {_DAYS}"


def malformed(condition: str, fix: str = "write it in this form", meant: str | None = None) -> PydanticCustomError:
    """The error of a value of the right kind, but not of the form the field wants; `meant` is the likely value."""
    return PydanticCustomError("malformed", "{condition}", {"condition": condition, "fix": fix, "meant": meant})


def _text(value: Any, condition: str, fix: str = "write it in this form") -> str:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "must be text")
    if not value.strip():
        raise malformed(condition, fix)
    return value


def matching(pattern: str, condition: str) -> Callable[[Any], str]:
    """A validator of text that has exactly this form; the condition is the message for any other."""
    compiled = lazy_pattern(pattern, re.ASCII)

    def check(value: Any) -> str:
        text = _text(value, condition)
        if not compiled.fullmatch(text):
            raise malformed(condition)
        return text

    return check


def _instant(value: Any, info: ValidationInfo) -> Instant:
    """A time; one without an offset takes that of the clock that the context is."""
    if isinstance(value, Instant):
        return value
    clock = info.context if isinstance(info.context, RecordClock) else None
    condition = f"must be {_RECORD_FORMS if clock else _INSTANT_FORMS}"
    text = _text(value, condition)
    try:
        return Instant.parse(text)
    except ValueError:
        pass
    try:
        return Instant.parse(read_pasted(text, clock) or text)
    except TimeNotRead as error:
        raise malformed(condition, error.fix) from error
    except ValueError as error:
        raise malformed(condition, _instant_fix(text)) from error


def _instant_fix(text: str) -> str:
    """What is wrong with a time, where that can be told."""
    if (year := re.match(r"\d{4}(?!\d)", text, re.ASCII)) and not FIRST_YEAR <= int(year.group()) <= LAST_YEAR:
        return f"write a year from {FIRST_YEAR} to {LAST_YEAR}"
    if days := day_first_readings(text):
        return f"write the year first: {' or '.join(f'`{day}`' for day in days)}, then the time"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}[Tt ] *\d:.*", text, re.ASCII) and "m" not in text.lower():
        return "write the hour in two digits, or `AM` or `PM` behind it"
    if re.fullmatch(f"{INSTANT_PATTERN}|{PASTED_PATTERN}", text, re.ASCII):
        return "write a day and an hour that exist"
    return "write it in one of these forms"


def _time_zone(value: Any) -> str:
    text = _text(value, "must be the name of a time zone")
    if not zone_named(text):
        near = closest(text, zone_names())
        advice = f"did you mean `{near}`?" if near else "write the name of a city's zone, or give each time its offset"
        raise malformed("must be a time zone of the IANA database, such as `Europe/Berlin` or `UTC`", advice)
    return text


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
    return " ".join(_text(value, "must not be empty", "write a text, or delete the key if it is not needed").split())


def _slug_check(value: Any) -> str:
    text = _text(value, _SLUG_CONDITION)
    if _SLUG.fullmatch(text):
        return text
    meant = "-".join(re.findall(r"[a-z0-9]+", text.lower())) if text.isascii() else ""
    raise malformed(_SLUG_CONDITION, f"did you mean `{meant}`?", meant) if meant else malformed(_SLUG_CONDITION)


_SLUG = lazy_pattern(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_SLUG_CONDITION = "must be lower-case letters and digits, words joined by single hyphens"


class Scalar:
    """What makes a value out of the text of a file, for the annotation of its type.

    Pydantic's own `Field`, `BeforeValidator` and `WithJsonSchema` would say the same in three steps, and pydantic takes
    each step anew for every field of the type: that is what the first record which a command reads has to wait for.
    """

    def __init__(self, convert: Callable[[Any], Any], schema: CoreSchema, json_schema: dict[str, Any]) -> None:
        """`convert` makes the value and may refuse the text; `schema` has the bounds that the value must keep."""
        self._schema = core_schema.no_info_before_validator_function(convert, schema)
        self._json_schema = json_schema

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return self._schema.copy()

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return self._json_schema.copy()


def _string(pattern: str, length: int) -> dict[str, Any]:
    """The JSON Schema of text of this form; where YAML would read plain digits as a number, that is text as well."""
    types = ["string", "integer"] if re.fullmatch(pattern, "2024", re.ASCII) else "string"
    return {"type": types, "pattern": f"^({pattern})$", "maxLength": length}


def _text_of(convert: Callable[[Any], str], pattern: str, length: int) -> Scalar:
    return Scalar(convert, core_schema.str_schema(max_length=length), _string(pattern, length))


def _free_text(length: int) -> Scalar:
    """What makes free text of at most so many characters; what YAML reads as number or truth value is text to us."""
    schema = {"type": ["string", "number", "boolean"], "pattern": r"\S", "maxLength": length}
    return Scalar(_prose, core_schema.str_schema(max_length=length), schema)


def formed_text(pattern: str, condition: str, length: int) -> Scalar:
    """What makes text of one form and of at most so many characters; `pattern` is one for JavaScript too."""
    return _text_of(matching(pattern, condition), pattern, length)


def whole_number(least: int, most: int) -> Scalar:
    """What makes a whole number, which may stand in quotes, with both of its bounds."""
    schema = {
        "type": ["integer", "string"],
        "pattern": f"^({_INTEGER_IN_BOUNDS})$",
        "minimum": least,
        "maximum": most,
    }
    return Scalar(_integer, core_schema.int_schema(ge=least, le=most), schema)


def local_id(letter: str) -> Scalar:
    """What makes an id that is unique within one record: a letter and a number."""
    return formed_text(rf"{letter}[1-9]\d{{0,2}}", f"must be `{letter}` and a number, such as `{letter}1`", 4)


class UniqueItems:
    """Refuses a list that holds an item twice, or more than `most`.

    Blocks say by `IDENTITY` which of their fields make them the same.
    """

    def __init__(self, most: int) -> None:
        self._most = most

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        items = cast("core_schema.TupleSchema", handler(source))
        items["max_length"] = self._most
        return core_schema.no_info_after_validator_function(_require_unique, items)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "uniqueItems": True}


def _require_unique(items: tuple[Any, ...]) -> tuple[Any, ...]:
    seen: list[Any] = []
    for index, item in enumerate(items):
        identity = _identity(item)
        if identity in seen:
            raise PydanticCustomError("repeated_item", "must not repeat an item of its list", {"item": index})
        seen.append(identity)
    return items


def _identity(item: Any) -> Any:
    if isinstance(item, str):
        return item.lstrip("@").casefold()
    if names := getattr(item, "IDENTITY", ()):
        return [_identity(getattr(item, name)) for name in names]
    return [type(item), item.__dict__] if isinstance(item, BaseModel) else item  # compared in a tenth of the time


T = TypeVar("T")
K = TypeVar("K")
ShortList = Annotated[tuple[T, ...], UniqueItems(SHORT_LIST)]
"""A list, as most are."""
LongList = Annotated[tuple[T, ...], UniqueItems(LONG_LIST)]
"""A list that tells a long story."""
Table = Annotated[dict[K, T], Field(max_length=TABLE_SIZE)]
"""A mapping of a vocabulary file with keys of the author's own."""
Text = Annotated[str, _free_text(TEXT_LENGTH)]
Line = Annotated[str, _free_text(LINE_LENGTH)]
Title = Annotated[str, _free_text(TITLE_LENGTH)]
Slug = Annotated[str, _text_of(_slug_check, r"[a-z0-9]+(-[a-z0-9]+)*", SLUG_LENGTH)]
Name = Annotated[
    str, formed_text(r"[A-Za-z0-9][A-Za-z0-9_./-]*", "must be the name of a term, without spaces", NAME_LENGTH)
]
Handle = Annotated[str, formed_text(HANDLE_PATTERN, "must be a handle, such as `@mchen`", HANDLE_LENGTH)]
RecordId = Annotated[str, formed_text(RECORD_ID_PATTERN, "must have the form `PM-2025-0007`", 12)]
RuleCode = Annotated[str, formed_text(r"PM\d{3}", "must be the code of a rule, such as `PM602`", 5)]
Sha256 = Annotated[
    str, formed_text(r"[0-9a-f]{64}", "must be the SHA-256 of the content, in 64 lower-case hexadecimal digits", 64)
]
ContentHash = Annotated[
    str,
    formed_text(
        r"([a-z0-9-]{1,20}:)?[0-9a-f]{7,128}",
        "must be a hash in lower-case hexadecimal digits, if need be with its algorithm in front, such as `md5:`",
        149,
    ),
]
EvidenceId = Annotated[str, local_id("E")]
CauseId = Annotated[str, local_id("C")]
ActionId = Annotated[str, local_id("A")]
LessonId = Annotated[str, local_id("L")]
When = Annotated[Instant, PlainValidator(_instant), WithJsonSchema(_string(f"{INSTANT_PATTERN}|{PASTED_PATTERN}", 80))]
TimeZone = Annotated[str, _text_of(_time_zone, ZONE_PATTERN, NAME_LENGTH)]
Integer = Annotated[int, whole_number(0, LARGEST_NUMBER)]
Number = Annotated[
    Decimal,
    Scalar(
        _number,
        core_schema.decimal_schema(ge=Decimal(0), le=Decimal(LARGEST_NUMBER)),
        {
            "type": ["number", "string"],
            "pattern": rf"^({_INTEGER_IN_BOUNDS})(\.\d{{1,12}})?$",
            "minimum": 0,
            "maximum": LARGEST_NUMBER,
        },
    ),
]
Flag = Annotated[
    bool,
    Scalar(
        _flag,
        core_schema.bool_schema(),
        {"type": ["boolean", "string"], "pattern": "^(true|false)$", "maxLength": 5},
    ),
]
Uri = Annotated[str, _text_of(_uri, f"{_URI.pattern}|{_RELATIVE_URI}", URI_LENGTH)]
