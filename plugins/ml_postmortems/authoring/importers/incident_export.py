"""What an incident tool knows already: one incident, read by the importer that recognizes it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ml_postmortems.authoring.importers import tools as _tools  # noqa: F401  (importing the package registers each tool)
from ml_postmortems.authoring.importers.incident_tools import (
    ExportFile,
    IncidentExport,
    export_advice,
    registered_tools,
)
from ml_postmortems.authoring.importers.input_file import parse_json, read_input
from ml_postmortems.authoring.importers.timeline import in_order
from ml_postmortems.errors import InputUnusable
from ml_postmortems.model.scalars import TITLE_LENGTH
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import KeyInstant
from ml_postmortems.plurals import either
from ml_postmortems.reading.faults import shown

_RANKS: Mapping[str, int] = {KeyInstant.STARTED: 0, KeyInstant.DETECTED: 0, KeyInstant.RESOLVED: 2}


def tool_names() -> str:
    """The tools whose exports can be imported, for help texts: `PagerDuty or incident.io`."""
    return either([tool.name for tool in registered_tools()])


def read_incident_export(path: Path, taxonomy: Taxonomy, *, with_times: bool = True) -> IncidentExport:
    """Read one incident, alone or under the key `incident`, with its times or without.

    A severity is taken where its name is a level (`SEV2`, `P2`) or a level's name in the taxonomy (`Major`). Raises
    InputUnusable for a file that no importer recognizes.
    """
    document = parse_json(path, read_input(path))
    incident = document.get("incident", document) if isinstance(document, dict) else None
    if not isinstance(incident, dict):
        sentence = f"file must hold one incident: found {'a list' if isinstance(document, list) else 'something else'}"
        raise InputUnusable(path, None, sentence, export_advice())
    tool = next((tool for tool in registered_tools() if tool.recognizes(incident)), None)
    if tool is None:
        sentence = f"file must be an export of {tool_names()}: found the keys {shown(', '.join(incident))}"
        raise InputUnusable(path, None, sentence, export_advice())
    export = tool.read(ExportFile(path, document, incident, taxonomy))
    if not with_times:
        export.timeline = []
    return _tidied(export)


def _tidied(export: IncidentExport) -> IncidentExport:
    """In the order of time; each key instant marked once, and only where it does not contradict an earlier one."""
    export.timeline = in_order(export.timeline)
    seen: set[str] = set()
    highest = 0
    for event in export.timeline:
        for mark in event.pop("marks", []):
            rank = _RANKS.get(mark, 1)
            if mark not in seen and rank >= highest:
                event["marks"] = [mark]
                seen.add(mark)
                highest = rank
    if seen:
        marked = ", ".join(mark for mark in KeyInstant if mark in seen)
        export.notes.append(f"The tool's times stand for {marked}; see in the timeline whether they really were these.")
    if len(export.title) > TITLE_LENGTH:
        export.title = export.title[: TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"
        export.notes.append(f"The title was cut to {TITLE_LENGTH} characters.")
    return export
