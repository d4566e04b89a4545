"""One incident as the REST API v2 of PagerDuty gives it.

Read are `incident_number`, `title` or `summary`, `html_url`, `created_at`, `resolved_at`, `priority.summary`, `urgency`
(only told), and `log_entries`, in the incident or beside it, with `type`, `created_at` and, for notes,
`channel.content` or `channel.summary`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ml_postmortems.authoring.importers.incident_tools import (
    ExportFile,
    IncidentExport,
    IncidentTool,
    event_at,
    one_line,
    register_tool,
    take_severity,
)
from ml_postmortems.authoring.importers.timeline import Event
from ml_postmortems.model.terms import KeyInstant
from ml_postmortems.reading.faults import shown

_EVENTS: Mapping[str, tuple[str, str, KeyInstant | None]] = {
    "trigger_log_entry": ("signal", "The incident was opened in PagerDuty", KeyInstant.DETECTED),
    "acknowledge_log_entry": ("action", "Somebody took the incident on.", None),
    "escalate_log_entry": ("communication", "The incident was passed on to the next level.", None),
    "annotate_log_entry": ("event", "Note", None),
    "resolve_log_entry": ("action", "The incident was set to resolved in PagerDuty.", KeyInstant.RESOLVED),
}
"""Kind of entry, text and key instant by the type of a log entry. Names of people in an export are not taken over."""


def _read(file: ExportFile) -> IncidentExport:
    incident = file.incident
    export = IncidentExport(one_line(incident.get("title")) or one_line(incident.get("summary")))
    export.references = [one_line(incident.get("html_url")) or f"PagerDuty {one_line(incident['incident_number'])}"]
    priority = incident.get("priority")
    name = one_line(priority.get("summary") or priority.get("name")) if isinstance(priority, dict) else ""
    take_severity(export, "priority", name, file.taxonomy)
    if not name and (urgency := one_line(incident.get("urgency"))):
        export.notes.append(f"The export has no priority; its urgency {shown(urgency)} is no severity.")
    entries = incident.get("log_entries") or file.document.get("log_entries") or []
    export.timeline = list(_events(file, file.entries("log_entries", entries)))
    for key, of_type in (("created_at", "trigger_log_entry"), ("resolved_at", "resolve_log_entry")):
        kind, text, mark = _EVENTS[of_type]
        if incident.get(key) and not any(mark in event.get("marks", ()) for event in export.timeline):
            at = file.time(key, incident[key])
            export.timeline.append(event_at(at, kind, text.removesuffix(".") + ".", mark))
    return export


def _events(file: ExportFile, entries: Sequence[Any]) -> Iterator[Event]:
    for number, entry in enumerate(entries):
        if not isinstance(entry, dict) or entry.get("type") not in _EVENTS:
            continue
        kind, text, mark = _EVENTS[entry["type"]]
        channel = entry.get("channel")
        said = one_line(channel.get("content") or channel.get("summary")) if isinstance(channel, dict) else ""
        if entry["type"] == "annotate_log_entry":
            said = said or one_line(entry.get("summary"))
        says = entry["type"] in ("annotate_log_entry", "trigger_log_entry") and said
        at = file.time(f"log_entries[{number}].created_at", entry.get("created_at"))
        yield event_at(at, kind, f"{text}: {said}" if says else text.removesuffix(".") + ".", mark)


register_tool(
    IncidentTool("PagerDuty", "the REST API of PagerDuty", lambda incident: "incident_number" in incident, _read)
)
