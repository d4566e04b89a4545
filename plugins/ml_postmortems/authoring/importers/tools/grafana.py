"""One incident of Grafana Incident (IRM): the object `Incident` of `IncidentsService.GetIncident`.

Read under `incident` are `incidentID`, `title`, `summary`, `overviewURL` or `incidentUrl`, `severityLabel` or
`severity`, `isDrill`, `createdTime`, `incidentStart` and `incidentEnd`; and of `ActivityService.QueryActivity` the
list `activityItems` beside it, with `activityKind`, `eventTime` and `body`, of which notes of people are entries.
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
)
from ml_postmortems.model.terms import KeyInstant, Kind
from ml_postmortems.plurals import counted


def _find(document: Any) -> Mapping[str, Any] | None:
    incident = incident_under(document, "incident")
    return incident if incident and "incidentID" in incident else None


def _read(file: ExportFile) -> IncidentExport:
    export = IncidentExport("Grafana", file.text("title"))
    export.reference = f"Grafana incident {file.text('incidentID')}"
    addresses = [file.text(key) for key in ("incidentUrl", "overviewURL")]
    export.permalink = next((each for each in addresses if each.startswith("http")), "")
    export.date = file.time("createdTime")
    export.summary = file.text("summary")
    export.kind = Kind.DRILL if file.value("isDrill") is True else None
    export.take_severity("severity", file.text("severityLabel") or file.text("severity"), file.taxonomy)
    if at := file.time("incidentStart"):
        export.add_event(at, "The incident started (as Grafana has it).", KeyInstant.STARTED)
    if export.date:
        export.add_event(export.date, "The incident was declared in Grafana.", KeyInstant.DETECTED)
    if at := file.time("incidentEnd"):
        export.add_event(at, "The incident ended (as Grafana has it).", KeyInstant.RESOLVED)
    others = 0
    for number, item in enumerate(file.items("activityItems")):
        at = file.checked_time(f"activityItems[{number}].eventTime", item.get("eventTime") or item.get("createdTime"))
        said = one_line(item.get("body"))
        if at and said and item.get("activityKind") == "userNote":
            export.add_event(at, f"Note: {said}")
        else:
            others += 1
    if others:
        export.unused.append(f"{counted(others, 'entry')} of the activity that no person wrote")
    return export


register_tool(IncidentTool("Grafana", _find, _read))
