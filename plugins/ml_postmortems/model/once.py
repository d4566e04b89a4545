"""Answers about a record that are kept while it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import ref

from ml_postmortems.model.record import Record

T = TypeVar("T")


def once_for_record(compute: Callable[[Record], T]) -> Callable[[Record], T]:
    """Keep the answer about the record that was asked about last: records never change, and are looked at in turn."""
    last: tuple[Record | None, T | None] = (None, None)

    @wraps(compute)
    def kept(record: Record) -> T:
        nonlocal last
        known, answer = last
        if known is not record:
            answer = compute(record)
            last = (record, answer)
        return answer  # type: ignore[return-value]  # it is that of this record

    return kept


def kept_with_record(compute: Callable[[Record], T]) -> Callable[[Record], T]:
    """Keep the answer about each record for as long as there is the record.

    For small answers that each index and page asks for again. They must not lead to the record, which they would keep.
    """
    answers: dict[int, tuple[ref[Record], T]] = {}

    @wraps(compute)
    def kept(record: Record) -> T:
        place = id(record)
        known = answers.get(place)
        if known and known[0]() is record:
            return known[1]
        answer = compute(record)
        answers[place] = (ref(record, lambda _: answers.pop(place, None)), answer)
        return answer

    return kept
