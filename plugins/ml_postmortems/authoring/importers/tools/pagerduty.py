"""One incident as the REST API v2 of PagerDuty gives it: `GET /incidents/{id}`, with `GET /incidents/{id}/log_entries`.

Read are `incident_number`, `title` or `summary`, `html_url`, `created_at`, `resolved_at`, `priority.summary`, `urgency`
(only told), `teams[].summary`, and `log_entries`, in the incident or beside it, with `type`, `created_at`, for the
trigger `agent.type` and `channel.summary`, and for notes `channel.content` or `channel.summary`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ml_postmortems.authoring.importers.incident_tools import (
    ExportFile,
    IncidentExport,
    IncidentTool,
    incident_under,
    one_line,
    register_tool,
    value_inside,
)
from ml_postmortems.model.terms import DetectionSource, EventKind, KeyInstant
from ml_postmortems.plurals import counted
from ml_postmortems.reading.faults import shown

_ENTRIES: Mapping[str, tuple[EventKind, str, KeyInstant | None]] = {
    "trigger_log_entry": (EventKind.SIGNAL, "The incident was opened in PagerDuty", KeyInstant.DETECTED),
    "acknowledge_log_entry": (EventKind.ACTION, "Somebody took the incident on", None),
    "escalate_log_entry": (EventKind.COMMUNICATION, "The incident was passed on to the next level", None),
    "annotate_log_entry": (EventKind.EVENT, "Note", None),
    "resolve_log_entry": (EventKind.ACTION, "The incident was set to resolved in PagerDuty", KeyInstant.RESOLVED),
}
"""Kind of entry, text and key instant by the type of a log entry. Names of people in an export are not taken over."""


def _find(document: Any) -> Mapping[str, Any] | None:
    incident = incident_under(document, "incident")
    return incident if incident and "incident_number" in incident else None


def _read(file: ExportFile) -> IncidentExport:
    export = IncidentExport("PagerDuty", file.text("title") or file.text("summary"))
    export.reference = f"PagerDuty incident {file.text('incident_number')}"
    export.permalink = file.text("html_url")
    export.date = file.time("created_at")
    name = file.text("priority", "summary") or file.text("priority", "name")
    export.take_severity("priority", name, file.taxonomy)
    if not name and (urgency := file.text("urgency")):
        export.notes.append(f"The export has no priority; its urgency {shown(urgency)} is no severity.")
    export.teams = [one_line(team.get("summary") or team.get("name")) for team in file.items("teams")]
    _add_log_entries(file, export)
    for key, of_type in (("created_at", "trigger_log_entry"), ("resolved_at", "resolve_log_entry")):
        kind, text, mark = _ENTRIES[of_type]
        if (at := file.time(key)) and mark not in export.marks:
            export.add_event(at, f"{text}.", mark, kind)
    return export


def _add_log_entries(file: ExportFile, export: IncidentExport) -> None:
    others: dict[str, int] = {}
    for number, entry in enumerate(file.items("log_entries")):
        of_type = one_line(entry.get("type"))
        if of_type not in _ENTRIES:
            others[of_type] = others.get(of_type, 0) + 1
            continue
        kind, text, mark = _ENTRIES[of_type]
        said = one_line(value_inside(entry, "channel", "content") or value_inside(entry, "channel", "summary"))
        if of_type == "annotate_log_entry":
            said = said or one_line(entry.get("summary"))
        says = of_type in ("annotate_log_entry", "trigger_log_entry") and said
        if at := file.checked_time(f"log_entries[{number}].created_at", entry.get("created_at")):
            export.add_event(at, f"{text}: {said}" if says else f"{text}.", mark, kind)
        agent = one_line(value_inside(entry, "agent", "type"))
        if of_type == "trigger_log_entry" and agent and not agent.startswith("user"):
            export.detection = DetectionSource.ALERT
    export.unused += [
        f"{counted(count, 'log entry')} of type {shown(of_type)}" for of_type, count in sorted(others.items())
    ]


register_tool(IncidentTool("PagerDuty", _find, _read))
