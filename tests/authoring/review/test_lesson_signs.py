"""The review asks about lessons that name nothing of their incident, and about no other lesson."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.authoring.review.lesson_signs import lesson_signs
from ml_postmortems.reading.record_file import parse_record_file
from tests.helpers import REPOSITORY, external_record, own_record, record_text

_PATH = Path("postmortems/2025/PM-2025-0001-session-length.md")


def _signs(record: dict[str, Any]) -> tuple[str, ...]:
    return lesson_signs(parse_record_file(_PATH, record_text(record).encode()))


@pytest.mark.parametrize(
    "text",
    [
        "Test early and test often.",
        "Monitoring of inputs is essential to reliability.",
        "Communication between teams is key to success.",
        "What is not measured cannot be improved, and what is not owned breaks.",
    ],
)
def test_a_lesson_of_every_incident_is_quoted(text: str) -> None:
    """In words of the trade, with one other word at most, it was known before the incident."""
    (sign,) = _signs(own_record(**{"lessons.0.text": text}))
    assert sign.startswith(f"L1 names nothing of this incident: “{text}”.")
    assert sign.endswith("?")
    assert _signs(own_record(**{"lessons.0.text": text}, status="draft")) == ()
    assert _signs(external_record(lessons=[{"id": "L1", "text": text}])) == ()


@pytest.mark.parametrize(
    "text",
    [
        "A number needs bounds where it enters, because its unit can change.",
        "Monitor every session.",
        "Cancelled work is work that somebody else may inherit.",
        "Un contrat qui ne dit rien de la taille ne protège personne.",
    ],
)
def test_a_lesson_of_this_incident_is_not_asked(text: str) -> None:
    """One word of the incident is enough, and so are two words that are not of the trade."""
    assert _signs(own_record(**{"lessons.0.text": text})) == ()


def test_honest_records_are_asked_nothing() -> None:
    """The records that were written from other facts, before this question, do not raise it."""
    files = [*(REPOSITORY / "tests/fixtures").rglob("PM-*.md")]
    assert len(files) > 40
    for path in files:
        assert lesson_signs(parse_record_file(path, path.read_bytes())) == (), path.name
