"""What came after the fix: the risk estimated again, and the number that is back; planted into a record by day."""

from __future__ import annotations

from datetime import date
from typing import Any

from scripts.synth.course import Course
from scripts.synth.dice import Dice
from scripts.synth.incident import Incident
from scripts.synth.settings import Settings
from scripts.synth.values import Value

EXPECTED = 97
_UNIT = "% of the week before"
_MOVES = {"down": (-1, 0), "same": (0, 0), "mixed": (-1, 1), "up": (1, 0)}
_REASONS = {
    "down": "The replay was refused by the new control, and the old path is gone.",
    "same": "The control works, and the input changes as often as before.",
    "mixed": "It is caught more often now, and two more products read the same table.",
    "up": "The review found the same gap at two other models of the team.",
}
_WEIGHTS = {"SEV1": (75, 25, 0, 0), "SEV2": (60, 18, 10, 12)}
"""How often a risk goes each way, by the severities that estimate it; at SEV1 no scale has room above."""


def planted_movement(incident: Incident, course: Course, settings: Settings) -> str | None:
    """Which way the risk goes from the first estimate to the last; None where nobody estimates it again.

    Every record that is closed at the as-of date estimates again; of the others about half do.
    """
    if incident.severity not in _WEIGHTS:
        return None
    dice = Dice(settings.seed, "risk", incident.number)
    movement = dice.weighted(tuple(_MOVES), _WEIGHTS[incident.severity])
    is_closed = course.status(incident, settings.until) == "closed"
    if not is_closed and (not course.rounds or dice.chance(0.5)):
        return None
    return movement


def plant_risk(record: dict[str, Any], incident: Incident, course: Course, settings: Settings, day: date) -> None:
    """Add the further estimates and the numbers of the failure to the parts of a record, as they stood on a day."""
    _plant_numbers(record["failure"], course, day)
    movement = planted_movement(incident, course, settings)
    if movement is None:
        return
    first = record["risk"]
    last = _moved(first, movement)
    rounds = record["validation"] if isinstance(record["validation"], list) else []
    for index, each in enumerate(rounds):
        is_last = index == len(course.rounds) - 1
        each["risk"] = last if is_last else {"likelihood": first["likelihood"], "impact": first["impact"]}
    if not course.rounds and course.status(incident, day) == "closed":
        first["at_closing"] = last


def _moved(first: dict[str, Any], movement: str) -> dict[str, Value]:
    """The last estimate; where a scale ends, the other one of the two moves instead."""
    likelihood, impact = _MOVES[movement]
    estimate: dict[str, Value] = {
        "likelihood": first["likelihood"] + likelihood,
        "impact": first["impact"] + impact,
        "reason": _REASONS[movement],
    }
    if movement == "up" and first["likelihood"] == 5:
        estimate |= {"likelihood": 5, "impact": first["impact"] + 1}
    return estimate


def _plant_numbers(failure: dict[str, Any], course: Course, day: date) -> None:
    """The level that the record tells, and after a round what was measured then."""
    observed = int(str(failure["observed"]).split()[0])
    after = None
    if rounds := course.rounds_on(day):
        after = EXPECTED + 1 if rounds[-1].has_passed else (observed + EXPECTED) // 2
    failure["numbers"] = {"unit": _UNIT, "expected": EXPECTED, "observed": observed, "after_fix": after}
