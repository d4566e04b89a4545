"""Records with a planted text in every field of the format, made by walking the model: a new one is in them at once."""

from __future__ import annotations

import types
from collections.abc import Iterator
from enum import Enum
from functools import cache
from itertools import count, product
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from ml_postmortems.model.block import Block
from ml_postmortems.model.not_known import NotKnown
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import (
    ARTIFACT_REFERENCES,
    CAUSE_FIELD,
    CONTROL_FIELD,
    RECORD_REFERENCES,
    STAGE_FIELD,
    TEAM_REFERENCES,
    TRIGGER_FIELDS,
    UPSTREAM_FIELD,
)

WORD = "quuxolotl"
HASH = "feedface" * 8
NUMBER = "80706050"
PLANTED = (WORD, "feedface", NUMBER, "80,706,050")
"""What is planted, as files and pages may spell it."""

Path = tuple[str, ...]
_TERMS: dict[Path, str] = {
    **dict.fromkeys(TEAM_REFERENCES, "ranking"),
    **dict.fromkeys(ARTIFACT_REFERENCES, "ranking-model"),
    UPSTREAM_FIELD: "user-features",
    CAUSE_FIELD: "data-quality/schema-change",
    **dict.fromkeys(TRIGGER_FIELDS, "data-change"),
    STAGE_FIELD: "features",
    CONTROL_FIELD: "data-check",
}
"""What the shared vocabulary knows, which is no secret; of another word no page could be made."""
_OTHERS = {"2025-03-17": "2025-03-18", "E7": "E8", WORD: f"{WORD}-too"}
_OTHER_RECORD = "PM-2025-0001"


def planted_records(first: int) -> list[dict[str, Any]]:
    """Records from the id `PM-2025-FIRST` on that together have every field, each where the model lets it stand."""
    made = [dict(each) for each in _values(Record, ())]
    for number, record in zip(count(first), made, strict=False):
        name = f"PM-2025-{number:04}"
        record |= {"schema_version": "2", "id": name, "aliases": [f"PM-2024-{number:04}"]}
        record |= {"kind": "incident", "origin": "own", "status": "published", "severity": "SEV1"}
        Record.model_validate(record)
    return made


def planted_blocks(block: type[Block], path: Path) -> list[dict[str, Any]]:
    """Blocks of one kind that together have every field of it."""
    return [dict(each) for each in _values(block, path)]


def field_paths(block: type[Block] = Record, path: Path = ()) -> Iterator[Path]:
    """Every field of the format by its keys, without the numbers of items and the keys of maps."""
    for key, hint in _fields(block).items():
        here = (*path, key)
        yield here
        for inner in _blocks_in(hint):
            yield from field_paths(inner, here)


def block_fields(block: type[Block] = Record) -> dict[str, frozenset[str]]:
    """The keys of each kind of block that stands in records, by the name of its class."""
    found = {block.__name__: frozenset(_fields(block))}
    for hint in _fields(block).values():
        for inner in _blocks_in(hint):
            if inner.__name__ not in found:
                found |= block_fields(inner)
    return found


def paths_in(value: Any, path: Path = ()) -> Iterator[Path]:
    """The same of a value that is written; an item of a map stands as the map does."""
    if isinstance(value, dict):
        for key, each in value.items():
            here = (*path, key)
            yield here
            yield from paths_in(
                list(each.values()) if here in (("times",), ("extra",)) and isinstance(each, dict) else each, here
            )
    elif isinstance(value, list):
        for each in value:
            yield from paths_in(each, path)


@cache
def _fields(block: type[Block]) -> dict[str, Any]:
    hints = get_type_hints(block, include_extras=True)
    return {info.alias or name: hints[name] for name, info in block.model_fields.items()}


def _blocks_in(hint: Any) -> Iterator[type[Block]]:
    if isinstance(hint, type) and issubclass(hint, Block):
        yield hint
    for part in get_args(hint):
        yield from _blocks_in(part)


def _values(hint: Any, path: Path) -> list[Any]:
    """Values of a type that together have all of its fields and cases."""
    kind, parts = get_origin(hint), get_args(hint)
    if path in RECORD_REFERENCES and hint is str:
        return [_OTHER_RECORD]
    if kind is Annotated:
        is_simple = isinstance(parts[0], type) and not issubclass(parts[0], Block | Enum) and not get_args(parts[0])
        return [_text(_bare(hint), path)] if is_simple else _values(parts[0], path)
    if kind in (Union, types.UnionType):
        cases = sorted((part for part in parts if part is not type(None)), key=lambda part: NotKnown in get_args(part))
        return [value for case in cases for value in _values(case, path)]
    if kind is Literal:
        return [parts[-1]]
    if kind is tuple:
        values = _values(parts[0], path)
        pair = [values[0], _another(values[0])]
        return [*([value] for value in values), *([pair] if pair[0] != pair[1] else [])]
    if kind is dict:
        (key, *_), values = _values(parts[0], path), _values(parts[1], path)
        return [{key: value} for value in values]
    if issubclass(hint, Block):
        return _dicts(hint, path)
    if issubclass(hint, Enum):
        return [each.value for each in hint]
    return [_text(hint, path)]


def _another(value: Any) -> Any:
    """The same on another day, since some lists need two items."""
    if isinstance(value, dict):
        return {key: _another(each) for key, each in value.items()}
    return _OTHERS.get(str(value), value)


def _dicts(block: type[Block], path: Path) -> list[dict[str, Any]]:
    """With all fields where the block takes them together; else with as many of them at once as it takes."""
    values = {key: _values(hint, (*path, key)) for key, hint in _fields(block).items()}
    most = max(map(len, values.values()), default=0)
    found: list[dict[str, Any]] = []
    told: set[Path] = set()
    for turn, shift in product(range(most), range(most)):
        whole = {key: each[(turn + shift * place) % len(each)] for place, (key, each) in enumerate(values.items())}
        left = list(whole)
        while left:
            part = whole if _is_valid(block, whole) else _part(block, whole, left[0])
            left = [key for key in left[1:] if key not in part]
            if not told.issuperset(paths_in(part)):
                found.append(part)
                told.update(paths_in(part))
    return found


def _part(block: type[Block], whole: dict[str, Any], key: str) -> dict[str, Any]:
    """As much of a block as can stand with a field; nothing where it cannot stand with these values."""
    part = next((part for part in _starts(block, whole, key) if _is_valid(block, part)), {})
    for other, value in whole.items() if part else ():
        if other not in part and _is_valid(block, part | {other: value}):
            part[other] = value
    return part


def _starts(block: type[Block], whole: dict[str, Any], key: str) -> Iterator[dict[str, Any]]:
    """What a field can stand with: what must be there, then with each other field, then with all but one."""
    needed = {info.alias or name for name, info in block.model_fields.items() if info.is_required()}
    least = {each: whole[each] for each in whole if each in needed or each == key}
    yield least
    for other in whole:
        yield least | {other: whole[other]}
    for other in whole.keys() - {key}:
        yield {each: value for each, value in whole.items() if each != other}


def _is_valid(block: type[Block], value: dict[str, Any]) -> bool:
    try:
        block.model_validate(value)
    except ValidationError:
        return False
    return True


def _text(hint: Any, path: Path) -> str:
    """The first of these texts that the type takes."""
    place = "-".join(path).replace("_", "-")
    texts = (
        *((_TERMS[path],) if path in _TERMS else ()),
        *(("2025-03-17",) if _takes(hint, "2025-03-17") and not _takes(hint, WORD) else ()),
        f"{WORD} in {'.'.join(path)}",
        f"https://{WORD}.test/{place}",
        f"{WORD}-{place}",
        HASH,
        *("PM-2025-0001", "PM602", "E7", "C1", "A1", "L1", NUMBER, "3", "true", "Europe/Berlin", "ranking-model@1"),
    )
    fitting: str = next(text for text in texts if _takes(hint, text))
    return fitting


def _bare(hint: Any) -> Any:
    """A type without what is said of the field, such as its key."""
    inner, *said = get_args(hint)
    for each in said:
        inner = inner if isinstance(each, FieldInfo) else Annotated[inner, each]
    return inner


def _takes(hint: Any, text: str) -> bool:
    try:
        _adapter(hint).validate_python(text)
    except ValidationError:
        return False
    return True


@cache
def _adapter(hint: Any) -> TypeAdapter[Any]:
    return TypeAdapter(hint)
