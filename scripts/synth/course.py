"""The course of an incident: when things happened, what was done about it, and how far that has come on any day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from scripts.synth.dice import Dice
from scripts.synth.incident import Incident, Retraction
from scripts.synth.settings import Settings

_LONGEST = timedelta(days=21)
_LONGEST_PLANTED = timedelta(days=5)
_LONGEST_IF_VERIFIED_SOON = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One action: what it is, what it was promised for, and when it was finished."""

    type: str
    priority: str
    dues: Sequence[tuple[date, date]]
    """The days on which a due date was set, in order, each with the date."""
    completed: date | None = None
    given_up: date | None = None

    def due_on(self, day: date) -> date:
        """The due date as it stood on a day."""
        return [due for since, due in self.dues if since <= day][-1]


@dataclass(frozen=True, slots=True)
class Round:
    """One validation round of everything that was finished by then."""

    date: date
    method: str
    has_passed: bool


@dataclass(frozen=True, slots=True)
class Course:
    """One incident from its start to the last change of its record."""

    moments: dict[str, datetime]
    """The key instants that happened, by name."""
    unknown: dict[str, str]
    """Why a key instant is not known, by name."""
    vague: str | None
    """A key instant of which only the surroundings are known."""
    source: str
    """Who or what detected it."""
    published: date
    reviewed: date
    steps: Sequence[Step]
    rounds: Sequence[Round]
    taken_back: date

    @property
    def can_be_tried(self) -> bool:
        """Whether its prevention was not given up."""
        return not any(step.given_up for step in self.steps if step.type == "prevent")

    def rounds_on(self, day: date) -> list[Round]:
        """The validation rounds that had been held on a day."""
        return [each for each in self.rounds if each.date <= day]

    def step_status(self, step: Step, day: date) -> str:
        """How far an action had come on a day."""
        if step.given_up and step.given_up <= day:
            return "wont-do"
        if step.completed is None or step.completed > day:
            return "in-progress" if day > self.published + timedelta(days=10) else "open"
        return "verified" if any(self._tries(each, step) for each in self.rounds_on(day) if each.has_passed) else "done"

    def tried(self, each: Round) -> list[int]:
        """Which actions a round tried, by their place from 0."""
        return [index for index, step in enumerate(self.steps) if self._tries(each, step)]

    def _tries(self, each: Round, step: Step) -> bool:
        return step.type in ("prevent", "detect") and step.completed is not None and step.completed <= each.date

    def status(self, incident: Incident, day: date) -> str:
        """The status of the record on a day."""
        if incident.retraction is not Retraction.NONE and day >= self.taken_back:
            return incident.retraction.value
        rounds = self.rounds_on(day)
        if rounds and not rounds[-1].has_passed:
            return "adjusting"
        statuses = [self.step_status(step, day) for step in self.steps]
        unfinished = [index for index, status in enumerate(statuses) if status in ("open", "in-progress")]
        if rounds:
            return "validating" if any(self.steps[index].priority == "P1" for index in unfinished) else "closed"
        if not unfinished and not self.can_be_tried:
            return "closed"
        return "validating" if any(status == "done" for status in statuses[2:]) else "published"

    def changes(self) -> list[date]:
        """The days on which the record changed after it was published, in order."""
        days = {day for step in self.steps for day, _ in step.dues}
        days |= {day for step in self.steps for day in (step.completed, step.given_up) if day}
        days |= {each.date for each in self.rounds}
        days |= {self.published + timedelta(days=11), self.taken_back}
        return sorted(day for day in days if day > self.published)


def draw_course(incident: Incident, settings: Settings) -> Course:
    """How an incident went; a stream of its own, so that it does not depend on the other incidents."""
    dice = Dice(settings.seed, "course", incident.number)
    moments, source = _moments(dice, incident, settings)
    resolved = moments["resolved"].date()
    published = min(settings.until, resolved + timedelta(days=dice.between(4, 20)))
    unknown, vague = _not_known(dice, incident)
    steps = _steps(dice, incident, settings, moments, published, source)
    return Course(
        moments={name: at for name, at in moments.items() if name not in unknown and name != vague},
        unknown=unknown,
        vague=vague,
        source=source,
        published=published,
        reviewed=max(resolved, published - timedelta(days=dice.between(0, 4))),
        steps=steps,
        rounds=_rounds(dice, incident, settings, steps),
        taken_back=min(settings.until, published + timedelta(days=dice.between(5, 30))),
    )


def _moments(dice: Dice, incident: Incident, settings: Settings) -> tuple[dict[str, datetime], str]:
    """The key instants and who detected it: log-normal durations in minutes, outsiders later than machines."""
    sources = ("alert", "data-check", "model-monitor", "internal-user", "customer", "partner", "audit", "press")
    source = dice.weighted(sources, (24, 14, 16, 18, 16, 6, 4, 2))
    slow = sources.index(source) > 2
    detect = dice.lognormal(420 if slow else 55, 1.3)
    if source == "alert" and dice.chance(0.15):
        detect = -dice.lognormal(12, 0.6)  # the alert came before the harm
    mitigate = max(dice.lognormal(130, 1.1), 5 - detect)
    offsets = {
        "started": 0.0,
        "detected": detect,
        "diagnosed": detect + mitigate * dice.lognormal(0.6, 0.5),
        "mitigated": detect + mitigate,
        "resolved": detect + mitigate + dice.lognormal(300, 1.2),
    }
    offsets["resolved"] = max(offsets["resolved"], offsets["diagnosed"])
    if dice.chance(0.45):
        offsets["data-repaired"] = offsets["resolved"] + dice.lognormal(900, 0.9)
    longest = _LONGEST_PLANTED if incident.purpose.is_planted else _LONGEST
    longest = _LONGEST_IF_VERIFIED_SOON if incident.is_verified_soon else longest
    end = datetime(settings.until.year, settings.until.month, settings.until.day, tzinfo=UTC)
    room = min(longest, end - incident.started) / timedelta(minutes=1)
    squeeze = min(1.0, room / max(offsets.values()))
    return {
        name: incident.started + timedelta(minutes=int(minutes * squeeze)) for name, minutes in offsets.items()
    }, source


def _not_known(dice: Dice, incident: Incident) -> tuple[dict[str, str], str | None]:
    """Which key instants nobody knows or which do not apply, and which one is known only by an interval."""
    if incident.kind in ("near-miss", "hazard"):
        return {
            "started": "It was found before it did harm.",
            "mitigated": "There was no harm to end.",
        }, None
    if incident.purpose.is_planted:
        return ({"diagnosed": "The channel of that night was not kept."} if dice.chance(0.05) else {}), None
    unknown: dict[str, str] = {}
    if dice.chance(0.05):
        unknown["diagnosed"] = "Nobody noted when the cause was clear."
    if dice.chance(0.03):
        unknown["mitigated"] = "The harm faded; no moment can be named."
    return unknown, "started" if dice.chance(0.06) else None


def _steps(
    dice: Dice, incident: Incident, settings: Settings, moments: dict[str, datetime], published: date, source: str
) -> list[Step]:
    """Mitigation, repair and prevention always; detection where outsiders were first; sometimes process or more."""
    resolved = moments["resolved"].date()
    mitigated = moments["mitigated"].date()
    steps = [
        Step("mitigate", "P0", [(resolved, mitigated)], completed=mitigated),
        Step("repair", "P1", [(resolved, resolved)], completed=resolved),
        _lasting(dice, settings, "prevent", "P1", published, incident.is_verified_soon),
    ]
    if source in ("customer", "partner", "audit", "press") or dice.chance(0.4):
        steps.append(_lasting(dice, settings, "detect", dice.choice(("P1", "P2")), published))
    if dice.chance(0.35):
        steps.append(_lasting(dice, settings, "process", dice.choice(("P2", "P3")), published))
    if dice.chance(0.15):
        steps.append(_lasting(dice, settings, "investigate", "P3", published))
    return steps


def _lasting(dice: Dice, settings: Settings, kind: str, priority: str, published: date, is_soon: bool = False) -> Step:
    """An action that takes weeks: it may be late, be put off, be given up, or never be finished."""
    if is_soon:
        soon = published + timedelta(days=dice.between(1, 6))
        return Step(kind, priority, [(published, soon + timedelta(days=3))], completed=_by(soon, settings))
    due = published + timedelta(days=dice.choice((14, 21, 28, 42, 60)))
    done: date | None = published + timedelta(days=max(2, round(dice.lognormal(30, 0.8))))
    given_up = None
    if dice.chance(0.1):
        done = None
        given_up = due + timedelta(days=dice.between(10, 80)) if dice.chance(0.5) else None
    dues = [(published, due)]
    while len(dues) < 4 and (done is None or done > due) and dice.chance(0.55):
        put_off = max(dues[-1][0] + timedelta(days=1), due - timedelta(days=dice.between(0, 5)))
        if put_off > settings.until or (given_up and put_off >= given_up):
            break
        due += timedelta(days=dice.choice((14, 21, 30, 45)))
        dues.append((put_off, due))
    return Step(kind, priority, dues, completed=_by(done, settings), given_up=_by(given_up, settings))


def _by(day: date | None, settings: Settings) -> date | None:
    return day if day and day <= settings.until else None


def _rounds(dice: Dice, incident: Incident, settings: Settings, steps: Sequence[Step]) -> list[Round]:
    """A round once prevention is finished, and a second one where the first asked for changes."""
    done = next(step.completed for step in steps if step.type == "prevent")
    methods = ("replay", "synthetic-data", "shadow", "canary", "partial-release")
    if done is None or (not incident.is_verified_soon and dice.chance(0.1)):
        return []
    first = done + timedelta(days=dice.between(1, 5) if incident.is_verified_soon else dice.between(3, 30))
    rounds = [Round(first, dice.choice(methods), incident.is_verified_soon or dice.chance(0.75))]
    if not rounds[0].has_passed and dice.chance(0.8):
        rounds.append(Round(first + timedelta(days=dice.between(10, 40)), dice.choice(methods), has_passed=True))
    return [each for each in rounds if each.date <= settings.until]
