"""Plants where else a fault could be and what must be reported, and writes both as they stood on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from scripts.synth.company import Company
from scripts.synth.course import Course
from scripts.synth.dice import Dice
from scripts.synth.incident import Incident, Plan
from scripts.synth.settings import Settings
from scripts.synth.values import Value

REGIMES = ("example-incident-register", "example-privacy-notice")
_REGIMES = """\
  example-incident-register:
    name: Register of incidents (fictional)
    definition: A register of a country that does not exist, for failures that reach many people.
    link: https://register.example.com/rules
  example-privacy-notice:
    name: Privacy notice (fictional)
    definition: A notice to an authority that does not exist, where personal data was touched.
    link: https://privacy.example.com/rules
"""
_NO_OTHER = "It is the only artifact that is made in this way."
_WHY = {
    "required": "More people were affected than the register allows.",
    "not-required": "Nothing that the register asks about was touched.",
    "under-review": "It is not clear yet whether personal data was touched.",
}
_REPORTED_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class PlannedExtent:
    """Another artifact that could have the same fault, with the days on which something is known of it."""

    artifact: str
    team: str
    asked: date
    due: date | None
    state: str
    """What was found in the end; `open` where nobody has looked."""
    found: date | None
    action: str | None
    """The action that mends an affected one."""

    def state_on(self, day: date) -> str:
        """What was known on a day."""
        return self.state if self.found and self.found <= day else "open"


@dataclass(frozen=True, slots=True)
class PlannedReport:
    """A duty to report, with the days on which it was due and sent."""

    regime: str
    must_report: str
    due: date | None
    sent: date | None


@dataclass(frozen=True, slots=True)
class Duties:
    """What is planted in one record."""

    aware: date
    extents: Sequence[PlannedExtent]
    reports: Sequence[PlannedReport]
    are_public: bool
    """Whether everybody may read of the reports."""


def with_regimes(taxonomy: str) -> str:
    """The text of a taxonomy with the regimes of the fictional company."""
    start = "\nregimes:\n"
    if start in taxonomy:
        return taxonomy.replace(start, f"{start}{_REGIMES}", 1)
    return f"{taxonomy.rstrip()}{start}{_REGIMES}"


def plant_duties(company: Company, plan: Plan, courses: Sequence[Course], settings: Settings) -> Mapping[int, Duties]:
    """Plant duties in each record of SEV1 and SEV2; a stream of its own for each incident."""
    return {
        incident.number: _draw(
            Dice(settings.seed, "duties", incident.number), company, incident, courses[incident.number], settings.until
        )
        for incident in plan.incidents
        if incident.tier.is_severe
    }


def _draw(dice: Dice, company: Company, incident: Incident, course: Course, until: date) -> Duties:
    aware = course.moments["detected"].date() if "detected" in course.moments else course.published
    extents = list(_extents(dice, company, incident, course, until))
    reports = list(_reports(dice, aware, until)) if dice.chance(_REPORTED_SHARE) else []
    return Duties(aware, extents, reports, are_public=incident.visibility == "public" and dice.chance(0.5))


def _extents(dice: Dice, company: Company, incident: Incident, course: Course, until: date) -> Iterator[PlannedExtent]:
    """Up to three artifacts of the same kind that another area runs."""
    others = [area for area in company.areas if area is not incident.area and incident.focus in area.artifacts]
    kept = [f"A{place}" for place, step in enumerate(course.steps, 1) if not step.given_up]
    for area in dice.sample(others, dice.between(0, 3)):
        state = dice.weighted(("clean", "open", "affected" if kept else "clean"), (4, 3, 3))
        found = course.published + timedelta(days=dice.between(0, 60)) if state != "open" else None
        if found and found > until:
            state, found = "open", None
        due = course.published + timedelta(days=dice.between(10, 200)) if dice.chance(0.7) else None
        yield PlannedExtent(
            artifact=area.artifacts[incident.focus],
            team=area.owners[incident.focus],
            asked=course.published,
            due=due,
            state=state,
            found=found,
            action=dice.choice(kept) if state == "affected" else None,
        )


def _reports(dice: Dice, aware: date, until: date) -> Iterator[PlannedReport]:
    for regime in dice.sample(REGIMES, dice.between(1, len(REGIMES))):
        must_report = dice.weighted(("required", "not-required", "under-review"), (6, 2, 2))
        due = aware + timedelta(days=dice.between(3, 40)) if must_report != "not-required" else None
        sent = None
        if due and must_report == "required" and dice.chance(0.6):
            sent = due + timedelta(days=dice.between(-3, 4))
            sent = sent if sent <= until else None
        yield PlannedReport(regime, must_report, due, sent)


def write_duties(duties: Duties | None, day: date) -> dict[str, Value]:
    """The fields `extent` and `reporting` as they stood on a day."""
    if duties is None:
        return {}
    fields: dict[str, Value] = {
        "extent": [_extent(each, day) for each in duties.extents] or {"not_applicable": _NO_OTHER}
    }
    if duties.reports:
        fields["reporting"] = {
            "visibility": "public" if duties.are_public else None,
            "aware_since": duties.aware.isoformat(),
            "regimes": [_report(each, duties.are_public, day) for each in duties.reports],
        }
    return fields


def _extent(planned: PlannedExtent, day: date) -> dict[str, Value]:
    state = planned.state_on(day)
    is_open = state == "open"
    return {
        "artifact": planned.artifact,
        "state": state,
        "date": (planned.asked if is_open else planned.found or day).isoformat(),
        "by": planned.team,
        "due": planned.due.isoformat() if planned.due else None,
        "actions": [planned.action] if state == "affected" and planned.action else None,
    }


def _report(planned: PlannedReport, is_public: bool, day: date) -> dict[str, Value]:
    is_sent = planned.sent is not None and planned.sent <= day
    return {
        "regime": planned.regime,
        "must_report": planned.must_report,
        "why": _WHY[planned.must_report],
        "due": planned.due.isoformat() if planned.due else None,
        "sent": planned.sent.isoformat() if planned.sent and is_sent else None,
        "evidence": ["E3"] if is_public else None,
    }


def days_of_duties(duties: Duties | None, published: date) -> Iterator[date]:
    """The days after its publication on which the record changes because something was found out or sent."""
    for day in (
        *(each.found for each in (duties.extents if duties else ())),
        *(each.sent for each in (duties.reports if duties else ())),
    ):
        if day and day > published:
            yield day


def duties_truth(incidents: Sequence[Incident], planted: Mapping[int, Duties]) -> dict[str, Any]:
    """What was planted, as plain values."""
    extents, reports = [], []
    for incident in incidents:
        duties = planted.get(incident.number)
        for extent in duties.extents if duties else ():
            extents.append(
                {
                    "record": incident.id,
                    "artifact": extent.artifact,
                    "team": extent.team,
                    "asked": extent.asked.isoformat(),
                    "due": _text(extent.due),
                    "found": _text(extent.found),
                    "state": extent.state,
                }
            )
        for report in duties.reports if duties else ():
            reports.append(
                {
                    "record": incident.id,
                    "regime": report.regime,
                    "team": incident.area.team,
                    "must_report": report.must_report,
                    "due": _text(report.due),
                    "sent": _text(report.sent),
                    "public": duties is not None and duties.are_public,
                }
            )
    return {"extents": extents, "reports": reports}


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
