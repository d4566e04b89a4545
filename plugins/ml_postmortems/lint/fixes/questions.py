"""What a draft asked and nobody needs any more: comments that `new` wrote, word for word, and no others."""

from __future__ import annotations

from collections.abc import Sequence

from ml_postmortems.lint.fixes.fix import Edit
from ml_postmortems.model.draft_questions import question_lines


def question_edits(lines: Sequence[str], closing: int, record_id: str) -> list[Edit]:
    """Delete the questions in the front matter, whose lines end before `closing`; counted from 0."""
    asked = question_lines(record_id)
    return [
        Edit((number, 0), (number + 1, 0), "")
        for number in range(1, closing)
        if lines[number].removesuffix("\r") in asked
    ]


def without_questions(content: bytes, record_id: str) -> bytes:
    """A record file without the questions of its draft; all else stays byte for byte."""
    lines = content.split(b"\n")
    closing = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip(b"\r") == b"---"), 0)
    asked = question_lines(record_id)
    return b"\n".join(
        line
        for number, line in enumerate(lines)
        if not 0 < number < closing or line.removesuffix(b"\r").decode("utf-8", "replace") not in asked
    )
