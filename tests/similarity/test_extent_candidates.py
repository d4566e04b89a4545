"""Which other artifacts could have the same fault is asked about many records of one base at once."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType
from typing import Any

from ml_postmortems.model.record import Record
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.similarity.extent_candidates import extent_candidates
from tests.helpers import own_record, write_corpus


def test_candidates_for_all_records_cost_no_more_each_than_for_few(tmp_path: Path) -> None:
    """A base in which nobody has told the extent is checked in a time that grows with its records, not their square."""
    assert _reads_of_causes(tmp_path / "many", 24) <= 2.2 * _reads_of_causes(tmp_path / "few", 12)


def _reads_of_causes(folder: Path, count: int) -> int:
    """How often the causes of a record are asked for, while candidates for each of so many records are found."""
    records = (own_record(id=f"PM-2025-{number:04}", title=f"Labels lost {number}") for number in range(1, count + 1))
    corpus = load_corpus(write_corpus(folder, *records))
    reads = 0
    causes = vars(Record)["telling_causes"].fget

    def noted(frame: FrameType, event: str, _: Any) -> None:
        nonlocal reads
        reads += event == "call" and frame.f_code is causes.__code__

    sys.setprofile(noted)
    try:
        for record in corpus.records:
            extent_candidates(corpus, record)
    finally:
        sys.setprofile(None)
    assert reads >= count
    return reads
