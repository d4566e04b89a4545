"""Captured copies of the evidence of severe incidents: which are kept, and since when, from a stream of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from scripts.synth.course import Course
from scripts.synth.dice import Dice
from scripts.synth.incident import Incident
from scripts.synth.settings import Settings
from scripts.synth.values import Value

_KEPT = "E2"
"""The dashboard, which forgets what it showed."""
_SHARE = 0.5
_NO_DAY = "The archive does not say when it took the copy."
_HEX = "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class KeptCopy:
    """A captured copy of one piece of evidence."""

    link: str
    captured: date | None
    """None where the day is unknown."""
    sha256: str


def draw_copy(incident: Incident, course: Course, settings: Settings) -> KeptCopy | None:
    """The copy that is kept of an incident; None where there is none."""
    if not incident.tier.is_severe:
        return None
    dice = Dice(settings.seed, "kept evidence", incident.number)
    is_kept, has_day = dice.chance(_SHARE), dice.chance(0.8)
    digest = "".join(dice.choice(_HEX) for _ in range(64))
    if not is_kept:
        return None
    link = f"https://archive.example.com/{incident.number + 1000}/{digest[:8]}"
    return KeptCopy(link, course.reviewed if has_day else None, digest)


def with_kept_evidence(
    fields: Mapping[str, Value], incident: Incident, course: Course, settings: Settings, day: date
) -> Mapping[str, Value]:
    """The fields of a record with its copy, from the day of the review on."""
    kept = draw_copy(incident, course, settings)
    if not kept or day < course.reviewed:
        return fields
    record: dict[str, Any] = dict(fields)
    told = {
        "copy": kept.link,
        "captured": kept.captured.isoformat() if kept.captured else {"unknown": _NO_DAY},
        "sha256": kept.sha256,
    }
    return {**record, "evidence": [{**item, **told} if item["id"] == _KEPT else item for item in record["evidence"]]}


def planted_copies(incidents: Sequence[tuple[Incident, Course]], settings: Settings) -> list[dict[str, str | None]]:
    """What was planted, as plain values, of each record with a copy at the as-of date."""
    return [
        {
            "record": incident.id,
            "evidence": _KEPT,
            "copy": kept.link,
            "captured": kept.captured.isoformat() if kept.captured else None,
            "sha256": kept.sha256,
        }
        for incident, course in incidents
        if (kept := draw_copy(incident, course, settings)) and course.reviewed <= settings.until
    ]
