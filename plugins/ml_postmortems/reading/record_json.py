"""Records and vocabularies as JSON and back, without checking them again: what is written here was valid before.

Making a block from YAML asks each value whether it has the right form, which costs ten times as much. Fields
that hold their default are left out. A block is a mapping with the name of its class under an empty key.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

from pydantic.fields import FieldInfo

from ml_postmortems.model.block import Block
from ml_postmortems.model.instant import Instant

_CLASS = ""
B = TypeVar("B", bound=Block)
Convert = Callable[[Any], Any]


def block_to_json(block: Block) -> str:
    """A record or vocabulary that was read without a fault, as text on one line."""
    to_plain = partial(_to_plain, _plans(type(block)))
    return json.dumps(block, default=to_plain, check_circular=False, separators=(",", ":"))


def block_from_json(kind: type[B], text: str) -> B:
    """The block of this class that `block_to_json` of the same code wrote."""
    block: B = json.loads(text, object_hook=partial(_to_block, _plans(kind)))
    return block


def _to_plain(plans: Mapping[str, _Plan], value: Any) -> Any:
    """What the encoder does not know: it writes texts, terms, numbers, lists and mappings itself."""
    if isinstance(value, Block):
        name = type(value).__name__
        parts = value.__dict__  # what is worked out of them may be here too
        return {_CLASS: name} | {
            key: parts[key]
            for key, default in plans[name].defaults.items()
            if parts[key] is not default and parts[key] != default
        }
    if isinstance(value, Instant | Decimal):
        return str(value)
    raise TypeError(f"a block must hold no {type(value).__name__}")


_new, _set = object.__new__, object.__setattr__


def _to_block(plans: Mapping[str, _Plan], found: dict[str, Any]) -> Any:
    """What pydantic makes of these values after it has checked them; a mapping without a class stays one."""
    name = found.pop(_CLASS, None)
    if name is None:
        return found
    plan = plans[name]
    given = plan.shared_set(found)
    for key, convert in plan.converters:
        if key in found:
            found[key] = convert(found[key])
    block = _new(plan.block)
    _set(block, "__dict__", {**plan.defaults, **found})
    _set(block, "__pydantic_fields_set__", given)
    _set(block, "__pydantic_extra__", None)
    _set(block, "__pydantic_private__", None)
    return block


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the values of one class are made from JSON."""

    block: type[Block]
    defaults: Mapping[str, Any]
    """Every field in order; None for those that have to be given."""
    converters: tuple[tuple[str, Convert], ...]
    """The fields whose values are not what JSON has."""
    given: dict[tuple[str, ...], set[str]] = field(default_factory=dict)

    def shared_set(self, fields: Iterable[str]) -> set[str]:
        """These fields as a set that all blocks have which give the same: 10 KB a record. No block changes its own."""
        key = tuple(fields)
        known = self.given.get(key)
        if known is None:
            known = self.given[key] = set(key)
        return known


@cache
def _plans(kind: type[Block]) -> Mapping[str, _Plan]:
    """The plans of a class and of all that its values can be of, by name."""
    plans: dict[str, _Plan] = {}
    for block in _blocks(kind):
        assert block.__name__ not in plans, f"there must be one {block.__name__}"
        converters = {name: _converter(info.annotation) for name, info in block.model_fields.items()}
        plans[block.__name__] = _Plan(
            block,
            {name: _default(info) for name, info in block.model_fields.items()},
            tuple((name, convert) for name, convert in converters.items() if convert),
        )
    return plans


def _default(info: FieldInfo) -> Any:
    return None if info.is_required() else info.get_default(call_default_factory=True)


def _blocks(block: type[Block]) -> Sequence[type[Block]]:
    """A class with all classes that its values can be of, each once."""
    found, left = dict.fromkeys([block]), [block]
    while left:
        inner = {part for info in left.pop().model_fields.values() for part in _types_in(info.annotation)}
        new = [part for part in inner if isinstance(part, type) and issubclass(part, Block) and part not in found]
        found |= dict.fromkeys(new)
        left += new
    return tuple(found)


def _types_in(annotation: Any) -> Iterator[Any]:
    """The types that a type is put together from."""
    if get_origin(annotation) is Annotated:
        yield from _types_in(get_args(annotation)[0])
    elif get_origin(annotation) is not Literal and get_args(annotation):
        for part in get_args(annotation):
            yield from _types_in(part)
    else:
        yield annotation


def _converter(annotation: Any) -> Convert | None:
    """What makes a value of this type from what JSON has; None where that is the same."""
    if get_origin(annotation) is Annotated:
        return _converter(get_args(annotation)[0])
    if get_origin(annotation) is tuple:
        return partial(_to_tuple, _converter(get_args(annotation)[0]))
    if get_origin(annotation) is dict:
        key, value = get_args(annotation)
        return partial(_to_dict, _converter(key), _converter(value))
    if get_origin(annotation) in (None, Literal):
        return _converter_of_scalar(annotation)
    found = [convert for part in get_args(annotation) if (convert := _converter(part))]
    if len(found) > 1:
        raise TypeError(f"a field must not be of several types that JSON does not tell apart: {annotation}")
    if (
        found
        and str in set(_types_of_union(annotation))
        and isinstance(found[0], partial)
        and found[0].func is _to_tuple
    ):
        return partial(_unless_text, found[0])
    return partial(_unless_made, found[0]) if found else None


def _types_of_union(annotation: Any) -> Iterator[Any]:
    """The alternatives of a union, without what annotates them."""
    for part in get_args(annotation):
        if get_origin(part) is Annotated:
            yield get_args(part)[0]
        else:
            yield part


def _converter_of_scalar(annotation: Any) -> Convert | None:
    if annotation is Instant:
        return _instant
    if annotation is Decimal:
        return Decimal
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation._value2member_map_.__getitem__
    return None


_instant = cache(Instant.parse)


def _to_tuple(convert: Convert | None, values: list[Any]) -> tuple[Any, ...]:
    return tuple(map(convert, values)) if convert else tuple(values)


def _to_dict(convert_key: Convert | None, convert: Convert | None, values: dict[str, Any]) -> dict[Any, Any]:
    keys = map(convert_key, values) if convert_key else values
    return dict(zip(keys, map(convert, values.values()) if convert else values.values(), strict=True))


def _unless_text(convert: Convert, value: Any) -> Any:
    """A list, unless a text, a block or nothing stands in place of it."""
    return value if isinstance(value, str) else _unless_made(convert, value)


def _unless_made(convert: Convert, value: Any) -> Any:
    """A value that a block or nothing may stand in place of."""
    return value if value is None or isinstance(value, Block) else convert(value)
