"""One record file: its bytes read strictly, and everything that is wrong with it kept beside what could be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Kind, Origin, Severity, Status, Visibility
from ml_postmortems.reading.body import Body
from ml_postmortems.reading.faults import Fault, FaultKind
from ml_postmortems.reading.front_matter import parse_front_matter
from ml_postmortems.reading.parsed_cache import ParsedCache
from ml_postmortems.reading.schema import FieldPlaces, parse_block
from ml_postmortems.reading.source import Unreadable, decode, read_bytes

STAND_INS: Mapping[str, Any] = {
    "schema_version": "1",
    "id": "PM-0000-0000",
    "title": "(no title)",
    "kind": Kind.INCIDENT.value,
    "origin": Origin.OWN.value,
    "status": Status.DRAFT.value,
    "severity": Severity.SEV3.value,
    "visibility": Visibility.RESTRICTED.value,
    "teams": {"owner": "unknown"},
    "symptom": "(not given)",
}
"""What takes the place of a core field that is missing or unusable, so that the rest can still be judged.

The fault stays, so a record with a stand-in is never published; the stand-in for visibility is the most careful one.
"""


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A file that should hold a record, and as much of the record as could be read."""

    path: Path
    """As given, for messages."""
    record: Record | None
    """None where the front matter could not be read at all; with stand-ins where core fields are at fault."""
    body: Body
    places: FieldPlaces
    tree: Mapping[str, Any]
    """The front matter as it is written, faults included."""
    faults: tuple[Fault, ...]
    text: str = ""
    """The whole file; empty where it could not be decoded."""


NO_CACHE = ParsedCache()


def read_record_file(path: Path, cache: ParsedCache = NO_CACHE) -> RecordFile:
    """Read one file; never raises for what is in it."""
    try:
        return parse_record_file(path, read_bytes(path), cache)
    except Unreadable as error:
        return _without_record(path, error.fault)


def parse_record_file(path: Path, content: bytes, cache: ParsedCache = NO_CACHE) -> RecordFile:
    """Read the content of one file, from wherever it comes; never raises for what is in it."""
    text = ""
    try:
        text = decode(content)
        written = parse_front_matter(text, cache)
    except Unreadable as error:
        return _without_record(path, error.fault, text)
    parsed = parse_block(Record, written.values, written.lines, STAND_INS)
    body = Body(written.body, written.body_line)
    told = {fault.field for fault in written.faults if fault.kind is FaultKind.YAML_FEATURE}
    faults = (*written.faults, *(fault for fault in parsed.faults if fault.field not in told))
    return RecordFile(path, parsed.block, body, parsed.places, written.values, faults, text)


def _without_record(path: Path, fault: Fault, text: str = "") -> RecordFile:
    return RecordFile(path, None, Body("", 1), FieldPlaces({}, {}), {}, (fault,), text)
