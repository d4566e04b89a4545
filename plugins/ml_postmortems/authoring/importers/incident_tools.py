"""The registry of incident tools, and what their importers share: the file that is read and what was read of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ml_postmortems.authoring.importers.input_file import checked_time
from ml_postmortems.authoring.importers.timeline import Event
from ml_postmortems.errors import InputUnusable
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import DetectionSource, EventKind, EvidenceKind, KeyInstant, Kind, Phase, Severity
from ml_postmortems.plurals import either
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.forbidden_characters import FORBIDDEN

_UNSET_TIMES = ("", "0001-01-01")
"""How tools write that they have no time; the second is the beginning of the zero time of Go."""
_EMPTY: tuple[Any, ...] = (None, "", [], {}, False, 0)
_IDENTIFIERS = frozenset({"id", "type", "self", "node_id"})
"""Keys of which nobody asks where their values are."""
_INSTANT_NAMES: Mapping[str, KeyInstant] = {
    "impact started": KeyInstant.STARTED,
    "started": KeyInstant.STARTED,
    "detected": KeyInstant.DETECTED,
    "identified": KeyInstant.DIAGNOSED,
    "diagnosed": KeyInstant.DIAGNOSED,
    "mitigated": KeyInstant.MITIGATED,
    "resolved": KeyInstant.RESOLVED,
}
"""Key instants by the beginning of the name that a tool gives to a time."""
_STAND_IN_NAMES: Mapping[str, KeyInstant] = {"reported": KeyInstant.DETECTED, "fixed": KeyInstant.RESOLVED}
"""The same for names that count only where no other time of the export has the mark."""
_KINDS: Mapping[KeyInstant | None, EventKind] = {
    KeyInstant.DETECTED: EventKind.SIGNAL,
    KeyInstant.MITIGATED: EventKind.ACTION,
    KeyInstant.RESOLVED: EventKind.ACTION,
}


@dataclass(slots=True)
class IncidentExport:
    """What could be read of an export: facts that it states, and nothing else."""

    tool: str
    title: str = ""
    kind: Kind | None = None
    severity: Severity | None = None
    severity_source: tuple[str, str] = ("severity", "")
    """What the tool calls it, and the name that it gives, empty where it gives none."""
    permalink: str = ""
    """The address of the incident in the tool; what is no http or https address is told and left out."""
    reference: str = ""
    """The id of the incident in the tool with the tool's name: `PagerDuty incident 1234`."""
    evidence_kind: EvidenceKind = EvidenceKind.TICKET
    date: str = ""
    """When the incident was opened in the tool."""
    summary: str = ""
    detection: DetectionSource | None = None
    teams: list[str] = field(default_factory=list)
    """Names or ids of teams, as the tool has them."""
    timeline: list[Event] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What the author has to look at, in sentences."""
    unused: list[str] = field(default_factory=list)
    """What was read and did not fit, in a few words each."""

    @property
    def marks(self) -> set[str]:
        """The key instants that the entries mark so far."""
        return {mark for event in self.timeline for mark in event.get("marks", ())}

    def add_event(self, at: str, text: str, mark: KeyInstant | None = None, kind: EventKind | None = None) -> None:
        """Add an entry of the timeline about the response."""
        event: Event = {
            "at": at,
            "phase": Phase.RESPONSE.value,
            "kind": (kind or _KINDS.get(mark, EventKind.EVENT)).value,
        }
        self.timeline.append(event | {"text": text} | ({"marks": [mark.value]} if mark else {}))

    def add_named_times(self, times: Iterable[tuple[str, str]], texts: Mapping[str, str] | None = None) -> None:
        """Add an entry for each time that the tool gives a name; a name that says so becomes a key instant.

        `texts` are sentences of the tool by the name of the time.
        """
        listed = list(times)
        named = {mark for name, _ in listed if (mark := _instant_in(_INSTANT_NAMES, name))}
        for name, at in listed:
            mark = _instant_in(_INSTANT_NAMES, name)
            stand_in = _instant_in(_STAND_IN_NAMES, name)
            if stand_in and stand_in not in named:
                mark = stand_in
            said = (texts or {}).get(name)
            label = name[:1].upper() + name[1:].removesuffix(" at")
            self.add_event(at, f"{label}: {said}" if said else f"{label} (as {self.tool} has it).", mark)

    def take_severity(self, key: str, name: str, taxonomy: Taxonomy) -> None:
        """Take the level that a priority or a severity of the tool plainly means; `key` is which of the two it was."""
        self.severity, self.severity_source = severity_named(name, taxonomy), (key, name)


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file with one incident; it remembers which keys of the incident were read."""

    path: Path
    document: Any
    """The whole file."""
    incident: Mapping[str, Any]
    taxonomy: Taxonomy
    read_keys: set[str] = field(default_factory=set)

    def value(self, *keys: str) -> Any:
        """The value under nested keys; None where one of them is missing."""
        self.read_keys.add(keys[0])
        return value_inside(self.incident, *keys)

    def text(self, *keys: str) -> str:
        """A text or a number under nested keys on one line; empty for anything else."""
        return one_line(self.value(*keys))

    def time(self, *keys: str) -> str:
        """A time of the incident as a record may have it; empty where the tool has none. Raises InputUnusable."""
        return self.checked_time(".".join(keys), self.value(*keys))

    def checked_time(self, name: str, value: object) -> str:
        """A time as a record may have it; empty where the tool has none. Raises InputUnusable."""
        if value is None or (isinstance(value, str) and value[:10] in _UNSET_TIMES):
            return ""
        return checked_time(self.path, None, name, value)

    def items(self, key: str) -> Sequence[Mapping[str, Any]]:
        """A list of objects of the incident, or else one beside it; raises InputUnusable for anything else."""
        value = self.value(key)
        if value is None and isinstance(self.document, dict):
            value = self.document.get(key)
        return self.checked_items(key, value)

    def checked_items(self, name: str, value: object) -> Sequence[Mapping[str, Any]]:
        """The objects of a list, none for a missing one; raises InputUnusable for anything else."""
        if not isinstance(value or [], list):
            sentence = f"{name} must be a list: found {shown(value)}"
            raise InputUnusable(self.path, None, sentence, export_advice())
        return [each for each in value or [] if isinstance(each, dict)]  # type: ignore[attr-defined]

    def unread_keys(self) -> list[str]:
        """The keys with a value that nothing has read."""
        told = (item for item in self.incident.items() if item[0] not in self.read_keys | _IDENTIFIERS)
        return [key for key, value in told if value not in _EMPTY]


@dataclass(frozen=True, slots=True)
class IncidentTool:
    """A tool whose exports can be imported."""

    name: str
    find: Callable[[Any], Mapping[str, Any] | None]
    """The incident in a JSON document, if it is one of this tool's."""
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
    return tuple(_TOOLS[name] for name in sorted(_TOOLS, key=str.casefold))


def tool_names() -> str:
    """The tools whose exports can be imported, for help texts: `PagerDuty or incident.io`."""
    return either([tool.name for tool in registered_tools()])


def export_advice() -> str:
    """How to get a file that can be imported."""
    return f"export one incident of {tool_names()} as JSON, as the author's guide says, or use --timeline"


def incident_under(document: Any, *keys: str) -> Mapping[str, Any] | None:
    """The object under one of these keys of a document, else the document; None where it is no object."""
    if not isinstance(document, dict):
        return None
    return next((document[key] for key in keys if isinstance(document.get(key), dict)), document)


def severity_named(name: str, taxonomy: Taxonomy) -> Severity | None:
    """The level that a name plainly means: `SEV2`, `sev-2`, `P2`, or the name of a level in the taxonomy."""
    spelt = name.upper().replace("-", "").replace(" ", "").replace("SEVERITY", "SEV")
    names = {level.value: level for level in Severity}
    names |= {level.value.replace("SEV", "P"): level for level in Severity}
    names |= {criteria.name.upper(): level for level, criteria in taxonomy.severities.items()}
    return names.get(spelt)


def one_line(value: object) -> str:
    """A text or a number of an export on one line, without what people cannot see; nothing else."""
    if not isinstance(value, str | int) or isinstance(value, bool):
        return ""
    return " ".join(re.sub(FORBIDDEN, " ", str(value)).split())


def value_inside(value: object, *keys: str) -> Any:
    """The value under nested keys; None where one of them is missing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _instant_in(table: Mapping[str, KeyInstant], name: str) -> KeyInstant | None:
    return next((mark for start, mark in table.items() if name.lower().startswith(start)), None)
