"""Facts that are told again and again: what counts as the same fact, and as a place."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_postmortems.lint.rules.retelling import retold_fact
from ml_postmortems.reading.record_file import parse_record_file
from tests.helpers import BODY, changed, own_record, record_text

FACT = "The forecast model read metres per second as kilometres per hour."


def places(record: dict[str, object], body: str = BODY) -> list[str]:
    """Where the fact is told too often."""
    file = parse_record_file(Path("PM-2025-0001-x.md"), record_text(record, body).encode())
    return [problem.subject for problem in retold_fact(file)]


def told(*paths: str) -> dict[str, object]:
    """Our own record with the fact at these places."""
    record = own_record()
    for path in paths:
        record = changed(record, path, FACT)
    return record


def test_third_place_is_told_once() -> None:
    """Two places are fine; of a third one there is one finding, however long the common words are."""
    assert places(told("causes.0.text", "timeline.0.text")) == []
    assert places(told("causes.0.text", "timeline.0.text", "lessons.0.text")) == ["lessons[0].text"]


def test_case_marks_and_small_words_do_not_hide_a_fact() -> None:
    """A fact in other dress is the same fact; in other words it is not."""
    record = told("causes.0.text", "timeline.0.text")
    dressed = changed(
        record, "lessons.0.text", "A forecast model read *metres per second*, as the kilometres per hour!"
    )
    assert places(dressed) == ["lessons[0].text"]
    assert places(changed(record, "lessons.0.text", "Units were mixed up by what predicts the weather.")) == []


@pytest.mark.parametrize("status", ["draft", "in-review"])
def test_what_is_being_written_is_left_alone(status: str) -> None:
    """Nobody is told to shorten what is not finished."""
    assert places(told("causes.0.text", "timeline.0.text", "lessons.0.text") | {"status": status}) == []


def test_what_is_derived_is_no_place() -> None:
    """A symptom from the title, and a trigger from the timeline, are written once."""
    record = changed(own_record(schema_version="2", title=FACT), "timeline.0.text", FACT)
    for path in ("symptom", "failure.observed"):
        record = changed(record, path, None)
    assert places(record) == []
    assert places(changed(record, "symptom", FACT)) == ["`timeline[0].text`".strip("`")]
