"""Answers that are kept with a record."""

from __future__ import annotations

import gc
from weakref import ref

from ml_postmortems.model.durations import happened, key_instants
from ml_postmortems.model.once import kept_with_record
from ml_postmortems.model.record import Record
from tests.helpers import own_record


def test_each_record_is_asked_once() -> None:
    """However many records are asked about in between, an answer is computed once; equal records are told apart."""
    asked: list[Record] = []

    @kept_with_record
    def place(record: Record) -> int:
        asked.append(record)
        return len(asked)

    first, second = (Record.model_validate(own_record()) for _ in range(2))
    assert [place(each) for each in (first, second, first, second)] == [1, 2, 1, 2]
    assert asked[0] is first
    assert asked[1] is second


def test_an_answer_goes_with_its_record() -> None:
    """Nothing that was kept holds a record, and a changed copy has answers of its own."""
    record = Record.model_validate(own_record())
    changed = record.model_copy(update={"timeline": (), "times": {}})
    assert key_instants(record)
    assert not key_instants(changed)
    assert happened(record) != happened(changed)
    gone = ref(record)
    del record
    gc.collect()
    assert gone() is None
