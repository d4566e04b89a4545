"""One incident as the API v2 of incident.io gives it.

Read are `reference`, `name`, `permalink`, `created_at`, `severity.name`, and `incident_timestamp_values` with
`incident_timestamp.name` and `value.value`.
"""

from __future__ import annotations

from collections.abc import Mapping

from ml_postmortems.authoring.importers.incident_tools import (
    ExportFile,
    IncidentExport,
    IncidentTool,
    event_at,
    one_line,
    register_tool,
    take_severity,
    value_inside,
)
from ml_postmortems.model.terms import KeyInstant

_MARKS: Mapping[str, KeyInstant] = {
    "impact started": KeyInstant.STARTED,
    "detected": KeyInstant.DETECTED,
    "identified": KeyInstant.DIAGNOSED,
    "mitigated": KeyInstant.MITIGATED,
    "resolved": KeyInstant.RESOLVED,
}
"""Key instants by the beginning of a timestamp's name; other timestamps become entries without a mark."""


def _read(file: ExportFile) -> IncidentExport:
    incident = file.incident
    export = IncidentExport(one_line(incident.get("name")))
    export.references = [one_line(incident.get("permalink")) or one_line(incident["reference"])]
    severity = incident.get("severity")
    take_severity(
        export, "severity", one_line(severity.get("name")) if isinstance(severity, dict) else "", file.taxonomy
    )
    values = incident.get("incident_timestamp_values") or []
    for number, each in enumerate(file.entries("incident_timestamp_values", values)):
        name = one_line(value_inside(each, "incident_timestamp", "name"))
        value = value_inside(each, "value", "value")
        if name and value:
            at = file.time(f"incident_timestamp_values[{number}].value", value)
            mark = next((mark for start, mark in _MARKS.items() if name.lower().startswith(start)), None)
            export.timeline.append(event_at(at, "event", f"{name} (as incident.io has it).", mark))
    if not export.timeline and incident.get("created_at"):
        at = file.time("created_at", incident["created_at"])
        export.timeline.append(event_at(at, "event", "The incident was declared in incident.io.", None))
    return export


register_tool(
    IncidentTool(
        "incident.io",
        "the API v2 of incident.io",
        lambda incident: "reference" in incident and "name" in incident,
        _read,
    )
)
