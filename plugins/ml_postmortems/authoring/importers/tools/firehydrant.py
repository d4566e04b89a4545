"""One incident as the API v1 of FireHydrant gives it: the object `IncidentEntity` of `GET /v1/incidents/{id}`.

Read are `name`, `number`, `incident_url`, `created_at`, `started_at`, `summary`, `severity`, `priority` where there
is no severity, `team_assignments[].team.name`, and the milestones that occurred: of
`lifecycle_phases[].milestones[]`, `slug` and `occurred_at`, or else of the older `milestones[]`, `type` and
`occurred_at`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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


def _find(document: Any) -> Mapping[str, Any] | None:
    incident = incident_under(document, "incident")
    if not incident or not {"name", "number"} <= incident.keys():
        return None
    return incident if {"milestones", "lifecycle_phases", "incident_url"} & incident.keys() else None


def _read(file: ExportFile) -> IncidentExport:
    export = IncidentExport("FireHydrant", file.text("name"))
    export.reference = f"FireHydrant incident {file.text('number')}"
    export.permalink = file.text("incident_url")
    export.date = file.time("created_at")
    export.summary = file.text("summary")
    severity, priority = file.text("severity"), file.text("priority")
    export.take_severity("severity" if severity else "priority", severity or priority, file.taxonomy)
    export.teams = [one_line(value_inside(each, "team", "name")) for each in file.items("team_assignments")]
    times = [(name, at) for name, at in _milestones(file) if name and at]
    started = file.time("started_at")
    if started and not any(name == "started" for name, _ in times):
        times.append(("started", started))
    export.add_named_times(times)
    if export.date:
        export.add_event(export.date, "The incident was opened in FireHydrant.")
    return export


def _milestones(file: ExportFile) -> Iterator[tuple[str, str]]:
    older = file.items("milestones")
    phases = file.items("lifecycle_phases")
    listed = [each for phase in phases for each in file.checked_items("milestones", phase.get("milestones"))]
    for number, each in enumerate(listed or older):
        name = one_line(each.get("slug") or each.get("type")).replace("_", " ")
        yield name, file.checked_time(f"milestones[{number}].occurred_at", each.get("occurred_at"))


register_tool(IncidentTool("FireHydrant", _find, _read))
