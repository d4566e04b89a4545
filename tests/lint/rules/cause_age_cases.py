"""Cases of the rules about since when causes were there."""

from __future__ import annotations

from typing import Any

from tests.helpers import RecordDict, changed, own_record, record_text
from tests.lint.rules.cases import OWN, Case, own

_SINCE = 'since: "2025-03-1'

_LATER = {
    "id": "C4",
    "category": "process/documentation-or-runbook-gap",
    "role": "contributing",
    "text": "The runbook of the night before was moved while it was needed.",
    "confidence": "known",
    "evidence": ["E2"],
    "since": "2025-03-12",
}
"""A cause that came after the start and made it worse."""


def _aged(since: Any, behind: Any = None) -> RecordDict:
    """Our own record with an age of its first cause and of the one behind it."""
    record = own_record(**{"causes.0.since": since})
    return changed(record, "causes.1.since", behind) if behind else record


CAUSE_AGE_CASES = (
    own("PM205", "causes[0].since", "since:", "causes.0.since", {"from": "2025-03-09", "to": "2025-03-08"}),
    own("PM248", "causes[0].since", f'{_SINCE}2"', "causes.0.since", "2025-03-12"),
    own("PM248", "causes[0].since", "since:", "causes.0.since", {"from": "2025-03-12"}),
    Case(
        "PM248",
        "causes[1].since",
        'since: "2025-03-12"',
        {OWN: record_text(own_record(**{"causes.1.since": "2025-03-12"}))},
        {OWN: record_text(own_record(**{"causes.3": _LATER}))},
        also=("PM249",),
    ),
    Case(
        "PM249",
        "causes[0].since",
        'since: "2025-03-01"',
        {OWN: record_text(_aged("2025-03-01", "2025-03-09"))},
        {OWN: record_text(_aged("2025-03-09", "2025-03-01"))},
    ),
    own("PM560", "causes[0].since", '- id: "C1"\n    category', "causes.0.since", None),
)
