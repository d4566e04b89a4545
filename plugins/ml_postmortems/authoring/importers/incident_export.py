"""What an incident tool knows already: one incident, read by the importer that recognizes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ml_postmortems.authoring.importers import tools as _tools  # noqa: F401  (importing the package registers each tool)
from ml_postmortems.authoring.importers.incident_tools import (
    ExportFile,
    IncidentExport,
    export_advice,
    registered_tools,
    tool_names,
)
from ml_postmortems.authoring.importers.input_file import parse_json, read_input
from ml_postmortems.authoring.importers.left_out import leave_out
from ml_postmortems.authoring.importers.timeline import in_order
from ml_postmortems.errors import InputUnusable
from ml_postmortems.model.derived_values import as_version_2
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import KeyInstant, Origin
from ml_postmortems.plurals import counted
from ml_postmortems.reading.faults import shown

__all__ = ["read_incident_export", "tool_names"]
_RANKS: Mapping[str, int] = {KeyInstant.STARTED: 0, KeyInstant.DETECTED: 0, KeyInstant.RESOLVED: 2}
_ADDRESS = re.compile(r"""https?://(?![^/]*@)[^\s<>"'`\\{}|^/]+(/[^\s<>"'`\\{}|^]*)?""", re.ASCII)
"""A web address that a record may hold, without a name and a password in it."""
_MOST_KEYS_NAMED = 12


def read_incident_export(path: Path, taxonomy: Taxonomy, *, with_times: bool = True) -> IncidentExport:
    """Read one incident in the layout of one of the tools, with its times or without.

    A severity is taken where its name is a level (`SEV2`, `P2`) or a level's name in the taxonomy (`Major`). Raises
    InputUnusable for a file that no importer recognizes.
    """
    document = parse_json(path, read_input(path))
    for tool in registered_tools():
        incident = tool.find(document)
        if incident is not None:
            break
    else:
        raise InputUnusable(
            path, None, f"file must be an export of {tool_names()}: found {_kind_of(document)}", export_advice()
        )
    file = ExportFile(path, document, incident, taxonomy)
    export = tool.read(file)
    keys = file.unread_keys()
    more = [f"{len(keys) - _MOST_KEYS_NAMED} more keys"] if len(keys) > _MOST_KEYS_NAMED else []
    export.unused += [shown(key) for key in keys[:_MOST_KEYS_NAMED]] + more
    if not with_times:
        export.timeline = []
    return _tidied(export)


def _kind_of(document: Any) -> str:
    """What a document is, for a message."""
    match document:
        case list():
            return f"a list of {counted(len(document), 'item')}"
        case dict():
            several = next(
                (key for key in ("incidents", "issues", "data") if isinstance(document.get(key), list)), None
            )
            if several:
                return f"{counted(len(document[several]), 'item')} under `{several}`"
            return f"the keys {shown(', '.join(document))}" if document else "an empty object"
        case _:
            return "something else"


def _tidied(export: IncidentExport) -> IncidentExport:
    """Within the bounds of a record, without what must not stand in one, in the order of time and in few words."""
    if export.permalink and not _ADDRESS.fullmatch(export.permalink):
        export.unused.append(f"the address {shown(export.permalink)}, which is no http or https link")
        export.permalink = ""
    export.timeline = in_order(export.timeline)
    leave_out(export)
    _mark_once(export)
    export.timeline = as_version_2({"origin": Origin.OWN.value, "timeline": export.timeline})["timeline"]
    return export


def _mark_once(export: IncidentExport) -> None:
    """Mark each key instant once, and only where it does not contradict an earlier one."""
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
