"""How long a part of a record takes to write: estimates for making portions, not measurements of people."""

from __future__ import annotations

from enum import Enum


class Effort(Enum):
    """A sort of work with its minutes, as we estimate them, and the reason for the number."""

    minutes: float
    reason: str

    KNOWN = 0.0, "The form has filled it in; it is only read."
    CHOICE = 0.5, "One of a few terms; the list is read and one is picked."
    FACT = 1.0, "A time, a number or a name, to look up in a tool that is open already."
    SENTENCE = 1.5, "One or two sentences about something that the author knows."
    PARAGRAPH = 5.0, "A summary or a section: a few sentences in order, read once more."
    REPAIR = 2.0, "A finding: read, the place looked up, a value changed."
    COMPARISON = 3.0, "Another record is opened, and the difference put in a sentence."

    def __init__(self, minutes: float, reason: str) -> None:
        self.minutes, self.reason = minutes, reason


PORTION_MINUTES = 10
"""What a portion should take."""
MOST_MINUTES = 12
"""What it may take before the next thing goes into another portion."""
SMALL_MINUTES = 2
"""What takes no longer is added to a full portion, so that none is made of a trifle."""


def whole_minutes(minutes: float) -> int:
    """Minutes as they are shown: at least one, rounded."""
    return max(1, round(minutes))
