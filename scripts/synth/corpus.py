"""A whole corpus: the company, its incidents, and every file that tells of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from ml_postmortems.model.ratings import Rating
from ml_postmortems.model.reasoning import Cause
from ml_postmortems.reading.ratings import COLUMNS, rating_line
from ml_postmortems.reading.record_file import parse_record_file
from scripts.synth.accepted_risk import with_accepted_risk
from scripts.synth.account import write_account, write_impact
from scripts.synth.agents import with_agent, with_agents
from scripts.synth.argument import write_argument, write_lessons, write_recurrence
from scripts.synth.body import write_body
from scripts.synth.cause_age import with_cause_age
from scripts.synth.company import Company, create_company
from scripts.synth.control_plan import ControlPlan, plant_controls
from scripts.synth.course import Course, draw_course
from scripts.synth.data_flow import with_data_flow
from scripts.synth.dice import Dice
from scripts.synth.duties import Duties, plant_duties, write_duties
from scripts.synth.follow_up import write_actions, write_people
from scripts.synth.form import front_matter_text
from scripts.synth.incident import Incident, Plan, Retraction
from scripts.synth.incident_log import LoggedLine, log_incidents, log_text
from scripts.synth.kept_evidence import with_kept_evidence
from scripts.synth.phrases import leaves
from scripts.synth.plan import draw_plan
from scripts.synth.ratings import draw_ratings
from scripts.synth.regression_cases import with_case
from scripts.synth.risk import plant_risk
from scripts.synth.settings import Settings
from scripts.synth.severity import severity_of
from scripts.synth.story import open_story
from scripts.synth.values import to_yaml

_MOST_RATED = 400
"""Of large corpora the newest records are rated, so that a bench does not wait for more."""


@dataclass(frozen=True)
class SyntheticCorpus:
    """Everything about a corpus but its files; the settings alone decide it."""

    settings: Settings
    company: Company
    plan: Plan
    courses: Sequence[Course]
    """The course of each incident, by its number."""
    control_plan: ControlPlan
    """What is planted of controls besides what the records say."""
    duties: Mapping[int, Duties]
    """Where else each fault could be and what must be reported, by the number of the incident."""

    @cached_property
    def controls(self) -> Mapping[int, str]:
        """The id of the control that each incident put in place, by the number of the incident."""
        counts: Counter[str] = Counter()
        found = {}
        for incident in self.plan.incidents:
            name = f"{leaves()[incident.leaf].prevent.name}-{incident.focus_artifact}"
            counts[name] += 1
            found[incident.number] = name if counts[name] == 1 else f"{name}-{counts[name]}"
        return found

    def catalog_text(self) -> str:
        """The content of `catalog.yml`."""
        return to_yaml(with_agents(self.company.catalog(), self.company))

    def catches_text(self) -> str | None:
        """The content of `catches.csv`; None where there is no log."""
        plan = self.control_plan
        if plan.complete_since is None:
            return None
        rows = [f"{self.controls[each.source]},{each.day},{each.what}\n" for each in plan.catches]
        return "".join([f"# complete since {plan.complete_since}\ncontrol,date,what\n", *rows])

    @cached_property
    def logged_incidents(self) -> Sequence[LoggedLine]:
        """The rows of `incidents.csv`; none where there is no log."""
        return log_incidents(self.plan, self.courses, self.settings)

    def tables(self) -> Iterator[tuple[str, str]]:
        """The name and the content of each table beside the records."""
        if (catches := self.catches_text()) is not None:
            yield "catches.csv", catches
        if self.logged_incidents:
            yield "incidents.csv", log_text(self.logged_incidents)
        yield "ratings.csv", self.ratings_text()

    @cached_property
    def ratings(self) -> Sequence[Rating]:
        """The second ratings of causes of the newest public records that were not taken back."""
        return draw_ratings(list(self._causes_to_rate()), self.settings)

    def ratings_text(self) -> str:
        """The content of `ratings.csv`."""
        return f"{','.join(COLUMNS)}\n{''.join(map(rating_line, self.ratings))}"

    def _causes_to_rate(self) -> Iterator[tuple[str, date, Cause]]:
        until = self.settings.until
        for incident in self.plan.incidents[-_MOST_RATED:]:
            if incident.visibility == "public" and incident.retraction is Retraction.NONE:
                file = parse_record_file(Path(incident.file_name), self.record_text(incident, until).encode())
                for cause in file.record.real_causes if file.record else ():
                    yield incident.id, self.courses[incident.number].published, cause

    def records(self) -> Iterator[tuple[str, str]]:
        """The path below the folder of records and the text of each record, as they stand at the as-of date."""
        for incident in self.plan.incidents:
            yield incident.file_name, self.record_text(incident, self.settings.until)

    def record_text(self, incident: Incident, day: date) -> str:
        """One record as it stood on a day."""
        course = self.courses[incident.number]
        story = open_story(incident, course, self.company, self.settings, self.controls)
        account = write_account(story, course.status(incident, day), day)
        front_matter = with_data_flow(account, incident, self.settings)
        front_matter |= with_cause_age(write_argument(story), incident, self.settings)
        front_matter |= write_impact(story)
        front_matter |= write_recurrence(story)
        front_matter |= write_actions(story, day)
        plant_risk(front_matter, incident, course, self.settings, day)
        front_matter |= write_duties(self.duties.get(incident.number), day)
        front_matter |= write_lessons(story)
        front_matter |= write_people(story)
        told = with_case(front_matter, incident, course, self.settings, day)
        told = with_accepted_risk(told, incident, course)
        told = with_agent(told, incident, self.settings)
        told = with_kept_evidence(told, incident, course, self.settings, day)
        return f"---\n{front_matter_text(told, incident.tier)}---\n{write_body(story)}"


def draw_corpus(settings: Settings) -> SyntheticCorpus:
    """Draw a corpus; nothing is written."""
    company = create_company(
        Dice(settings.seed, "company"), settings.records, settings.first, settings.until, is_steady=settings.is_null
    )
    plan = draw_plan(settings, company)
    courses = [draw_course(incident, settings) for incident in plan.incidents]
    for incident in plan.incidents:
        incident.severity = severity_of(incident, courses[incident.number])
    return SyntheticCorpus(
        settings,
        company,
        plan,
        courses,
        plant_controls(plan, courses, settings),
        plant_duties(company, plan, courses, settings),
    )
