"""What is wrong with a query, and how it is corrected. `query-problems.js` is its twin in the browser."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_QUERY = 256
"""Characters."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a query that cannot be read, and how to write it."""

    condition: str
    found: str
    fix: str

    def __str__(self) -> str:
        return f"{self.condition}: found {self.found}; {self.fix}"


class Problems:
    """The problems of one query, as they are met while it is read."""

    def __init__(self) -> None:
        self._problems: dict[Problem, None] = {}
        self._corrections: list[tuple[int, int, str]] = []
        self._is_correctable = True

    @property
    def found(self) -> tuple[Problem, ...]:
        """Every problem once, in the order of the query."""
        return tuple(self._problems)

    def report(self, condition: str, found: str, fix: str, correction: tuple[int, int, str] | None = None) -> None:
        """Note a problem; a correction is the start and the end of a part of the query, and the text for its place."""
        self._problems[Problem(condition, found, fix)] = None
        if correction:
            self._corrections.append(correction)
        else:
            self._is_correctable = False

    def corrected(self, text: str) -> str:
        """The query with every problem corrected; empty where only its author can tell how."""
        if not self._is_correctable or not self._corrections:
            return ""
        for start, end, instead in sorted(self._corrections, reverse=True):
            text = text[:start] + instead + text[end:]
        return re.sub(r"\s+", " ", text).strip() if len(text) <= LONGEST_QUERY else ""
