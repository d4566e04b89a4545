"""Cases of the rules about records that are closed too early."""

from __future__ import annotations

from typing import Any

from tests.helpers import changed, own_record, record_text
from tests.lint.rules.cases import OWN, Case


def _closed(code: str, subject: str, place: str, changes: dict[str, Any], also: tuple[str, ...] = ()) -> Case:
    """Our own closed record with some fields changed; mended, it is closed as it was."""
    record = own_record(status="closed")
    for path, value in changes.items():
        record = changed(record, path, value)
    mended = record_text(own_record(status="closed"))
    return Case(code, subject, place, {OWN: record_text(record)}, {OWN: mended}, also=also)


EARLY_CLOSING_CASES = (
    _closed(
        "PM341",
        "hypotheses",
        "hypotheses:",
        {"hypotheses": [{"text": "The ranking job read an old file.", "state": "open"}]},
    ),
)
