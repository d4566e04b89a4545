"""One incident as the API v1 of Rootly gives it in the form of JSON:API: `GET /v1/incidents/{id}`.

Read under `data.attributes` are `sequential_id`, `title`, `url` or `short_url`, `summary`, `kind`, the name of
`severity` and of each of `groups`, `created_at`, `started_at`, `detected_at`, `acknowledged_at`, `mitigated_at` and
`resolved_at`, and `mitigation_message` and `resolution_message` for the entries of these two.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ml_postmortems.authoring.importers.incident_tools import (
    ExportFile,
    IncidentExport,
    IncidentTool,
    one_line,
    register_tool,
    value_inside,
)
from ml_postmortems.reading.faults import shown

_TIMES = ("started", "detected", "acknowledged", "mitigated", "resolved")
_MESSAGES = {"mitigated": "mitigation_message", "resolved": "resolution_message"}
_REAL = ("", "normal", "normal_sub", "backfilled")


def _find(document: Any) -> Mapping[str, Any] | None:
    attributes = value_inside(document, "data", "attributes")
    is_incident = value_inside(document, "data", "type") == "incidents"
    return attributes if is_incident and isinstance(attributes, dict) else None


def _read(file: ExportFile) -> IncidentExport:
    export = IncidentExport("Rootly", file.text("title"))
    export.reference = f"Rootly incident {file.text('sequential_id') or one_line(file.document['data'].get('id'))}"
    export.permalink = file.text("url") or file.text("short_url")
    export.date = file.time("created_at")
    export.summary = file.text("summary")
    export.take_severity("severity", _name(file.value("severity")), file.taxonomy)
    if (kind := file.text("kind")) not in _REAL:
        export.notes.append(f"The export is of kind {shown(kind)}; see that it is about a real incident.")
    export.teams = [_name(group) for group in file.items("groups")]
    times = [(name, at) for name in _TIMES if (at := file.time(f"{name}_at"))]
    export.add_named_times(times, {name: said for name, key in _MESSAGES.items() if (said := file.text(key))})
    if export.date:
        export.add_event(export.date, "The incident was opened in Rootly.")
    file.read_keys.update({"slug", "short_url"})  # the same address and name once more
    return export


def _name(value: object) -> str:
    """The name of a related object, with or without its wrapping of JSON:API."""
    return one_line(value_inside(value, "data", "attributes", "name") or value_inside(value, "name"))


register_tool(IncidentTool("Rootly", _find, _read))
