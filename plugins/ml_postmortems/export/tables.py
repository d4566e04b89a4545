"""Records, causes, actions, controls and timelines as tables for spreadsheets, one row for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ml_postmortems.analytics.actions import ListedAction
from ml_postmortems.analytics.controls import ControlLedger
from ml_postmortems.export.csv_text import csv_text
from ml_postmortems.model.cause_age import since_bounds
from ml_postmortems.model.completeness import completeness
from ml_postmortems.model.durations import DurationName, durations, happened
from ml_postmortems.model.instant import Duration
from ml_postmortems.model.not_known import NotKnown, known_items
from ml_postmortems.model.own_fields import EXTRA, OwnField, own_values
from ml_postmortems.model.record import Record

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its header."""

    name: str
    header: Row
    rows: Iterable[Row]

    def text(self) -> str:
        """The table as CSV; no cell is a formula."""
        return csv_text(self.header, self.rows)


def tables(
    records: Sequence[Record],
    actions: Iterable[ListedAction],
    controls: Iterable[ControlLedger],
    fields: Mapping[str, OwnField],
) -> Iterator[Table]:
    """Every table of some records; durations are seconds, and empty where they are not known.

    `fields` are the organisation's own; each value of one is a row, and without any field there is no such table.
    """
    ends = [f"{name}_{end}_seconds" for name in DurationName for end in ("from", "to")]
    yield Table(
        "records",
        ("id", "title", "status", "kind", "origin", "severity", "team", "visibility", "primary_cause",
         "primary_category", "symptom", "happened_from", "happened_to", "completeness_percent", *ends),
        map(_record_row, records),
    )  # fmt: skip
    yield Table(
        "causes",
        ("record", "id", "category", "role", "confidence", "text", "since_from", "since_to"),
        (row for record in records for row in _cause_rows(record)),
    )
    yield Table(
        "actions",
        ("record", "id", "title", "state", "type", "priority", "team", "person", "due", "days_overdue", "completed",
         "ticket", "control", "causes", "artifacts"),
        map(_action_row, actions),
    )  # fmt: skip
    yield Table(
        "controls",
        ("id", "kind", "state", "where", "threshold", "teams", "records", "causes", "artifacts", "outcomes"),
        map(_control_row, controls),
    )
    yield Table(
        "timeline",
        ("record", "at", "kind", "phase", "marks", "text", "evidence"),
        (row for record in records for row in _timeline_rows(record)),
    )
    if fields:
        header = ("record", "field", "label", "type", "value")
        yield Table(EXTRA, header, (row for record in records for row in _own_rows(record, fields)))


def _own_rows(record: Record, fields: Mapping[str, OwnField]) -> Iterator[Row]:
    for key, values in own_values(record.extra).items():
        if own := fields.get(key):
            yield from ((record.id, key, own.label, own.type, value) for value in values)


def _record_row(record: Record) -> Row:
    span, primary, lasted = happened(record), record.primary, durations(record)
    seconds = [cell for name in DurationName for cell in _seconds(lasted.get(name))]
    return (
        record.id, record.title, record.status, record.kind, record.origin, record.severity, record.teams.owner,
        record.visibility, primary.id if primary else "", primary.category if primary else "", record.symptom,
        str(span.earliest), str(span.latest), str(completeness(record).percent), *seconds,
    )  # fmt: skip


def _seconds(value: Duration | NotKnown | None) -> tuple[str, str]:
    """The shortest and the longest time, whole seconds."""
    if not isinstance(value, Duration):
        return "", ""
    return f"{value.as_told.shortest.total_seconds():.0f}", f"{value.longest.total_seconds():.0f}"


def _cause_rows(record: Record) -> Iterator[Row]:
    for cause in known_items(record.causes):
        since = (str(each or "") for each in since_bounds(cause.since))
        yield record.id, cause.id, cause.category, cause.role, cause.confidence, cause.text, *since


def _action_row(action: ListedAction) -> Row:
    return (
        action.record, action.id, action.title, action.state, action.type, action.priority or "", action.team,
        action.person or "", str(action.due or ""), str(action.days_overdue), str(action.completed or ""),
        action.ticket or "", action.control or "", " ".join(action.causes), " ".join(action.artifacts),
    )  # fmt: skip


def _control_row(control: ControlLedger) -> Row:
    records = dict.fromkeys(source.record for source in control.sources)
    outcomes = "; ".join(f"{number} {outcome}" for outcome, number in control.outcomes.items())
    return (
        control.id, control.kind, control.state, control.where or "", control.threshold or "", " ".join(control.teams),
        " ".join(records), " ".join(control.causes), " ".join(control.artifacts), outcomes,
    )  # fmt: skip


def _timeline_rows(record: Record) -> Iterator[Row]:
    for entry in known_items(record.timeline):
        marks, evidence = " ".join(entry.marks), " ".join(entry.evidence)
        yield record.id, str(entry.at), entry.kind, entry.phase or "", marks, entry.text, evidence
