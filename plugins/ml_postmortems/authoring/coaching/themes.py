"""What the portions are about, by what readers gain from each: the order in which authors are asked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """Things that are written in one go, because they answer one question of a reader."""

    title: str
    why: str
    fields: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()


MENDING = Theme("What is wrong", "An error keeps the record from moving on, whatever else it holds.")
FITTING = Theme(
    "What does not fit yet", "These errors are about the whole record; what is still missing may mend some of them."
)
THEMES = (
    Theme(
        "What it rests on",
        "The other parts name evidence and artifacts, so these come first. No claim can be checked without them.",
        ("evidence", "artifacts"),
    ),
    Theme(
        "Why it happened",
        "Readers search by cause, and whether it happened before is found by it.",
        ("causes", "primary_cause", "trigger", "lifecycle_stage", "hypotheses"),
        ("Why it happened",),
    ),
    Theme(
        "What stops the next one",
        "Other teams come for the control that works, and for what is being done.",
        ("actions",),
        ("How we fix it",),
    ),
    Theme(
        "How it came to light",
        "It shows what would have found it sooner, here and elsewhere.",
        ("detection", "failure"),
    ),
    Theme(
        "What others can learn",
        "A lesson is found by people who have never heard of this incident.",
        ("lessons", "recurrence"),
    ),
    Theme(
        "What happened, and to whom",
        "The summary is all that many people read; times and numbers make it comparable.",
        ("summary", "timeline", "impact", "affected_data", "extent"),
        ("What happened",),
    ),
    Theme(
        "What to keep, and what is open",
        "It says what helped, what was luck, and how far the account can be trusted.",
        sections=("What went well", "What went badly", "Where we were lucky", "Limitations"),
    ),
    Theme(
        "Whether it worked",
        "A control that nobody has tried may not hold.",
        ("validation",),
    ),
    Theme(
        "Who, and where to",
        "The organisation needs to know who was there, who answers for what and who is told.",
        ("risk", "people", "incident_refs", "responsibilities", "communication", "alignment"),
    ),
    Theme(
        "Why it is taken back",
        "Who finds the record later must see why it counts no longer.",
        ("status_reason", "superseded_by"),
    ),
)
"""In the order of their value; what the others refer to comes before them."""
ADVICE = Theme("What would make it better", "Nothing of this is in the way; each one is worth its minutes to a reader.")
UNKNOWNS = Theme(
    "What was unknown when it was written", "Somebody may know by now. An unknown is honest, and not an answer."
)
_FIELDS = {name: number for number, theme in enumerate(THEMES) for name in theme.fields}
_SECTIONS = {title: number for number, theme in enumerate(THEMES) for title in theme.sections}


def theme_of_field(key: str) -> int:
    """The number of the theme that a field belongs to; a field without one belongs to the last but one."""
    return _FIELDS.get(key, len(THEMES) - 2)


def theme_of_section(title: str) -> int:
    """The number of the theme that a section of the body belongs to."""
    return _SECTIONS.get(title, len(THEMES) - 2)


def order_in_theme(key: str) -> int:
    """The place of a field within its theme."""
    theme = THEMES[theme_of_field(key)]
    return theme.fields.index(key) if key in theme.fields else len(theme.fields)
