"""Cases of the rules about language, privacy and safety, and what records say about each other (PM6, PM7, PM8)."""

from __future__ import annotations

from dataclasses import replace

from tests.helpers import HARMLESS, RecordDict, changed, external_record, in_month, own_record, record_text
from tests.lint.rules.cases import EXTERNAL, OTHER, OWN, Case, external, own, retold, rewritten

_NEAR_MISS = own_record(kind="near-miss", **HARMLESS)
_QUIET = "It was a quiet night"
_KEY = "AKIA" + "IOSFODNN7EXAMPLF"
"""A key of the right form that opens nothing; in two parts, so that no scanner takes this file for a leak."""


def _answered() -> RecordDict:
    """A later record of the same team, cause and artifacts, which says that it is something else."""
    later = in_month(own_record(id="PM-2025-0002", aliases=[]), "05")
    answer = [{"id": "PM-2025-0001", "reason": "Here another producer changed the name of a field."}]
    return changed(later, "recurrence.dismissed", answer)


def _unanswered() -> RecordDict:
    return changed(_answered(), "recurrence.dismissed", [])


def _dismissing(*reasons: str) -> RecordDict:
    """A later record that dismisses both of the valid ones, each with a reason."""
    ids = ("PM-2025-0001", "PM-2024-0001")
    answers = [{"id": each, "reason": reason} for each, reason in zip(ids, reasons, strict=True)]
    return changed(_answered(), "recurrence.dismissed", answers)


def in_body(code: str, place: str, text: str) -> Case:
    """Our own record with this text in its body; mended, it is as before."""
    return rewritten(code, "body", place, _QUIET, text)


def anywhere(code: str, place: str, text: str) -> Case:
    """The same for rules that look at the whole file."""
    return replace(in_body(code, place, text), subject="record")


WORDING_CASES = (
    # PM6: language
    own("PM601", "causes[1].text", 'text: "Human error', "causes.1.text", "Human error in the feature job."),
    own("PM601", "causes[1].text", 'text: "A flag', "causes.1.text", "A flag was overlooked by the on-duty engineer."),
    own("PM601", "causes[1].text", 'text: "A step', "causes.1.text", "A step of the runbook was forgotten."),
    own("PM601", "causes[1].text", 'text: "Attention', "causes.1.text", "Attention was not paid to the unit."),
    in_body("PM601", "A lapse of", "A lapse of the operator came first. It was quiet"),
    in_body("PM601", "The engineer forgot to", "The engineer forgot to look. It was quiet"),
    external("PM601", "symptom", "symptom:", "symptom", "Careless answers about the weather."),
    own("PM602", "summary", "summary:", "summary", own_record()["summary"].replace("data", "Kafka", 1)),
    own("PM603", "lessons[0].text", 'text: "They should have', "lessons.0.text", "They should have noticed the unit."),
    in_body("PM603", "Obviously", "Obviously it was a quiet night"),
    # PM7: privacy and safety
    anywhere("PM701", "The key", f"The key {_KEY} was in the log. It was quiet"),
    own("PM702", "record", 'text: "A visitor', "causes.1.text", "A visitor, jane.doe@shop.co.uk, wrote to us."),
    own("PM702", "causes[1].text", 'text: "A visitor', "causes.1.text", "A visitor, jane [at] shop.co.uk, wrote."),
    in_body("PM702", "Call", "Call +44 20 7946 0958. It was quiet"),
    anywhere("PM702", "Card", "Card 4111 1111 1111 1111 was charged. It was quiet"),
    anywhere("PM702", "Account", "Account GB82 WEST 1234 5698 7654 32 was charged. It was quiet"),
    in_body("PM702", "Number", "Number 078-05-1120 was shown. It was quiet"),
    in_body("PM703", "A <b>", "A <b>bold</b> claim. It was quiet"),
    rewritten("PM704", "link", "[the log]", _QUIET, "[the log](ftp://logs.example.com/4711) It was quiet"),
    replace(
        external(
            "PM705",
            "evidence[1].visibility",
            'visibility: "internal"',
            "evidence.1",
            {
                "id": "E2",
                "kind": "document",
                "title": "An internal note on [E2]",
                "uri": "https://status.acme.example/note",
                "team": "acme-search",
                "visibility": "internal",
            },
        ),
        also=("PM408",),
    ),
    own("PM706", "record", 'uri: "https://grafana.corp', "evidence.1.uri", "https://grafana.corp/d/4711"),
    anywhere("PM706", "It ran", "It ran on feat-db-07.prod.acme.internal. It was quiet"),
    in_body("PM710", "The shop", "The shop at 14 Elm Street was closed. It was quiet"),
    anywhere("PM711", "It ran", "It ran on feat-db-07. It was quiet"),
    in_body("PM707", "@somebody", "@somebody looked at it. It was quiet"),
    in_body("PM707", "See #311", "See #311 for more. It was quiet"),
    in_body("PM707", "See acme", "See acme/ranker#311 for more. It was quiet"),
    # PM8: what records say about each other
    Case(
        "PM803",
        "recurrence",
        "recurrence:",
        {OTHER: record_text(_unanswered())},
        {OTHER: record_text(_answered())},
        OTHER,
        is_changed=True,
        former=record_text(changed(_unanswered(), "status", "draft")),
    ),
    own("PM804", "assumptions[0].recheck_by", 'recheck_by: "2025-04-01"', "assumptions.0.recheck_by", "2025-04-01"),
    own("PM805", "recurrence.of[0]", '- "PM-2024-0001"', "recurrence.of", ["PM-2024-0001"]),
    Case(
        "PM806",
        "recurrence.of[0]",
        '- "PM-2025-0002"',
        {OWN: record_text(changed(own_record(), "recurrence.of", ["PM-2025-0002"])), OTHER: record_text(_answered())},
        {OTHER: record_text(_answered())},
    ),
    own(
        "PM807",
        "recurrence.broken_controls[0].id",
        'id: "session-length-bound"',
        "recurrence.broken_controls",
        [{"id": "session-length-bound", "outcome": "missed"}],
    ),
    Case(
        "PM807",
        "detection.caught_by[0]",
        '- "session-length-bound"',
        {OWN: record_text(changed(_NEAR_MISS, "detection.caught_by", ["session-length-bound"]))},
        {OWN: record_text(changed(_NEAR_MISS, "detection.caught_by", ["session-length-bounds"]))},
    ),
    own("PM825", "detection.caught_by", "caught_by:", "detection.caught_by", ["session-length-bounds"]),
    Case(
        "PM808",
        "tags[0]",
        '- "unit"',
        {EXTERNAL: record_text(external_record(tags=["unit"])), OTHER: record_text(_answered())},
        {},
        EXTERNAL,
    ),
    Case(
        "PM812",
        "recurrence.dismissed[1].reason",
        'reason: "All of it is something  ELSE"',
        {OTHER: record_text(_dismissing("All of it is something else.", "All of it is something  ELSE"))},
        {
            OTHER: record_text(
                _dismissing("There another field changed its name.", "An instruction was wrong, and no data.")
            )
        },
        OTHER,
        ("PM813",),
    ),
    Case(
        "PM812",
        "recurrence.dismissed[0].reason",
        'reason: "Not the same at all."',
        {OTHER: record_text(_dismissing("Not the same at all.", "An instruction was wrong, and no data."))},
        {},
        OTHER,
        ("PM813",),
    ),
    Case(
        "PM815",
        "recurrence.dismissed[1].reason",
        'reason: "The labels were',
        {
            OTHER: record_text(
                _dismissing(
                    "There the labels were wrong; here they came too late.",
                    "The labels were wrong there, and here they only came late.",
                )
            )
        },
        {
            OTHER: record_text(
                _dismissing("There another field changed its name.", "An instruction was wrong, and no data.")
            )
        },
        OTHER,
    ),
    Case(
        "PM814",
        "title",
        'title: "Session',
        {OTHER: record_text(_answered())},
        {OTHER: retold(record_text(_answered()))},
        OTHER,
        is_changed=True,
    ),
    Case("PM811", "record", "", {}, {}, OTHER, lost=record_text(_answered())),
    Case(
        "PM810",
        "status",
        'status: "in-review"',
        {OWN: record_text(own_record(status="in-review"))},
        {},
        is_merge=True,
    ),
)
