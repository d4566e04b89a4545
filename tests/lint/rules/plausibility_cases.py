"""Cases of the rules about what cannot be, and about texts, lists and people that only fill a place."""

from __future__ import annotations

from typing import Any

from tests.helpers import HARMLESS, RecordDict, changed, own_record, record_text
from tests.lint.rules.cases import OTHER, OWN, Case, own

_USERS = [{"text": "Visitors", "value": "99000000000", "unit": "users", "evidence": ["E2"]}]
_BUDGET = {"text": "Share of failed searches", "value": "1800", "unit": "%", "evidence": ["E2"]}
_MONEY = [{"text": "Sales lost", "value": "0.9", "unit": "Million EUR", "evidence": ["E2"]}]
_UNKNOWN = {"unknown": "Nobody kept a note of it."}


def _near_miss(code: str, subject: str, place: str, path: str, value: Any) -> Case:
    """A near miss of ours that harmed nobody, with one field changed."""
    harmless = own_record(kind="near-miss", **HARMLESS)
    return Case(
        code,
        subject,
        place,
        {OWN: record_text(changed(harmless, path, value))},
        {OWN: record_text(harmless)},
    )


def _requests(value: str) -> list[dict[str, Any]]:
    return [{"text": "Searches answered poorly", "value": value, "unit": "requests", "evidence": ["E2"]}]


def _windows(*windows: str) -> list[dict[str, Any]]:
    """Times of harm of the morning of our own record, each as `01:00 03:00`."""
    ends = (window.split() for window in windows)
    return [{"from": f"2025-03-11T{first}:00Z", "to": f"2025-03-11T{last}:00Z"} for first, last in ends]


def _padded(count: int) -> RecordDict:
    """Our own record with as many more entries of the timeline, each of another look."""
    record = own_record()
    for index in range(count):
        entry = {"at": f"2025-03-11T1{index}:00:00Z", "phase": "response", "kind": "event", "evidence": ["E2"]}
        record = changed(
            record, f"timeline.{6 + index}", entry | {"text": f"They look at the dashboard, view {index}."}
        )
    return record


def _hardly_known() -> RecordDict:
    """Our own record that answers what it must and little else."""
    fields = "summary trigger failure detection impact risk affected_data lessons responsibilities communication"
    times = dict.fromkeys(("started", "detected", "diagnosed", "mitigated", "resolved"), _UNKNOWN)
    record = own_record(**dict.fromkeys(fields.split(), _UNKNOWN), times=times)
    for index in range(6):
        record = changed(record, f"timeline.{index}.marks", [])
    return changed(record, "alignment", _UNKNOWN)


def _dismissing(reason: str) -> str:
    record = own_record(id="PM-2025-0002", aliases=[])
    return record_text(changed(record, "recurrence.dismissed", [{"id": "PM-2025-0001", "reason": reason}]))


def _of_something_else() -> str:
    """Our own record with an account that shares no word with what it lists."""
    salad = "The gentle lantern whispers a copper spoon slowly and folds every kettle of the velvet orchard."
    record = own_record(
        title="The northern kettle folds a velvet harbour", symptom="A crooked violin polishes the moon."
    )
    record = changed(
        record, "summary", " ".join(f"{salad[:-1]} at {hour} in the evening." for hour in ("one", "six", "ten"))
    )
    record = changed(record, "trigger.text", "The bishop paints a walnut.")
    for index, text in enumerate(
        ("The glacier forgives an anchor.", "A pebble gathers the curtain.", "The saddle sleeps.")
    ):
        record = changed(record, f"causes.{index}.text", text)
    for index, text in enumerate(("Rain.", "Two ladders borrow it.", "Snow.", "Geese sing.", "Moss.", "A drum naps.")):
        record = changed(record, f"timeline.{index}.text", text)
    headings = (
        "What happened",
        "Why it happened",
        "How we fix it",
        "What went well",
        "Where we were lucky",
        "Limitations",
    )
    body = "\n".join(f"## {heading}\n\n{number} of the kettles folds.\n" for number, heading in enumerate(headings))
    return record_text(record, f"\n{body}")


PLAUSIBILITY_CASES = (
    _near_miss(
        "PM255",
        "kind",
        'kind: "near-miss"',
        "timeline.2.text",
        "Support hears that twelve customers were charged twice.",
    ),
    _near_miss("PM226", "impact.harm", "harm:", "impact.harm", "Two visitors were insulted."),
    _near_miss(
        "PM226",
        "impact.users[0].value",
        'value: "120000"',
        "impact.users",
        [{"text": "Visitors with poor results", "value": "120000", "unit": "users", "evidence": ["E2"]}],
    ),
    _near_miss(
        "PM226",
        "impact.other[0].value",
        'value: "7"',
        "impact.other",
        [{"text": "Charged twice", "value": "7", "unit": "customers", "evidence": ["E2"]}],
    ),
    _near_miss(
        "PM226",
        "impact.users[0].value",
        'value:\n        from: "0"',
        "impact.users",
        [{"text": "Callers who waited", "value": {"from": "0", "to": "11"}, "unit": "callers", "evidence": ["E2"]}],
    ),
    _near_miss("PM226", "impact.users", "users:", "impact.users", _UNKNOWN),
    _near_miss("PM227", "impact.requests[0].value", 'value: "300000"', "impact.requests", _requests("300000")),
    own("PM228", "impact.users[0].value", 'value: "99000000000"', "impact.users", _USERS),
    own("PM228", "impact.slo_budget[0].value", 'value: "1800"', "impact.slo_budget.0", _BUDGET),
    own("PM240", "impact.users[0].unit", 'unit: "thousand users"', "impact.users.0.unit", "thousand users"),
    own("PM240", "impact.users[0].unit", 'unit: "of all users"', "impact.users.0.unit", "of all users"),
    own("PM240", "impact.money[0].unit", 'unit: "Million EUR"', "impact.money", _MONEY),
    own("PM528", "validation[0].result", "result:", "validation.0.alert_fired", "false"),
    Case(
        "PM323",
        "timeline[7].text",
        'text: "They look at the dashboard, view 1',
        {OWN: record_text(_padded(9))},
        {OWN: record_text(_padded(8))},
    ),
    own("PM321", "symptom", "symptom:", "symptom", "The system did not behave as expected."),
    own("PM321", "causes[1].text", 'text: "Oversight"', "causes.1.text", "Oversight"),
    own("PM321", "hypotheses[1].text", 'text: "Hypothesis two"', "hypotheses.1.text", "Hypothesis two"),
    own("PM321", "hypotheses[1].text", 'text: "ddd eee fff"', "hypotheses.1.text", "ddd eee fff"),
    Case(
        "PM322",
        "status",
        'status: "published"',
        {OWN: record_text(_hardly_known())},
        {},
        also=("PM324", "PM325"),
    ),
    Case("PM415", "summary", "summary:", {OWN: _of_something_else()}, {}),
    own(
        "PM517",
        "actions[2].control.threshold",
        'threshold: "When it is too high"',
        "actions.2.control",
        {
            "id": "click-alert",
            "kind": "alert",
            "where": "Serving",
            "threshold": "When it is too high",
            "runbook": "https://wiki.example.com/c",
        },
    ),
    *(
        own("PM229", subject, place, "impact.windows", windows)
        for subject, place, windows in (
            ("impact.windows", "windows:", _windows("01:00 06:00")),
            ("impact.windows[1].from", 'from: "2025-03-11T02', _windows("01:00 03:00", "02:00 06:00")),
            ("impact.windows[0].from", 'from: "2025-03-11T00', _windows("00:30 03:00", "05:00 06:00")),
            ("impact.windows[1].to", 'to: "2025-03-11T07', _windows("01:00 03:00", "05:00 07:00")),
            (
                "impact.windows[0].to",
                '- from: "2025-03-11T01:00',
                [{"from": "2025-03-11T01:00:00Z"}, *_windows("05:00 06:00")],
            ),
        )
    ),
    own("PM518", "actions[1].completed", 'completed: "2025-03-09"', "actions.1.completed", "2025-03-09"),
    own("PM519", "validation[0].date", 'date: "2025-03-18"', "validation.0.date", "2025-03-18"),
    own(
        "PM526",
        "people.participants",
        "participants:",
        "people.participants",
        [
            {"person": "@jolsen", "discipline": name, "team": "data-platform"}
            for name in ("data", "ml", "platform", "product")
        ],
    ),
    own(
        "PM527",
        "people.reviewers[1].external",
        'external: "true"\n  reviews',
        "people.reviewers.1",
        {"person": "@bcole", "team": "ranking", "external": "true"},
    ),
    Case(
        "PM813",
        "recurrence.dismissed[0].reason",
        'reason: "This is not',
        {OTHER: _dismissing("This is not the same thing as the other one was back then.")},
        {OTHER: _dismissing("There the labels were wrong; here they were right and came too late.")},
        OTHER,
    ),
)
