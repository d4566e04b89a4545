"""One incident as the API v2 of incident.io gives it: the object `IncidentV2` of `GET /v2/incidents/{id}`.

Read are `reference`, `name`, `permalink`, `created_at`, `summary`, `mode`, `severity.name`, `creator.alert`,
`incident_timestamp_values` with `incident_timestamp.name` and `value.value`, and of `custom_field_entries` one whose
`custom_field.name` is that of a team, with the names of its `values`.
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
from ml_postmortems.model.terms import DetectionSource
from ml_postmortems.reading.faults import shown

_TEAM_FIELDS = ("team", "teams", "owning team", "owner team")
_VALUES = (("value_catalog_entry", "name"), ("value_option", "value"), ("value_text",))
"""Where the value of a custom field is named, by its type."""


def _find(document: Any) -> Mapping[str, Any] | None:
    incident = incident_under(document, "incident")
    return incident if incident and "reference" in incident and "name" in incident else None


def _read(file: ExportFile) -> IncidentExport:
    export = IncidentExport("incident.io", file.text("name"))
    export.reference = f"incident.io {file.text('reference')}"
    export.permalink = file.text("permalink")
    export.date = file.time("created_at")
    export.summary = file.text("summary")
    export.take_severity("severity", file.text("severity", "name"), file.taxonomy)
    if (mode := file.text("mode")) not in ("", "standard"):
        export.notes.append(f"The export is of mode {shown(mode)}; see that it is about a real incident.")
    if file.value("creator", "alert"):
        export.detection = DetectionSource.ALERT
    _take_teams(file, export)
    times: list[tuple[str, str]] = []
    for number, each in enumerate(file.items("incident_timestamp_values")):
        name = one_line(value_inside(each, "incident_timestamp", "name"))
        at = file.checked_time(f"incident_timestamp_values[{number}].value", value_inside(each, "value", "value"))
        if name and at:
            times.append((name, at))
    export.add_named_times(times)
    if not times and export.date:
        export.add_event(export.date, "The incident was declared in incident.io.")
    return export


def _take_teams(file: ExportFile, export: IncidentExport) -> None:
    for entry in file.items("custom_field_entries"):
        name = one_line(value_inside(entry, "custom_field", "name"))
        values = file.checked_items("custom_field_entries[].values", entry.get("values"))
        if name.casefold() in _TEAM_FIELDS:
            texts = [one_line(value_inside(each, *keys)) for each in values for keys in _VALUES]
            export.teams += [text for text in texts if text]
        elif values:
            export.unused.append(f"the custom field {shown(name)}")


register_tool(IncidentTool("incident.io", _find, _read))
