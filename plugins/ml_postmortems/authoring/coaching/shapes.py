"""What sort of value a field of the format takes, read from the model."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from ml_postmortems.model.block import Block
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.not_known import NotKnown
from ml_postmortems.model.requirements import FieldRule, field_rules
from ml_postmortems.model.terms import Term


@cache
def rules_by_path() -> dict[tuple[str, ...], FieldRule]:
    """Every field of the format by its path."""
    return {rule.path: rule for rule in field_rules()}


@cache
def parts_of(path: tuple[str, ...]) -> tuple[FieldRule, ...]:
    """The fields that stand directly in a block, in the order of the format."""
    return tuple(rule for rule in field_rules() if rule.path[:-1] == path)


def is_list(rule: FieldRule) -> bool:
    """Whether the field holds a list."""
    return get_origin(_unwrapped(rule.annotation)) is tuple


def item_type(rule: FieldRule) -> Any:
    """The class of the value, of a list that of its items."""
    value = _unwrapped(rule.annotation)
    return _unwrapped(get_args(value)[0]) if get_origin(value) is tuple else value


def is_block(rule: FieldRule) -> bool:
    """Whether the value, or each item of the list, is a mapping."""
    kind = item_type(rule)
    return isinstance(kind, type) and issubclass(kind, Block)


def terms(rule: FieldRule) -> tuple[str, ...]:
    """The terms to choose from, where the format itself knows them all."""
    kind = item_type(rule)
    if isinstance(kind, type) and issubclass(kind, Term):
        return tuple(term.value for term in kind)
    return ("true", "false") if kind is bool else ()


def is_fact(rule: FieldRule) -> bool:
    """Whether it is a time or a number, to be looked up and not to be worded."""
    return item_type(rule) in (Instant, Decimal, int)


def _unwrapped(annotation: Any) -> Any:
    """An annotation without metadata, and without the cases that it is missing or not known."""
    if get_origin(annotation) is Annotated:
        return _unwrapped(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        cases = [_unwrapped(case) for case in get_args(annotation)]
        return next(case for case in cases if case not in (NotKnown, type(None)))
    return annotation
