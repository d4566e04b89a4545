"""The `##` sections of the body: an entry here is asked for by the checker, put into drafts and into the reference."""

from __future__ import annotations

from dataclasses import dataclass

from ml_postmortems.model.block import Gate, Needed

_FROM_PUBLISHED = Needed(Gate.PUBLISHED)


@dataclass(frozen=True, slots=True)
class BodySection:
    """A section that the text of a record has to have."""

    title: str
    prompt: str
    """What it is for. A comment in drafts, which must be gone once the section is needed."""
    needed: Needed = _FROM_PUBLISHED
    """From which status, and at which severities and origins."""


BODY_SECTIONS = (
    BodySection(
        "What happened",
        "Tell it in order, for somebody who was not there: what was seen, by whom, what it did to users.",
    ),
    BodySection("Why it happened", "What made it happen, what made it possible, and why nothing stopped it sooner."),
    BodySection(
        "How we fix it",
        "What ended it, and what will keep it from coming back. Who does what stands in `actions`.",
    ),
    BodySection("What went well", "What helped, and should be kept: a check, a tool, a decision."),
    BodySection("Where we were lucky", "What could have been worse, and was not because of anything that we did."),
    BodySection("Limitations", "What this account leaves open, what it rests on, and where it may be wrong."),
)
"""In the order of reading."""
_BY_TITLE = {section.title: section for section in BODY_SECTIONS}


def section_prompt(title: str) -> str:
    """What the section of this title is for; empty for one that no record needs."""
    return _BY_TITLE[title].prompt if title in _BY_TITLE else ""
