"""Plants the log of the incident tool: what owes a postmortem, and a few incidents of which nobody wrote one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scripts.synth.control_plan import begin_day
from scripts.synth.course import Course
from scripts.synth.dice import Dice
from scripts.synth.incident import Plan
from scripts.synth.settings import Settings

_OWES = ("SEV1", "SEV2")
_INCIDENTS_A_FORGOTTEN_ONE = 25


@dataclass(frozen=True, slots=True)
class LoggedLine:
    """A row of `incidents.csv`."""

    incident: str
    day: date
    severity: str
    is_forgotten: bool
    """Whether no record tells of it."""


def log_incidents(plan: Plan, courses: Sequence[Course], settings: Settings) -> Sequence[LoggedLine]:
    """Every SEV1 and SEV2 incident, and those that were forgotten; a stream of its own. Empty for a null plan."""
    if settings.is_null:
        return ()
    dice = Dice(settings.seed, "incident-log")
    lines = [
        LoggedLine(f"INC-{1000 + each.number}", begin_day(each, courses[each.number]), each.severity, False)
        for each in plan.incidents
        if each.kind == "incident" and each.severity in _OWES
    ]
    days = (settings.until - settings.first).days
    for number in range(2 + len(plan.incidents) // _INCIDENTS_A_FORGOTTEN_ONE):
        day = settings.first + timedelta(days=dice.between(1, days - 60))
        lines.append(LoggedLine(f"INC-{90000 + number}", day, dice.choice(_OWES), True))
    return sorted(lines, key=lambda each: (each.day, each.incident))


def log_text(lines: Sequence[LoggedLine]) -> str:
    """The content of `incidents.csv`."""
    rows = [f"{each.incident},{each.day},{each.severity}\n" for each in lines]
    return "".join(["incident,date,severity\n", *rows])
