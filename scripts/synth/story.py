"""Everything that the parts of one record are written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from scripts.synth.company import Company
from scripts.synth.course import Course
from scripts.synth.dice import Dice
from scripts.synth.incident import Incident
from scripts.synth.phrases import LeafPhrases, TemplateFiller, leaves
from scripts.synth.settings import Settings

PHASES: Mapping[str, str] = {"data": "ingestion", "monitoring": "serving"}
"""The phase of a lifecycle stage, where the two have different names."""


@dataclass(frozen=True, slots=True)
class Story:
    """One incident with its course, and the voice that tells it."""

    incident: Incident
    course: Course
    company: Company
    settings: Settings
    controls: Mapping[int, str]
    """The id of the control that each incident put in place, by the number of the incident."""
    dice: Dice
    speaker: TemplateFiller
    way: list[str]
    """The kinds of artifact that the failure passed through."""
    behind: str
    """The other cause: systemic behind a fault, immediate before a gap in the process."""

    @property
    def leaf(self) -> LeafPhrases:
        """The phrases of the primary cause."""
        return leaves()[self.incident.leaf]

    @property
    def is_severe(self) -> bool:
        """Whether the record needs what only SEV1 and SEV2 need."""
        return self.incident.severity in ("SEV1", "SEV2")

    @property
    def is_process(self) -> bool:
        """Whether the primary cause lies in how people work; it is systemic then."""
        return self.incident.leaf.startswith("process/")

    @property
    def team(self) -> str:
        """The owning team."""
        return self.incident.area.team


def open_story(
    incident: Incident, course: Course, company: Company, settings: Settings, controls: Mapping[int, str]
) -> Story:
    """The story of one incident, at its first word: the same draws each time it is told."""
    dice = Dice(settings.seed, "story", incident.number)
    area = incident.area
    model = next(kind for kind in ("model", "vendor-model") if kind in area.artifacts)
    names = {
        "focus": area.artifact_name(incident.focus),
        "model": area.artifact_name(model),
        "service": area.artifact_name("service"),
        "product": area.domain.product,
        "users": area.domain.users,
        "metric": area.domain.metric,
        "field": dice.choice(area.domain.fields),
        "upstream": "data platform",
    }
    return Story(
        incident=incident,
        course=course,
        company=company,
        settings=settings,
        controls=controls,
        dice=dice,
        speaker=TemplateFiller(dice, names, incident.started.date()),
        way=area.downstream(incident.focus),
        behind=dice.choice(leaves()[incident.leaf].behind),
    )


def stamp(moment: datetime) -> str:
    """A moment as front matter writes it."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def long_date(day: date) -> str:
    """A day as prose writes it, in English wherever this runs."""
    months = (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    )  # fmt: skip
    return f"{day.day} {months[day.month - 1]} {day.year}"
