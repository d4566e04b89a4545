"""An incident that was imported before: where its record is, and what a new export adds to its draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ml_postmortems.authoring.drafting.answers import DraftContext
from ml_postmortems.authoring.editing.record_text import RecordText
from ml_postmortems.authoring.editing.timeline import insert_event, record_clock
from ml_postmortems.authoring.importers.draft_fields import DraftFields, export_to_fields
from ml_postmortems.authoring.importers.incident_export import read_incident_export
from ml_postmortems.errors import AlreadyImported, EditRefused
from ml_postmortems.model.derived_values import as_version_2, completed
from ml_postmortems.model.instant import Instant, Span
from ml_postmortems.model.pasted_time import RecordClock, read_pasted
from ml_postmortems.model.terms import Status
from ml_postmortems.plurals import counted
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_ADDED_WHOLE = ("summary", "detection", "evidence", "evidence_default")
_COMPARED = ("title", "severity", "summary")


@dataclass(frozen=True, slots=True)
class DraftUpdate:
    """What an export adds to a draft, not yet written."""

    before: RecordText
    after: RecordText
    added: tuple[str, ...]
    """What is added, in a few words each."""
    kept: tuple[str, ...]
    """Where the draft says something else than the export, in sentences; the draft is right."""
    unused: tuple[str, ...]


def earlier_import(context: DraftContext, export: Path) -> RecordFile | None:
    """The record of the incident of this export: one that lists its address or its id as that of the incident.

    These stand under `incident_refs`, or where a record leaves them out, under `evidence` as ticket or chat. Raises
    InputUnusable, and AlreadyImported where several records do.
    """
    found = read_incident_export(export, context.taxonomy)
    wanted = {_comparable(name) for name in (found.permalink, found.reference) if name}
    files = [file for file in context.corpus.files if _is_about(file, wanted)]
    if len(files) > 1:
        raise AlreadyImported(export, [file.path for file in files], can_update=False)
    return files[0] if files else None


def require_new(export: Path, earlier: RecordFile | None) -> None:
    """Raise AlreadyImported where the incident has a record."""
    if earlier:
        raise AlreadyImported(export, [earlier.path], can_update=_status(earlier) == Status.DRAFT)


def update_draft(context: DraftContext, earlier: RecordFile, export: Path) -> DraftUpdate:
    """The draft with what the export says and it does not: missing fields, and entries of the timeline.

    Nothing that stands in it is changed or moved. Raises EditRefused for a record that is no draft any more, and where
    the draft is written in a way that a program cannot change safely.
    """
    before = RecordText.read(earlier.path)
    status = str(before.tree.get("status", Status.DRAFT.value))
    if status != Status.DRAFT:
        fix = "take over by hand what is new, or set it back with `postmortems status`"
        raise EditRefused(earlier.path, None, "record must be a draft to be updated by an export", shown(status), fix)
    read = read_incident_export(export, context.taxonomy)
    fields = export_to_fields(read, context.catalog, ("severity", "team"))
    after, added = before, list[str]()
    kept_back = {"evidence_default"} if "evidence" in before.tree else set()
    for name in _ADDED_WHOLE:
        if name in fields.values and name not in before.tree.keys() | kept_back:
            after = after.with_field(name, fields.values[name])
            added.append(f"`{name}`")
    new = list(_new_entries(after, fields.values.get("timeline", [])))
    for event in new:
        after, _ = insert_event(after, event)
    if new:
        added.append(f"{counted(len(new), 'entry')} of `timeline`")
    after.require_no_new_faults(before)
    kept = tuple(_differences(before.tree, fields))
    return DraftUpdate(before, after, tuple(added), kept, tuple(fields.unused))


def _is_about(file: RecordFile, wanted: set[str]) -> bool:
    """Whether a record is that of the incident with one of these addresses and ids.

    Where its front matter cannot be read, it is if it holds one: a slip while writing must not make a second record.
    """
    if not file.tree:
        text = file.text.casefold()
        return any(name in text for name in wanted)
    return bool(wanted & set(map(_comparable, _references(file.tree))))


def _references(tree: Mapping[str, Any]) -> Iterator[str]:
    """What a record lists as the pages and tickets of its incident."""
    values = completed(tree).tree.get("incident_refs")
    yield from (each for each in values if isinstance(each, str)) if isinstance(values, list) else ()


def _comparable(reference: str) -> str:
    """An address or id without what differs between two copies of it: the part behind `#`, a slash at the end, case."""
    text = reference.strip()
    return (text.partition("#")[0].rstrip("/") if "://" in text else text).casefold()


def _status(file: RecordFile) -> str:
    return str(file.tree.get("status", Status.DRAFT.value))


def _new_entries(text: RecordText, imported: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The imported entries that the draft has not: none of its entries has the same words, and none the same time.

    An author changes the words of an entry or its time, seldom both. Of several at one time as many are new as there
    are more of them. What the draft marks, or knows under `times`, is not marked again.
    """
    clock = record_clock(text)
    there = [event for event in text.items("timeline") if isinstance(event, dict)]
    words = Counter(" ".join(str(event.get("text")).split()) for event in there)
    moments = Counter(_moment(event.get("at"), clock) for event in there)
    times = text.tree.get("times")
    known = {mark for event in there if isinstance(event.get("marks"), list) for mark in event["marks"]}
    known |= set(times) if isinstance(times, dict) else set()
    unmatched = []
    for event in imported:
        if words[event["text"]] > 0:
            words[event["text"]] -= 1
            moments[_moment(event["at"], clock)] -= 1
        else:
            unmatched.append(event)
    for event in unmatched:
        moment = _moment(event["at"], clock)
        if moments[moment] > 0:
            moments[moment] -= 1
            continue
        yield _without_marks(event, known)


def _without_marks(event: Mapping[str, Any], known: set[Any]) -> Mapping[str, Any]:
    """An entry without some of its marks; the kind and the phase that followed from them are written."""
    marks = [mark for mark in event.get("marks", []) if mark not in known]
    if marks == event.get("marks", []):
        return event
    whole = completed({"schema_version": "2", "timeline": [event]}).tree["timeline"][0]
    left = {key: value for key, value in whole.items() if key != "marks"} | ({"marks": marks} if marks else {})
    entry: Mapping[str, Any] = as_version_2({"timeline": [left]})["timeline"][0]
    return entry


def _moment(at: object, clock: RecordClock) -> object:
    """The moment of an entry, equal for the same moment in two zones; the text where it cannot be read."""
    try:
        return Span.at(Instant.parse(read_pasted(str(at), clock) or str(at))).sort_key()
    except ValueError:
        return str(at)


def _differences(tree: Mapping[str, Any], fields: DraftFields) -> Iterator[str]:
    for name in _COMPARED:
        ours, theirs = tree.get(name), fields.values.get(name)
        if ours is not None and theirs is not None and ours != theirs:
            yield f"`{name}` was kept as it is in the draft; the export has {shown(theirs)}."
