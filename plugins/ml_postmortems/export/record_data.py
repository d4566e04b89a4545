"""A record as data for other programs: its fields as they are written, what is derived of them, and its text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from ml_postmortems.analytics.actions import ListedAction
from ml_postmortems.export.classified import CLASSIFIED
from ml_postmortems.export.json_text import json_text
from ml_postmortems.export.visible_body import visible_sections
from ml_postmortems.model.block import Block
from ml_postmortems.model.completeness import completeness
from ml_postmortems.model.durations import durations, happened
from ml_postmortems.model.instant import Duration, Instant
from ml_postmortems.model.not_known import NotKnown
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.record_file import RecordFile

FORMAT_VERSION = 1
"""Raised when a key goes or means something else; new keys do not raise it."""


@dataclass(frozen=True, slots=True)
class DataContext:
    """What all data of one site has in common."""

    audience: Visibility
    as_of: date
    site: str = ""
    """The address of the site with a slash at its end; empty where it is not known: addresses are relative then."""
    records: frozenset[str] = frozenset()
    """The ids that the audience may see, former ones too: links of texts to other records lead nowhere."""

    def address(self, url: str) -> str:
        """The address of a page or file of the site."""
        return f"{self.site}{url}"

    def page(self, record_id: str) -> str:
        """The address of the page of a record."""
        return self.address(f"postmortems/{record_id}/")


def record_document(file: RecordFile, actions: Iterable[ListedAction], context: DataContext) -> dict[str, Any]:
    """A record that its audience may see, as plain values for JSON.

    `record` has the keys of the format, with derived values written out. `derived` has durations in seconds as ranges,
    `body` the sections as Markdown. Instants are text as they were written: `2025-03`, `2025-03-11T09:30:00Z`.
    """
    record = file.record
    assert record, "what is published can be read"
    counted, span = completeness(record), happened(record)
    return {
        "version": FORMAT_VERSION,
        "id": record.id,
        "url": context.page(record.id),
        "audience": context.audience.value,
        "as_of": context.as_of.isoformat(),
        "record": plain_block(record),
        "body": [{"title": title, "markdown": text} for title, text in visible_sections(file.body, context.records)],
        "derived": {
            "counts": record.status.is_counted,
            "happened": {"from": str(span.earliest), "to": str(span.latest)},
            "durations": {name.value: _duration(value) for name, value in durations(record).items()},
            "completeness": {
                "percent": counted.percent,
                "answered": len(counted.answered),
                "not_applicable": len(counted.not_applicable),
                "unknown": len(counted.unknown),
                "missing": len(counted.missing),
            },
            "actions": [
                {"id": each.id, "state": each.state.value, "days_overdue": each.days_overdue} for each in actions
            ],
        },
    }


def record_to_json(document: Mapping[str, Any]) -> str:
    """A document as a file: one JSON object with sorted keys and a line break at its end."""
    return json_text(document) + "\n"


def summary_document(document: Mapping[str, Any], context: DataContext) -> dict[str, Any]:
    """A record in the list of all records: what it is found by, and where its data is."""
    record: Mapping[str, Any] = document["record"]
    kept = ("title", "kind", "origin", "severity", "status", "visibility", "symptom", "primary_cause", "tags")
    causes = record.get("causes")
    teams: Mapping[str, Any] = record["teams"]
    return {
        "id": document["id"],
        "url": document["url"],
        "data": context.address(data_url(document["id"])),
        "team": teams["owner"],
        "categories": [cause["category"] for cause in causes] if isinstance(causes, list) else [],
        "artifacts": [use["id"] for use in uses] if isinstance(uses := record.get("artifacts"), list) else [],
        "happened": document["derived"]["happened"],
        "counts": document["derived"]["counts"],
    } | {key: record[key] for key in kept if key in record}


def data_url(record_id: str) -> str:
    """Where the data of a record lies below the top of the site."""
    return f"postmortems/{record_id}.json"


def plain_block(block: Block) -> dict[str, Any]:
    """A block by those keys of the format that are classified; what holds its default and may do so is left out."""
    classified = CLASSIFIED.get(type(block).__name__, frozenset())
    found = {}
    for name, info in type(block).model_fields.items():
        if (info.alias or name) not in classified:
            continue
        value = getattr(block, name)
        if info.is_required() or value != info.get_default(call_default_factory=True):
            found[info.alias or name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    match value:
        case Block():
            return plain_block(value)
        case Enum():
            return value.value
        case bool() | str() | int() | float() | None:
            return value
        case Instant():
            return str(value)
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case Mapping():
            return {str(_plain(key)): _plain(each) for key, each in value.items()}
        case tuple() | list():
            return [_plain(each) for each in value]
    raise TypeError(f"a record must be made of plain values: found {type(value).__name__}")


def _duration(value: Duration | NotKnown) -> dict[str, Any]:
    if isinstance(value, NotKnown):
        return plain_block(value)
    value = value.as_told
    return {
        "from_seconds": value.shortest.total_seconds(),
        "to_seconds": value.longest.total_seconds(),
        "below": value.is_open,
    }
