"""The registry of incident tools, and what their importers share; an importer turns one incident into fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ml_postmortems.authoring.importers.input_file import checked_time
from ml_postmortems.authoring.importers.timeline import MOST_EVENTS, Event
from ml_postmortems.errors import InputUnusable
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import KeyInstant, Severity
from ml_postmortems.plurals import either
from ml_postmortems.reading.faults import shown


@dataclass(slots=True)
class IncidentExport:
    """What could be taken from an export."""

    title: str = ""
    severity: str | None = None
    references: list[str] = field(default_factory=list)
    timeline: list[Event] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What the author has to look at, in sentences."""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file with one incident."""

    path: Path
    document: Mapping[str, Any]
    """The whole file."""
    incident: Mapping[str, Any]
    """The incident in it: under the key `incident`, or the document itself."""
    taxonomy: Taxonomy

    def entries(self, name: str, value: object) -> Sequence[Any]:
        """A list of the export, at most as long as a timeline may be; raises InputUnusable for anything else."""
        if not isinstance(value, list):
            sentence = f"{name} must be a list: found {shown(value)}"
            raise InputUnusable(self.path, None, sentence, export_advice())
        return value[:MOST_EVENTS]

    def time(self, name: str, value: object) -> str:
        """A time of the export as a record may have it; raises InputUnusable."""
        return checked_time(self.path, None, name, value)


@dataclass(frozen=True, slots=True)
class IncidentTool:
    """A tool whose exports can be imported."""

    name: str
    interface: str
    """The interface whose answers are read, as in `export one incident with ...`."""
    recognizes: Callable[[Mapping[str, Any]], bool]
    """Whether an incident is one of this tool's."""
    read: Callable[[ExportFile], IncidentExport]
    """Takes from it what there is; raises InputUnusable."""


_TOOLS: dict[str, IncidentTool] = {}


def register_tool(tool: IncidentTool) -> None:
    """Accept the exports of a tool; raises ValueError where the name is taken."""
    if tool.name in _TOOLS:
        raise ValueError(f"incident tool {tool.name} must have a name of its own")
    _TOOLS[tool.name] = tool


def registered_tools() -> tuple[IncidentTool, ...]:
    """Every tool of the modules imported so far, by name."""
    return tuple(_TOOLS[name] for name in sorted(_TOOLS))


def export_advice() -> str:
    """How to get a file that can be imported."""
    interfaces = either([tool.interface for tool in registered_tools()])
    return f"export one incident with {interfaces}, or use --timeline"


def take_severity(export: IncidentExport, key: str, name: str, taxonomy: Taxonomy) -> None:
    """Take the level that a priority or a severity of the tool plainly means, and ask the author to compare."""
    if not name:
        return
    spelt = name.upper().replace("-", "").replace(" ", "").replace("SEVERITY", "SEV")
    names = {level.value: level.value for level in Severity}
    names |= {level.value.replace("SEV", "P"): level.value for level in Severity}
    names |= {criteria.name.upper(): level.value for level, criteria in taxonomy.severities.items()}
    export.severity = names.get(spelt)
    if export.severity:
        taken = f"Severity {export.severity} was taken from the {key} {shown(name)}; compare it with the criteria."
        export.notes.append(taken)
    else:
        export.notes.append(f"The {key} {shown(name)} of the export is none of {', '.join(Severity)}.")


def event_at(at: str, kind: str, text: str, mark: KeyInstant | None) -> Event:
    """An entry of the timeline about the response."""
    event: Event = {"at": at, "phase": "response", "kind": kind, "text": text}
    return event | ({"marks": [mark.value]} if mark else {})


def one_line(value: object) -> str:
    """A text or a number of an export on one line; nothing else."""
    return " ".join(str(value).split()) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def value_inside(value: object, *keys: str) -> Any:
    """The value under nested keys; None where one of them is missing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
