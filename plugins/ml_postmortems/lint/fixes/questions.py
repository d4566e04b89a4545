"""What a draft asked and nobody needs any more: comments that `new` and `next --paste` wrote, and no others."""

from __future__ import annotations

from collections.abc import Container, Sequence

from ml_postmortems.lint.fixes.fix import Edit
from ml_postmortems.model.draft_questions import HINT, question_lines


def question_edits(lines: Sequence[str], closing: int, record_id: str, within: Container[int]) -> list[Edit]:
    """Delete the questions in the front matter, whose lines end before `closing`; counted from 0.

    `within` are lines that belong to a text.
    """
    asked = _Asked(record_id)
    return [
        Edit((number, 0), (number + 1, 0), "")
        for number in range(1, closing)
        if number not in within and asked.is_question(lines[number])
    ]


def without_questions(content: bytes, record_id: str) -> bytes:
    """A record file without the questions of its draft; all else stays byte for byte."""
    lines = content.decode("utf-8", "surrogateescape").split("\n")
    closing = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip("\r") == "---"), 0)
    asked = _Asked(record_id)
    kept = (line for number, line in enumerate(lines) if not 0 < number < closing or not asked.is_question(line))
    return "\n".join(kept).encode("utf-8", "surrogateescape")


class _Asked:
    def __init__(self, record_id: str) -> None:
        self._lines = question_lines(record_id)

    def is_question(self, line: str) -> bool:
        return line.removesuffix("\r") in self._lines or line.lstrip(" ").startswith(f"{HINT} ")
