"""Plants what became of controls: near misses that one caught, failures that came through, and a log of catches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scripts.synth.course import Course
from scripts.synth.dice import Dice
from scripts.synth.incident import BrokenControl, Incident, Plan, Retraction
from scripts.synth.settings import Settings

_OUTCOMES = ("missed", "bypassed", "disabled", "too-late")
"""What is planted one after the other, besides what is caught."""
_LOGGED_SHARE = 0.3
"""Of the controls that are in place, those that have catches in the log."""
_MOST_CATCHES = 14
_STOPPED: Sequence[str] = (
    "Stopped a run before its result was used",
    "Refused a batch whose values lay out of bounds",
    "Held a release back until its owner had looked",
    "Turned a change away that nobody had reviewed",
    "Woke the owner before a user saw anything",
)


@dataclass(frozen=True, slots=True)
class PlannedCatch:
    """A row of `catches.csv`."""

    source: int
    """The number of the incident whose control it was."""
    day: date
    what: str


@dataclass(frozen=True, slots=True)
class ControlPlan:
    """What is planted of controls besides what the records say."""

    complete_since: date | None = None
    """What the log says of itself; None where there is no log."""
    catches: Sequence[PlannedCatch] = ()


def plant_controls(plan: Plan, courses: Sequence[Course], settings: Settings) -> ControlPlan:
    """Let later incidents name controls of earlier ones, and draw the log; a stream of its own."""
    if settings.is_null:
        return ControlPlan()
    dice = Dice(settings.seed, "controls")
    in_place = dict(_in_place(plan, courses))
    dated = [incident for incident in plan.incidents if not courses[incident.number].vague]
    _plant_meetings(dice, dated, in_place, len(plan.incidents) // 40 + 1)
    complete_since = settings.first + (settings.until - settings.first) / 3
    catches = [*_drawn(dice, in_place, settings), *_of_near_misses(plan, courses)]
    return ControlPlan(complete_since, sorted(catches, key=lambda each: (each.day, each.source, each.what)))


def prevention(course: Course) -> int:
    """The place of the action that puts the control in place, from 0."""
    return next(index for index, step in enumerate(course.steps) if step.type == "prevent")


def begin_day(incident: Incident, course: Course) -> date:
    """The first day that the record of an incident knows: of a near miss that on which it was found."""
    return (incident.started if "started" in course.moments else course.moments["detected"]).date()


def _in_place(plan: Plan, courses: Sequence[Course]) -> Iterator[tuple[Incident, date]]:
    """The public incidents whose control came, with the day."""
    for incident in plan.incidents:
        done = courses[incident.number].steps[prevention(courses[incident.number])].completed
        if done and incident.visibility == "public" and incident.retraction is Retraction.NONE:
            yield incident, done


def _plant_meetings(dice: Dice, incidents: Sequence[Incident], in_place: Mapping[Incident, date], count: int) -> None:
    """Near misses that were caught, and incidents before which a control failed: that many of each outcome."""
    names = [incident for incident in incidents if _can_name(incident)]
    near_misses = [incident for incident in names if incident.kind == "near-miss"]
    harmful = [incident for incident in names if incident.kind == "incident"]
    planted = 0
    for later in dice.sample(near_misses, len(near_misses)):
        if planted < 2 * count and (earlier := _control_before(dice, later, in_place)):
            later.caught_by.append(earlier)
            planted += 1
    planted = 0
    for later in dice.sample(harmful, len(harmful)):
        if planted < len(_OUTCOMES) * count and (earlier := _control_before(dice, later, in_place)):
            later.broken_controls.append(BrokenControl(earlier, _OUTCOMES[planted % len(_OUTCOMES)]))
            planted += 1


def _can_name(incident: Incident) -> bool:
    """Whether it is nothing else's planted truth, and everybody may read it."""
    return (
        not incident.purpose.is_planted
        and incident.visibility == "public"
        and incident.retraction is Retraction.NONE
        and not incident.broken_controls
    )


def _control_before(dice: Dice, later: Incident, in_place: Mapping[Incident, date]) -> Incident | None:
    """An incident of the same area whose control was in place: of the same cause if there is one, else of any."""
    before = [each for each, done in in_place.items() if each.area is later.area and done < later.started.date()]
    alike = [each for each in before if each.leaf == later.leaf]
    return dice.choice(alike or before) if before else None


def _drawn(dice: Dice, in_place: Mapping[Incident, date], settings: Settings) -> Iterator[PlannedCatch]:
    """Catches of some controls on different days from the one after they were in place; the first one has most."""
    for place, (incident, done) in enumerate(in_place.items()):
        days = (settings.until - done).days
        if days < 1 or not (place == 0 or dice.chance(_LOGGED_SHARE)):
            continue
        count = min(days, _MOST_CATCHES if place == 0 else dice.between(1, _MOST_CATCHES))
        for after in dice.sample(range(1, days + 1), count):
            yield PlannedCatch(incident.number, done + timedelta(days=after), dice.choice(_STOPPED))


def _of_near_misses(plan: Plan, courses: Sequence[Course]) -> Iterator[PlannedCatch]:
    """Every second planted catch of a near miss stands in the log too, as the same event."""
    caught = [incident for incident in plan.incidents if incident.caught_by]
    for incident in caught[::2]:
        for earlier in incident.caught_by:
            yield PlannedCatch(earlier.number, begin_day(incident, courses[incident.number]), f"Told in {incident.id}")
