"""The regression cases of severe incidents: which fail and which grow stale is planted, from a stream of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ml_postmortems.model.regression_case import STALE_AFTER_DAYS
from scripts.synth.course import Course
from scripts.synth.dice import Dice
from scripts.synth.incident import Incident
from scripts.synth.settings import Settings
from scripts.synth.values import Value

_LATEST_RUN = 60
"""Days before the as-of date within which a case that is kept up has run."""
_NONE = "The prevention was given up, and the state of that day cannot be built again for a test."
_HEX = "0123456789abcdef"


@dataclass(frozen=True, slots=True)
class CaseCourse:
    """When the case of an incident ran, and how it ended last."""

    runs: tuple[date, ...]
    """In order; none where the prevention is not finished."""
    fails: bool
    """Whether the last run failed."""
    version: int
    hash: str
    independent: bool

    def run_on(self, day: date) -> date | None:
        """The last run up to a day."""
        return max((each for each in self.runs if each <= day), default=None)


def draw_case(incident: Incident, course: Course, settings: Settings) -> CaseCourse | None:
    """How the case of an incident went; None where its tier asks for none."""
    if not incident.tier.is_severe:
        return None
    dice = Dice(settings.seed, "regression case", incident.number)
    fate, back = dice.share(), dice.between(0, _LATEST_RUN)
    identity = dice.between(1, 9), "".join(dice.choice(_HEX) for _ in range(32)), dice.chance(0.7)
    finished = next(step.completed for step in course.steps if step.type == "prevent")
    if finished is None:
        return CaseCourse((), False, *identity)
    latest = max(finished, settings.until - timedelta(days=back))
    fails, is_forgotten = (False, False) if settings.is_null else (fate < 0.12, 0.12 <= fate < 0.3)
    return CaseCourse((finished,) if is_forgotten else (finished, latest), fails, *identity)


def run_days(incident: Incident, course: Course, settings: Settings) -> Iterator[date]:
    """The days on which a record changes because its case ran."""
    if case := draw_case(incident, course, settings):
        yield from (day for day in case.runs if day > course.published)


def with_case(
    fields: Mapping[str, Value], incident: Incident, course: Course, settings: Settings, day: date
) -> Mapping[str, Value]:
    """The fields of a record with its case as it stood on a day, or with the reason why there is none."""
    case = draw_case(incident, course, settings)
    if not case:
        return fields
    record: dict[str, Any] = dict(fields)
    prevention = next(action for action in record["actions"] if action["type"] == "prevent")
    if prevention["status"] == "wont-do":
        causes = [
            {**cause, "no_regression_case": _NONE} if cause["role"] == "immediate" else cause
            for cause in record["causes"]
        ]
        return {**record, "causes": causes}
    control = prevention["control"]
    ran = case.run_on(day)
    told: dict[str, Value] = {
        "suite": control["where"],
        "case": f"{control['id']}/{incident.id.lower()}",
        "asserts": prevention["success_criterion"],
        "result": ("fail" if case.fails and ran == case.runs[-1] else "pass") if ran else "not-run",
        "date": ran.isoformat() if ran else None,
    }
    if control["kind"] == "eval-set":
        told |= {"version": str(case.version), "hash": f"md5:{case.hash}", "independent": case.independent}
    guarded = {**prevention, "control": {**control, "regression_case": told}}
    return {**record, "actions": [guarded if each is prevention else each for each in record["actions"]]}


def planted_cases(incidents: Mapping[Incident, Course], settings: Settings) -> dict[str, list[dict[str, str]]]:
    """The cases that failed when they ran last, and those that nobody ran for long, by record and action."""
    found: dict[str, list[dict[str, str]]] = {"failing": [], "stale": []}
    for incident, course in incidents.items():
        case = draw_case(incident, course, settings)
        index = next(index for index, step in enumerate(course.steps) if step.type == "prevent")
        is_there = course.step_status(course.steps[index], settings.until) != "wont-do"
        is_taken_back = course.status(incident, settings.until) in ("withdrawn", "superseded")
        if not case or not case.runs or not is_there or is_taken_back:
            continue
        entry = {"record": incident.id, "action": f"A{index + 1}", "ran": case.runs[-1].isoformat()}
        if case.fails:
            found["failing"].append(entry)
        elif case.runs[-1] + timedelta(days=STALE_AFTER_DAYS) < settings.until:
            found["stale"].append(entry)
    return found
