"""Cases of the rules about texts, dates and numbers that contradict each other, and severe records without core."""

from __future__ import annotations

from typing import Any

from tests.helpers import changed, own_record, record_text
from tests.lint.rules.cases import OWN, Case, external, own

_UNKNOWN = {"unknown": "Nobody kept a note of it."}
_SUMMARY = str(own_record()["summary"])
_ONE_REASON = ("trigger", "failure", "detection", "risk", "affected_data")


def _with(code: str, subject: str, place: str, changes: dict[str, Any]) -> Case:
    """Our own record with several fields changed; mended, it is as before."""
    record = own_record()
    for path, value in changes.items():
        record = changed(record, path, value)
    return Case(code, subject, place, {OWN: record_text(record)}, {})


def _at_once() -> dict[str, Any]:
    marks = [["started", "detected", "diagnosed", "mitigated"], [], [], [], ["resolved", "data-repaired"]]
    return {f"timeline.{index}.marks": names for index, names in enumerate(marks, start=1)}


_NOBODY = {
    "severity": "SEV4",
    "impact.users": {"not_applicable": "Nobody was affected."},
    "impact.slo_budget": None,
    "summary": _SUMMARY.replace("About a third of all visitors", "About two million visitors"),
}
_MINOR = {"severity": "SEV3", "impact.users.0.value": "900"}
_DENIED = [{"text": "The units are right.", "state": "refuted", "evidence_against": ["E2"]}]
_LATE_CHANGE = {
    "timeline.0.kind": "event",
    "timeline.0.text": "The nightly run of all features begins.",
    "timeline.0.from": None,
    "timeline.0.to": None,
    "timeline.0.ref": None,
    "timeline.0.why_it_mattered": None,
    "timeline.4.kind": "change",
    "timeline.4.text": "The producer released a format with session lengths in milliseconds.",
    "timeline.4.from": "Seconds.",
    "timeline.4.to": "Milliseconds.",
}


def _of_three_days(told: str) -> Case:
    """Our own record of harm that lasted for three days, whose summary tells another time."""
    times = {f"timeline.{index}.at": f"2025-03-14T0{index}:20:00Z" for index in (3, 4, 5)}
    return _with("PM251", "summary", "summary:", {**times, "summary": _SUMMARY.replace("For about five hours", told)})


CONTRADICTION_CASES = (
    own("PM251", "summary", "summary:", "summary", _SUMMARY.replace("For about five hours", "For three weeks")),
    _of_three_days("For half an hour"),
    _of_three_days("In a 15-minute outage"),
    _of_three_days("Briefly, for some twenty minutes,"),
    own("PM251", "summary", "summary:", "summary", _SUMMARY.replace("all visitors", "4,600,000 visitors")),
    own("PM259", "symptom", "symptom:", "symptom", "In 412 of 900 searches (32 %) old pages came first."),
    own("PM259", "symptom", "symptom:", "symptom", "In 1,180 of 412 searches old pages came first."),
    own("PM260", "symptom", "symptom:", "symptom", "The precision of the first ten pages fell to minus 3 per cent."),
    own("PM252", "failure.observed", "observed:", "failure.observed", "83 per cent."),
    own("PM252", "failure.observed", "observed:", "failure.expected", "At most 55 per cent."),
    own(
        "PM253",
        "trigger.text",
        'text: "The producer released',
        "trigger.text",
        "The producer released a log format with session lengths in milliseconds on 14 March 2025.",
    ),
    own(
        "PM253",
        "trigger.text",
        'text: "The producer released',
        "trigger.text",
        "The producer released a log format with session lengths in milliseconds on 2025-03-12.",
    ),
    own(
        "PM253",
        "trigger.text",
        'text: "The producer released',
        "trigger.text",
        "The producer released a log format with session lengths in milliseconds on 14 March.",
    ),
    _with("PM253", "trigger.text", 'text: "The producer released a log', _LATE_CHANGE),
    own("PM254", "risk.after_actions", "after_actions:", "risk.after_actions", {"likelihood": "5", "impact": "5"}),
    own("PM241", "actions[1].due", 'due: "2019-05-01"', "actions.1.due", "2019-05-01"),
    own("PM241", "people.reviews[0]", '- "2017-06-01"', "people.reviews", ["2017-06-01"]),
    own("PM241", "communication.updates[0].date", 'date: "2018-01-01"', "communication.updates.0.date", "2018-01-01"),
    _with("PM242", "timeline", "timeline:", _at_once()),
    _with("PM243", "impact.users", "users:", _NOBODY),
    own("PM244", "summary", "summary:", "summary", _SUMMARY.replace("2025", "2021")),
    _with(
        "PM245",
        "severity",
        "severity:",
        _MINOR | {"impact.harm": "A visitor died.", "impact.notes": "One visitor: a customer died."},
    ),
    own("PM246", "impact.harm", "harm:", "impact.notes", "One customer lost their life."),
    own("PM246", "impact.harm", "harm:", "impact.notes", "Two callers were taken to intensive care."),
    _with(
        "PM247",
        "severity",
        "severity:",
        _MINOR | {"symptom": "Visitors saw the searches of other people above their own results."},
    ),
    own("PM324", "impact", "impact:\n  unknown", "impact", _UNKNOWN),
    _with("PM324", "causes", "causes:", {f"causes.{index}.confidence": "potential" for index in (0, 1)}),
    _with("PM325", "trigger", "trigger:", {"severity": "SEV2"} | dict.fromkeys(_ONE_REASON, _UNKNOWN)),
    external("PM326", "evidence[0].uri", "uri:", "evidence.0.uri", "https://www.example.com/"),
    own(
        "PM417",
        "causes[2].category",
        'category: "technical/unvalidated-input"\n    role: "ruled',
        "causes.2.category",
        "technical/unvalidated-input",
    ),
    _with(
        "PM416",
        "hypotheses[0].evidence_against",
        "evidence_against:",
        {"hypotheses": [*_DENIED, {"text": "A crawler clicked on old pages.", "state": "open"}]},
    ),
    own(
        "PM531",
        "actions[1].success_criterion",
        'success_criterion: "At least 150',
        "actions.1.success_criterion",
        "At least 150 per cent of wrong units are refused.",
    ),
    own(
        "PM119",
        "exemptions[1].reason",
        'reason: "The notice is quoted."',
        "exemptions",
        [{"rule": "PM602", "reason": "The notice is quoted!"}, {"rule": "PM603", "reason": "The notice is quoted."}],
    ),
    own(
        "PM119",
        "exemptions[0].reason",
        'reason: "This is not the same."',
        "exemptions",
        [{"rule": "PM602", "reason": "This is not the same."}],
    ),
    own(
        "PM119",
        "exemptions[3]",
        '- rule: "PM407"',
        "exemptions",
        [
            {"rule": rule, "reason": f"The notice of the {place} is quoted."}
            for rule, place in (("PM602", "producer"), ("PM603", "shop"), ("PM601", "client"), ("PM407", "owner"))
        ],
    ),
)
