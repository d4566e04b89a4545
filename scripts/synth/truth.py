"""The ground truth of a corpus: what the generator decided, not what an analysis found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from scripts.synth.agents import planted_agents
from scripts.synth.body import RISING_WORD
from scripts.synth.cause_age import MEDIAN_DAYS, cause_age
from scripts.synth.control_plan import begin_day, prevention
from scripts.synth.corpus import SyntheticCorpus
from scripts.synth.data_flow import planted_flow
from scripts.synth.duties import duties_truth
from scripts.synth.incident import Incident, Purpose
from scripts.synth.kept_evidence import planted_copies
from scripts.synth.regression_cases import planted_cases
from scripts.synth.risk import planted_movement

_NOTES = {
    "declared": "Complete: every `recurrence.of` of the corpus.",
    "signature_pairs": (
        "A subset of the signature recurrences: what was planted. Other incidents can form further pairs by chance."
    ),
    "patterns": "Complete as to what was planted; each in order of time.",
    "trends": (
        "Of primary causes, by when the incidents began. Rising and falling: every record of the leaf is planted. "
        "Flat: every record of the leaf was drawn evenly over the period; other leaves hold planted patterns."
    ),
    "words": "Complete: a word that half of the records of the last 365 days have, and one in twenty before.",
    "failed_controls": "Complete: verified by a passing round before the later incident began.",
    "controls": (
        "Complete but for meetings of which no record says anything: every control that a later record names, or that "
        "has a row in the log. A catch of the log on the day of a near miss that the control caught is the same one."
    ),
    "risk": "Complete: which way risks of SEV1 and SEV2 go from the first estimate to the last; null: not again.",
    "ratings": "Complete: every second rating; `confused` are those under another leaf than the record's.",
    "overdue": "Complete: unfinished at the as-of date, with a due date before it.",
    "data_flows": "Complete: which artifact the record says fed which, of every SEV1 and SEV2 incident.",
    "cause_ages": (
        "Complete: the age of the primary cause of every SEV1 and SEV2 incident; `first` is null where it was there by "
        "`last` and nobody knows how much earlier, both where nobody knows. Families in order of the planted median."
    ),
    "agents": "Complete: every record that describes an agent, with what was decided about it.",
    "regression_cases": (
        "Complete: of finished actions, cases that failed when they ran last, and cases that ran too long ago."
    ),
    "forgotten": "Complete: incidents of the tool's log of which there is no record.",
    "published": "Complete: the day on which each record came to the main branch; after the as-of date it is a draft.",
    "duties": (
        "Complete: other artifacts that could have the same fault, with the days on which it was asked, due and found "
        "out, and reports to authorities with the days on which they were due and sent."
    ),
    "kept_evidence": "Complete: every captured copy of evidence; `captured` is null where nobody knows the day.",
    "slips": "Complete: due dates that were moved; to be seen in the git history only.",
}


def ground_truth(corpus: SyntheticCorpus) -> dict[str, Any]:
    """What was planted, as plain values."""
    settings, plan = corpus.settings, corpus.plan
    return {
        "about": "Synthetic records of a company that does not exist. Nothing in them happened.",
        "settings": {
            "records": settings.records,
            "seed": settings.seed,
            "from": settings.first.isoformat(),
            "until": settings.until.isoformat(),
            "words": settings.words,
            "plan": "null" if settings.is_null else "company",
        },
        "notes": _NOTES,
        "declared": [
            {"later": incident.id, "earlier": earlier.id} for incident in plan.incidents for earlier in incident.of
        ],
        "signature_pairs": [
            {
                "earlier": pair.earlier.id,
                "later": pair.later.id,
                "by": pair.by,
                "answer": _answer(pair.earlier, pair.later),
            }
            for pair in plan.pairs
        ],
        "patterns": [
            {"leaf": pattern.leaf, "artifact": pattern.artifact, "records": [each.id for each in pattern.incidents]}
            for pattern in plan.patterns
        ],
        "trends": {
            "rising": _leaf(corpus, plan.rising, Purpose.RISING),
            "falling": _leaf(corpus, plan.falling, Purpose.FALLING),
            "flat": list(plan.flat),
        },
        "words": {
            "rising": RISING_WORD if any(each.has_rising_word for each in plan.incidents) else None,
            "records": [each.id for each in plan.incidents if each.has_rising_word],
        },
        "failed_controls": list(_failed_controls(corpus)),
        "controls": {
            "complete_since": str(since) if (since := corpus.control_plan.complete_since) else None,
            "controls": list(_controls(corpus)),
        },
        "risk": [
            {"record": each.id, "movement": planted_movement(each, corpus.courses[each.number], settings)}
            for each in plan.incidents
            if each.severity in ("SEV1", "SEV2")
        ],
        "ratings": {
            "count": len(corpus.ratings),
            "confused": [
                {"record": each.record, "cause": each.cause, "first": each.first, "second": each.second}
                for each in corpus.ratings
                if each.first != each.second
            ],
        },
        "overdue": list(_overdue(corpus)),
        "data_flows": [{"record": each.id, "edges": edges} for each in plan.incidents if (edges := planted_flow(each))],
        "cause_ages": {"families": sorted(MEDIAN_DAYS, key=MEDIAN_DAYS.__getitem__), "ages": list(_ages(corpus))},
        "agents": planted_agents(list(plan.incidents), settings),
        "regression_cases": planted_cases(
            {incident: corpus.courses[incident.number] for incident in plan.incidents}, settings
        ),
        "kept_evidence": planted_copies(
            [(incident, corpus.courses[incident.number]) for incident in plan.incidents], settings
        ),
        "slips": list(_slips(corpus)),
        "forgotten": [each.incident for each in corpus.logged_incidents if each.is_forgotten],
        "published": {
            incident.id: corpus.courses[incident.number].published.isoformat() for incident in plan.incidents
        },
        "duties": duties_truth(corpus.plan.incidents, corpus.duties),
    }


def truth_text(corpus: SyntheticCorpus) -> str:
    """The content of `ground-truth.json`."""
    return json.dumps(ground_truth(corpus), indent=2, ensure_ascii=False) + "\n"


def _answer(earlier: Incident, later: Incident) -> str | None:
    if earlier in later.of:
        return "of"
    return "dismissed" if earlier in later.dismissed else None


def _leaf(corpus: SyntheticCorpus, leaf: str | None, purpose: Purpose) -> dict[str, Any] | None:
    if leaf is None:
        return None
    return {"leaf": leaf, "records": [each.id for each in corpus.plan.incidents if each.purpose is purpose]}


def _failed_controls(corpus: SyntheticCorpus) -> Iterator[dict[str, str]]:
    """First those of repeated incidents, then those that other incidents name."""
    incidents = corpus.plan.incidents
    named = [(each.failed_control_of, each.control_outcome, each) for each in incidents if each.failed_control_of]
    named += [(each.earlier, each.outcome, later) for later in incidents for each in later.broken_controls]
    for earlier, outcome, later in named:
        course = corpus.courses[earlier.number]
        index = prevention(course)
        passed = [each.date for each in course.rounds if each.has_passed and index in course.tried(each)]
        if passed and passed[0] < later.started.date():
            yield {
                "control": corpus.controls[earlier.number],
                "record": earlier.id,
                "action": f"A{index + 1}",
                "verified": passed[0].isoformat(),
                "failed_in": later.id,
                "outcome": outcome,
            }


def _controls(corpus: SyntheticCorpus) -> Iterator[dict[str, Any]]:
    """What is known of each control from later records and the log, with the days since when it is known."""
    meetings: dict[int, list[dict[str, str]]] = {}
    for later in corpus.plan.incidents:
        named = [(each.earlier, each.outcome) for each in later.broken_controls]
        named += [(each, "caught") for each in later.caught_by]
        if later.failed_control_of:
            named.append((later.failed_control_of, later.control_outcome))
        for earlier, outcome in named:
            course = corpus.courses[later.number]
            day = begin_day(later, course)
            meetings.setdefault(earlier.number, []).append(
                {
                    "record": later.id,
                    "outcome": outcome,
                    "day": day.isoformat(),
                    "known": max(day, course.moments["detected"].date()).isoformat(),
                }
            )
    logged: dict[int, list[str]] = {}
    for each in corpus.control_plan.catches:
        logged.setdefault(each.source, []).append(each.day.isoformat())
    for number in sorted({*meetings, *logged}):
        course = corpus.courses[number]
        index = prevention(course)
        in_place = course.steps[index].completed
        yield {
            "control": corpus.controls[number],
            "record": corpus.plan.incidents[number].id,
            "action": f"A{index + 1}",
            "in_place": in_place.isoformat() if in_place else None,
            "meetings": meetings.get(number, []),
            "logged": logged.get(number, []),
        }


def _overdue(corpus: SyntheticCorpus) -> Iterator[dict[str, str]]:
    until = corpus.settings.until
    for incident in corpus.plan.incidents:
        course = corpus.courses[incident.number]
        if course.status(incident, until) in ("withdrawn", "superseded"):
            continue
        for index, step in enumerate(course.steps):
            due = step.due_on(until)
            if course.step_status(step, until) in ("open", "in-progress") and due < until:
                yield {"record": incident.id, "action": f"A{index + 1}", "due": due.isoformat()}


def _ages(corpus: SyntheticCorpus) -> Iterator[dict[str, str | None]]:
    for incident in corpus.plan.incidents:
        if age := cause_age(incident, corpus.settings):
            first, last = (day.isoformat() if day else None for day in (age.first, age.last))
            yield {"record": incident.id, "leaf": incident.leaf, "first": first, "last": last}


def _slips(corpus: SyntheticCorpus) -> Iterator[dict[str, str]]:
    for incident in corpus.plan.incidents:
        for index, step in enumerate(corpus.courses[incident.number].steps):
            for (_, before), (moved, after) in zip(step.dues, step.dues[1:], strict=False):
                yield {
                    "record": incident.id,
                    "action": f"A{index + 1}",
                    "moved": moved.isoformat(),
                    "from": before.isoformat(),
                    "to": after.isoformat(),
                }
