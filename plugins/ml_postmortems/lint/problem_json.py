"""Problems as JSON and back, for the caches."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ml_postmortems.lint.finding import Problem


def problems_to_json(found: Mapping[str, Sequence[Problem]]) -> str:
    """Problems by the code of their rule; rules without any are left out."""
    rows = {code: [_problem_to_row(problem) for problem in problems] for code, problems in found.items() if problems}
    return json.dumps(rows, separators=(",", ":"))


def problems_from_json(text: str) -> Mapping[str, Sequence[Problem]]:
    """What `problems_to_json` wrote."""
    return {code: tuple(map(_problem_from_row, rows)) for code, rows in json.loads(text).items()}


def _problem_to_row(problem: Problem) -> list[Any]:
    texts = (problem.subject, problem.condition, problem.found, problem.fix)
    path = str(problem.path) if problem.path else None
    return [problem.line, *texts, problem.field, problem.data, problem.is_fault, path]


def _problem_from_row(row: Sequence[Any]) -> Problem:
    line, subject, condition, found, fix, field, data, is_fault, path = row
    return Problem(line, subject, condition, found, fix, tuple(field), data, is_fault, Path(path) if path else None)
