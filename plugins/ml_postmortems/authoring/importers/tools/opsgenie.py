"""One incident as the Incident API of Opsgenie gives it: `GET /v1/incidents/{id}`, with its timeline.

Read under `data` are `id`, `tinyId`, `message`, `description`, `links.web`, `priority`, `ownerTeam`, `createdAt`,
`impactStartDate`, `impactDetectDate` and `impactEndDate`; and of `GET /v2/incident-timelines/{id}/entries` the list
`entries`, in the incident or beside it, with `eventTime`, `hidden`, `title.content` and `description.content`.
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
from ml_postmortems.model.terms import KeyInstant
from ml_postmortems.plurals import counted

_TIMES: Mapping[str, tuple[str, KeyInstant]] = {
    "impactStartDate": ("The impact started (as Opsgenie has it).", KeyInstant.STARTED),
    "impactDetectDate": ("The impact was detected (as Opsgenie has it).", KeyInstant.DETECTED),
    "impactEndDate": ("The impact ended (as Opsgenie has it).", KeyInstant.MITIGATED),
}


def _find(document: Any) -> Mapping[str, Any] | None:
    incident = incident_under(document, "data")
    return incident if incident and {"tinyId", "message"} <= incident.keys() else None


def _read(file: ExportFile) -> IncidentExport:
    export = IncidentExport("Opsgenie", file.text("message"))
    export.reference = f"Opsgenie incident {file.text('tinyId')}"
    export.permalink = file.text("links", "web")
    export.date = file.time("createdAt")
    export.summary = file.text("description")
    export.take_severity("priority", file.text("priority"), file.taxonomy)
    export.teams = [file.text("ownerTeam")]
    for key, (text, mark) in _TIMES.items():
        if at := file.time(key):
            export.add_event(at, text, mark)
    if export.date:
        mark_of_opening = None if KeyInstant.DETECTED in export.marks else KeyInstant.DETECTED
        export.add_event(export.date, "The incident was opened in Opsgenie.", mark_of_opening)
    hidden = 0
    for number, entry in enumerate(file.items("entries")):
        at = file.checked_time(f"entries[{number}].eventTime", entry.get("eventTime"))
        said = [one_line(value_inside(entry, key, "content")) for key in ("title", "description")]
        if entry.get("hidden"):
            hidden += 1
        elif at and any(said):
            export.add_event(at, ": ".join(text for text in said if text))
    if hidden:
        export.unused.append(counted(hidden, "hidden entry"))
    return export


register_tool(IncidentTool("Opsgenie", _find, _read))
