"""An entry of a record's timeline put in by its time or changed, and the whole timeline put in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from ml_postmortems.authoring.editing.record_text import RecordText
from ml_postmortems.authoring.unsaved_check import check_unsaved
from ml_postmortems.errors import EditRefused, UnknownName
from ml_postmortems.lint.finding import Finding
from ml_postmortems.model.account import Event
from ml_postmortems.model.derived_values import completed
from ml_postmortems.model.instant import Instant, Span
from ml_postmortems.model.pasted_time import RecordClock, read_pasted
from ml_postmortems.model.terms import EventKind, Phase
from ml_postmortems.plurals import counted
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.pull_request import find_pull_request
from ml_postmortems.reading.yaml_text import Value
from ml_postmortems.suggestion import closest

_FIELD = "timeline"
_KEYS = [info.alias or name for name, info in Event.model_fields.items()]


@dataclass(frozen=True, slots=True)
class EventValues:
    """What is given for an entry; None for what is to stay as it is, an empty list for what is to go."""

    at: str | None = None
    text: str | None = None
    kind: EventKind | None = None
    phase: Phase | None = None
    evidence: Sequence[str] | None = None
    marks: Sequence[str] | None = None

    def fields(self) -> dict[str, Value]:
        """The values that are given, by the keys of the file and in their order."""
        text = self.text if self.text is None else " ".join(self.text.split())
        given: dict[str, Any] = {"at": self.at, "phase": self.phase, "kind": self.kind, "text": text}
        given |= {"evidence": self.evidence, "marks": self.marks}
        return {key: _plain(value) for key, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True)
class TimelineChange:
    """A change of a timeline that is not yet written."""

    before: RecordText
    after: RecordText
    number: int | None
    """Which entry it is about, counted from 0 as findings do; None for the whole timeline."""
    is_in_order: bool
    """Whether the timeline is in the order of time afterwards."""


def add_event(before: RecordText, values: EventValues) -> TimelineChange:
    """A new entry behind the last one that is not later; without a phase or a kind it is an event of the response.

    Raises EditRefused and UnknownName.
    """
    given = values.fields()
    event = {"phase": Phase.RESPONSE.value, "kind": EventKind.EVENT.value} | given
    event = {key: event[key] for key in _KEYS if event.get(key)}
    _require_evidence(before, values.evidence or ())
    after, index = insert_event(before, event)
    return _checked(before, after, index)


def insert_event(before: RecordText, event: Mapping[str, Value]) -> tuple[RecordText, int]:
    """An entry, as it is to be written, behind the last one that is not later, and its number from 0.

    Raises EditRefused.
    """
    moment = _sort_key(before, None, event)
    keys = _sort_keys(before)
    index = max((number for number, key in enumerate(keys, 1) if key <= moment), default=0)
    return before.with_item(_FIELD, index, event), index


def edit_event(before: RecordText, number: int, values: EventValues) -> TimelineChange:
    """The entry of this number, counted from 0 as findings do, with other values; it stays in its place.

    Raises EditRefused and UnknownName.
    """
    events = before.items(_FIELD)
    if not 0 <= number < len(events):
        found = f"{number}, of {counted(len(events), 'entry')}"
        fix = f"see the numbers with `postmortems timeline list {before.path}`"
        raise EditRefused(before.path, None, "the entry must be one of the timeline, counted from 0", found, fix)
    _require_evidence(before, values.evidence or ())
    changes: dict[str, Value | None] = {key: value or None for key, value in values.fields().items()}
    after = before.with_values(_FIELD, number, changes, Event)
    return _checked(before, after, number)


def sort_timeline(before: RecordText) -> TimelineChange:
    """The entries in the order of time, those of one time as they stood; raises EditRefused."""
    keys = _sort_keys(before)
    order = sorted(range(len(keys)), key=lambda index: keys[index])
    after = before if order == list(range(len(keys))) else before.with_order(_FIELD, order)
    return TimelineChange(before, after, None, is_in_order=True)


def in_order_of_time(events: Sequence[Any], tree: Mapping[str, Any]) -> list[Any]:
    """Entries in the order of time, those of one time as they stood; as they are, where a time cannot be read."""
    clock = RecordClock.of(tree.get("timezone"))
    keys = [_key_of(event, clock) for event in events]
    if any(key is None for key in keys):
        return list(events)
    return [events[index] for index in sorted(range(len(keys)), key=lambda index: keys[index])]


def record_clock(text: RecordText) -> RecordClock:
    """What the record says of its times that have no offset."""
    return RecordClock.of(text.tree.get("timezone"))


def event_lines(text: RecordText) -> Iterator[str]:
    """Every entry on a line with its number, which is that of findings: `timeline[0]` is the first.

    Times are shown in UTC where the record gives them in several zones, and what a file leaves out as it is derived.
    """
    events = completed({_FIELD: [], **text.tree}).tree[_FIELD] if text.items(_FIELD) else []
    for number, (event, at) in enumerate(zip(events, _comparable_times(text), strict=True)):
        told = event if isinstance(event, dict) else {}
        rest = [f"[{', '.join(told[key])}]" for key in ("marks", "evidence") if isinstance(told.get(key), list)]
        words = [at, *(str(told[key]) for key in ("kind", "text") if told.get(key))]
        yield " ".join([f"{number:>3} ", *words, *rest])


def _comparable_times(text: RecordText) -> list[str]:
    """The time of each entry: in UTC where the offsets differ, else as it is written; `no time` where there is none."""
    clock = record_clock(text)
    times = [str(event.get("at") or "no time") if isinstance(event, dict) else "" for event in text.items(_FIELD)]
    read = [_read_time(at, clock) for at in times]
    offsets = {each.moment.utcoffset() for each in read if each and each.moment}
    if len(offsets) <= 1:
        return times
    shown = zip(times, read, strict=True)
    return [f"{each.moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if each and each.moment else at for at, each in shown]


def new_findings(corpus: Corpus, change: TimelineChange, as_of: date) -> list[Finding]:
    """What the checker says of the changed record and did not say before."""
    pull_request = find_pull_request(corpus)
    before, after = (
        check_unsaved(corpus, text.path, text.content, as_of, pull_request)[1].findings
        for text in (change.before, change.after)
    )
    known = Counter(_likeness(finding) for finding in before)
    return [finding for finding in after if _is_new(known, finding)]


def _is_new(known: Counter[tuple[Any, ...]], finding: Finding) -> bool:
    likeness = _likeness(finding)
    known[likeness] -= 1
    return known[likeness] < 0


def _likeness(finding: Finding) -> tuple[Any, ...]:
    """A finding without its place, which entries above it move."""
    return finding.code, tuple(part for part in finding.field if isinstance(part, str)), finding.found


def _checked(before: RecordText, after: RecordText, number: int) -> TimelineChange:
    """The change, if the schema has nothing against the entry that it had not before; raises EditRefused."""
    after.require_no_new_faults(before)
    clock = record_clock(after)
    keys = [_key_of(event, clock) for event in after.items(_FIELD)]
    known = [key for key in keys if key is not None]
    return TimelineChange(before, after, number, is_in_order=known == sorted(known))


def _require_evidence(text: RecordText, wanted: Sequence[str]) -> None:
    known = [str(each.get("id")) for each in text.items("evidence") if isinstance(each, dict)]
    for name in wanted:
        if name not in known:
            options = known or ["none, because the record lists no evidence yet"]
            raise UnknownName("evidence", name, options, closest(name, known))


def _sort_keys(text: RecordText) -> list[Any]:
    return [_sort_key(text, number, event) for number, event in enumerate(text.items(_FIELD))]


def _sort_key(text: RecordText, number: int | None, event: Any) -> Any:
    key = _key_of(event, record_clock(text))
    if key is None:
        found = shown(event.get("at")) if isinstance(event, Mapping) and event.get("at") else "none"
        line = text.line(_FIELD, number) if number is not None else None
        entry = "the entry" if number is None else f"timeline[{number}]"
        condition = f"{entry} must have a time to be put in order"
        raise EditRefused(
            text.path, line, condition, found, "write its `at:` as `2025-11-18T11:20:00Z` or `2025-11-18`"
        )
    return key


def _key_of(event: Any, clock: RecordClock) -> Any:
    """What an entry is sorted by; None where it has no time that can be read."""
    at = event.get("at") if isinstance(event, Mapping) else None
    instant = _read_time(str(at), clock) if at else None
    return Span.at(instant).sort_key() if instant else None


def _read_time(at: str, clock: RecordClock) -> Instant | None:
    """A time as it is written; None where it cannot be read."""
    try:
        return Instant.parse(read_pasted(at, clock) or at)
    except ValueError:
        return None


def _plain(value: Any) -> Value:
    match value:
        case str():
            return str(value)
        case _:
            return [str(part) for part in value]
