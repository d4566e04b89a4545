"""Answers about a record that are kept while it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

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
