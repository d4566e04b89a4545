"""The severity of an incident, by the criteria of the taxonomy."""

from __future__ import annotations

from datetime import timedelta

from scripts.synth.course import Course
from scripts.synth.incident import Incident

LEAK = "technical/cross-request-leak"
"""The cause by which people see what belongs to others: it is major at least, however short."""
MANY = 1_000
"""From this many persons on whose data was shown, it is critical."""
MAJOR = 100_000
"""From this many persons for four hours on, anything is major."""
SHARES = {"SEV1": (25, 80), "SEV2": (10, 24), "SEV3": (1, 9)}
"""The per cent of users that were affected, from and to; below SEV3 it is less than one."""
_LEAST_HARM = {"SEV1": timedelta(hours=4), "SEV2": timedelta(hours=4), "SEV3": timedelta(hours=1)}
_WORKING_DAY = timedelta(hours=8)
_ORDER = ("SEV1", "SEV2", "SEV3", "SEV4")


def severity_of(incident: Incident, course: Course) -> str:
    """The severity that was drawn, moved to the nearest whose criteria are met.

    What did no harm is SEV5, and nothing else is. What ended soon is less severe than drawn, what lasted longer than a
    working day is SEV3 at least.
    """
    if incident.kind != "incident":
        return "SEV5"
    if incident.leaf == LEAK:
        return "SEV1" if incident.severity == "SEV1" else "SEV2"
    ended = course.moments.get("mitigated") or course.moments["resolved"]
    harm = ended - incident.started
    drawn = min(_ORDER.index(incident.severity) if incident.severity in _ORDER else 3, 3 if harm <= _WORKING_DAY else 2)
    return next(name for name in _ORDER[drawn:] if harm >= _LEAST_HARM.get(name, timedelta.min))
