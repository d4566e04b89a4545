"""What a tool for incidents knows already: one incident as PagerDuty or incident.io export it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ml_postmortems.authoring.importers.input_file import checked_time, parse_json, read_input
from ml_postmortems.authoring.importers.timeline import MOST_EVENTS, Event, in_order
from ml_postmortems.errors import InputUnusable
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import KeyInstant, Severity
from ml_postmortems.reading.faults import shown

_TITLE_LENGTH = 90
_ADVICE = "export one incident with the REST API of PagerDuty or the API v2 of incident.io, or use --timeline"
_PAGERDUTY_EVENTS: Mapping[str, tuple[str, str, KeyInstant | None]] = {
    "trigger_log_entry": ("signal", "The incident was opened in PagerDuty", KeyInstant.DETECTED),
    "acknowledge_log_entry": ("action", "Somebody took the incident on.", None),
    "escalate_log_entry": ("communication", "The incident was passed on to the next level.", None),
    "annotate_log_entry": ("event", "Note", None),
    "resolve_log_entry": ("action", "The incident was set to resolved in PagerDuty.", KeyInstant.RESOLVED),
}
"""Kind of entry, text and key instant by the type of a log entry. Names of people in an export are not taken over."""
_INCIDENT_IO_MARKS: Mapping[str, KeyInstant] = {
    "impact started": KeyInstant.STARTED,
    "detected": KeyInstant.DETECTED,
    "identified": KeyInstant.DIAGNOSED,
    "mitigated": KeyInstant.MITIGATED,
    "resolved": KeyInstant.RESOLVED,
}
"""Key instants by the beginning of a timestamp's name; other timestamps become entries without a mark."""
_RANKS: Mapping[str, int] = {KeyInstant.STARTED: 0, KeyInstant.DETECTED: 0, KeyInstant.RESOLVED: 2}


@dataclass(slots=True)
class IncidentExport:
    """What could be taken from an export."""

    title: str = ""
    severity: str | None = None
    references: list[str] = field(default_factory=list)
    timeline: list[Event] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    """What the author has to look at, in sentences."""


def read_incident_export(path: Path, taxonomy: Taxonomy, *, with_times: bool = True) -> IncidentExport:
    """Read one incident, with its times or without; raises InputUnusable for a file of any other layout.

    PagerDuty (REST API v2, alone or under `incident`): `incident_number`, `title` or `summary`, `html_url`,
    `created_at`, `resolved_at`, `priority.summary`, `urgency` (only told), and `log_entries`, in the incident or beside
    it, with `type`, `created_at` and, for notes, `channel.content` or `channel.summary`.

    incident.io (API v2, alone or under `incident`): `reference`, `name`, `permalink`, `created_at`, `severity.name`,
    and `incident_timestamp_values` with `incident_timestamp.name` and `value.value`.

    A severity is taken where its name is a level (`SEV2`, `P2`) or a level's name in the taxonomy (`Major`).
    """
    document = parse_json(path, read_input(path))
    incident = document.get("incident", document) if isinstance(document, dict) else None
    if not isinstance(incident, dict):
        sentence = f"file must hold one incident: found {'a list' if isinstance(document, list) else 'something else'}"
        raise InputUnusable(path, None, sentence, _ADVICE)
    if "incident_number" in incident:
        export = _from_pagerduty(path, incident, document, taxonomy)
    elif "reference" in incident and "name" in incident:
        export = _from_incident_io(path, incident, taxonomy)
    else:
        sentence = f"file must be an export of PagerDuty or incident.io: found the keys {shown(', '.join(incident))}"
        raise InputUnusable(path, None, sentence, _ADVICE)
    if not with_times:
        export.timeline = []
    return _tidied(export)


def _from_pagerduty(
    path: Path, incident: Mapping[str, Any], document: Mapping[str, Any], taxonomy: Taxonomy
) -> IncidentExport:
    export = IncidentExport(_text(incident.get("title")) or _text(incident.get("summary")))
    export.references = [_text(incident.get("html_url")) or f"PagerDuty {_text(incident['incident_number'])}"]
    priority = incident.get("priority")
    name = _text(priority.get("summary") or priority.get("name")) if isinstance(priority, dict) else ""
    _take_severity(export, "priority", name, taxonomy)
    if not name and (urgency := _text(incident.get("urgency"))):
        export.notes.append(f"The export has no priority; its urgency {shown(urgency)} is no severity.")
    entries = incident.get("log_entries") or document.get("log_entries") or []
    if not isinstance(entries, list):
        raise InputUnusable(path, None, f"log_entries must be a list: found {shown(entries)}", _ADVICE)
    export.timeline = list(_pagerduty_events(path, entries))
    for key, of_type in (("created_at", "trigger_log_entry"), ("resolved_at", "resolve_log_entry")):
        kind, text, mark = _PAGERDUTY_EVENTS[of_type]
        if incident.get(key) and not any(mark in event.get("marks", ()) for event in export.timeline):
            at = checked_time(path, None, key, incident[key])
            export.timeline.append(_event(at, kind, text.removesuffix(".") + ".", mark))
    return export


def _pagerduty_events(path: Path, entries: list[Any]) -> Iterator[Event]:
    for number, entry in enumerate(entries[:MOST_EVENTS]):
        if not isinstance(entry, dict) or entry.get("type") not in _PAGERDUTY_EVENTS:
            continue
        kind, text, mark = _PAGERDUTY_EVENTS[entry["type"]]
        channel = entry.get("channel")
        said = _text(channel.get("content") or channel.get("summary")) if isinstance(channel, dict) else ""
        if entry["type"] == "annotate_log_entry":
            said = said or _text(entry.get("summary"))
        says = entry["type"] in ("annotate_log_entry", "trigger_log_entry") and said
        at = checked_time(path, None, f"log_entries[{number}].created_at", entry.get("created_at"))
        yield _event(at, kind, f"{text}: {said}" if says else text.removesuffix(".") + ".", mark)


def _from_incident_io(path: Path, incident: Mapping[str, Any], taxonomy: Taxonomy) -> IncidentExport:
    export = IncidentExport(_text(incident.get("name")))
    export.references = [_text(incident.get("permalink")) or _text(incident["reference"])]
    severity = incident.get("severity")
    _take_severity(export, "severity", _text(severity.get("name")) if isinstance(severity, dict) else "", taxonomy)
    values = incident.get("incident_timestamp_values") or []
    if not isinstance(values, list):
        raise InputUnusable(path, None, f"incident_timestamp_values must be a list: found {shown(values)}", _ADVICE)
    for number, each in enumerate(values[:MOST_EVENTS]):
        name = _text(_inside(each, "incident_timestamp", "name"))
        value = _inside(each, "value", "value")
        if name and value:
            at = checked_time(path, None, f"incident_timestamp_values[{number}].value", value)
            mark = next((mark for start, mark in _INCIDENT_IO_MARKS.items() if name.lower().startswith(start)), None)
            export.timeline.append(_event(at, "event", f"{name} (as incident.io has it).", mark))
    if not export.timeline and incident.get("created_at"):
        at = checked_time(path, None, "created_at", incident["created_at"])
        export.timeline.append(_event(at, "event", "The incident was declared in incident.io.", None))
    return export


def _take_severity(export: IncidentExport, key: str, name: str, taxonomy: Taxonomy) -> None:
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
    if len(export.title) > _TITLE_LENGTH:
        export.title = export.title[: _TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"
        export.notes.append(f"The title was cut to {_TITLE_LENGTH} characters.")
    return export


def _event(at: str, kind: str, text: str, mark: KeyInstant | None) -> Event:
    event: Event = {"at": at, "phase": "response", "kind": kind, "text": text}
    return event | ({"marks": [mark.value]} if mark else {})


def _text(value: object) -> str:
    """A text or a number of an export on one line; nothing else."""
    return " ".join(str(value).split()) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _inside(value: object, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
