"""The cases of all rules."""

from __future__ import annotations

from tests.lint.argument_cases import ARGUMENT_CASES
from tests.lint.bound_cases import BOUND_CASES
from tests.lint.cases import CASES
from tests.lint.history_cases import HISTORY_CASES
from tests.lint.hollow_cases import HOLLOW_CASES, PRACTICE_CASES
from tests.lint.wording_cases import WORDING_CASES

ALL_CASES = (
    *CASES,
    *ARGUMENT_CASES,
    *HOLLOW_CASES,
    *PRACTICE_CASES,
    *WORDING_CASES,
    *BOUND_CASES,
    *HISTORY_CASES,
)
