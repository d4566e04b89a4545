"""The `##` sections of the body: an entry here is asked for by the checker, put into drafts and into the reference."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass

from ml_postmortems.model.block import OWN, Gate, Needed
from ml_postmortems.model.budgets import section_hint
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Origin
from ml_postmortems.model.tiers import CRITICAL, FULL_FORM, SEVERE, Tier

_FROM_PUBLISHED = Needed(Gate.PUBLISHED)
_OF_OUR_INCIDENTS = Needed(Gate.PUBLISHED, FULL_FORM, OWN)
_LEAST_ENTRIES = 2
"""A timeline of fewer entries tells no story."""


def _never(_: Record) -> bool:
    return False


def _timeline_tells(record: Record) -> bool:
    return len(known_items(record.timeline)) >= _LEAST_ENTRIES


def _causes_tell(record: Record) -> bool:
    return bool(record.real_causes)


def _actions_tell(record: Record) -> bool:
    return bool(known_items(record.actions))


@dataclass(frozen=True, slots=True)
class BodySection:
    """A section that the text of a record may have."""

    title: str
    prompt: str
    """What it is for. A comment in drafts, which must be gone once the section is needed."""
    needed: Needed = _FROM_PUBLISHED
    """From which status, and of which tiers and origins, unless fields carry it."""
    carried_by: Callable[[Record], bool] = _never
    """Whether the fields of a record tell what the section would."""
    unless: str = ""
    """When that is so, as it reads after `unless`."""
    carrier: str = ""
    """The key of those fields."""
    still_needed_of: frozenset[Tier] = frozenset()
    """The tiers that need it all the same."""
    is_optional: bool = False
    """Whether no record needs it: a place for what some have to tell."""

    def is_asked_of(self, tier: Tier | None, origin: str) -> bool:
        """Whether a complete record of this tier and origin has to have it; None is any tier."""
        is_needed_anyway = tier in self.still_needed_of or (tier is None and bool(self.still_needed_of))
        is_optional = self.is_optional or (bool(self.carrier) and not is_needed_anyway)
        is_of_tier = tier is None or tier in self.needed.tiers
        return is_of_tier and (origin in self.needed.origins or origin not in list(Origin)) and not is_optional

    def is_needed(self, record: Record) -> bool:
        """Whether the record has to have it."""
        is_carried = self.carried_by(record) and record.tier not in self.still_needed_of
        is_asked = self.needed.applies(record.status, record.tier, record.origin) and not self.is_optional
        return is_asked and not is_carried

    def will_be_carried(self, record: Record, awaited: Container[str]) -> bool:
        """Whether the record does not need it once the fields that it still lacks are there."""
        return self.carrier in awaited and record.tier not in self.still_needed_of


BODY_SECTIONS = (
    BodySection(
        "What happened",
        "Tell it in order, for somebody who was not there and has just read the summary: go on where that ends.",
        carried_by=_timeline_tells,
        carrier="timeline",
        still_needed_of=SEVERE,
        unless="a timeline of two entries tells it, except at SEV1 and SEV2",
    ),
    BodySection(
        "Why it happened",
        "What made it happen, what made it possible, and why nothing stopped it sooner.",
        carried_by=_causes_tell,
        carrier="causes",
        unless="causes tell it",
    ),
    BodySection(
        "How we fix it",
        "What ended it, and what will keep it from coming back. Who does what stands in `actions`.",
        carried_by=_actions_tell,
        carrier="actions",
        unless="actions tell it",
    ),
    BodySection("What went well", "What helped, and should be kept: a check, a tool, a decision.", _OF_OUR_INCIDENTS),
    BodySection(
        "What went badly",
        "What cost time or made it worse, and is no cause: a page that reached nobody, a tool that was missing.",
        is_optional=True,
    ),
    BodySection(
        "Where we were lucky",
        "What could have been worse, and was not because of anything that we did.",
        Needed(Gate.PUBLISHED, CRITICAL, OWN),
    ),
    BodySection("Limitations", "What this account leaves open, what it rests on, and where it may be wrong."),
)
"""In the order of reading."""
_BY_TITLE = {section.title: section for section in BODY_SECTIONS}


def section_named(title: str) -> BodySection | None:
    """The section of this title; None for one that no record needs."""
    return _BY_TITLE.get(title)


def section_prompt(title: str) -> str:
    """What the section of this title is for, and how long; empty for one that no record needs."""
    return f"{_BY_TITLE[title].prompt} {section_hint(title)}" if title in _BY_TITLE else ""
