"""What stands where a curve would be."""

from __future__ import annotations

import pytest

from ml_postmortems.web.scoped_page import too_few


@pytest.mark.parametrize(
    ("found", "noun", "which", "said"),
    [
        (1, "recurrence", "", "Too few to draw: 1 recurrence, and it takes 8."),
        (3, "recurrence", "", "Too few to draw: 3 recurrences, and it takes 8."),
        (1, "action", "with a day", "Too few to draw: 1 action with a day, and it takes 8."),
        (3, "action", "with a day", "Too few to draw: 3 actions with a day, and it takes 8."),
    ],
)
def test_what_is_missing_for_a_curve_is_said_in_english(found: int, noun: str, which: str, said: str) -> None:
    """The noun takes its plural, whatever follows it."""
    assert too_few(found, noun, which) == said
