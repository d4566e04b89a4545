"""Entries of a read timeline as those of a draft: key instants marked by their words, told durations compared."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from ml_postmortems.authoring.archive.archive_map import KEY_INSTANTS
from ml_postmortems.authoring.archive.draft_parts import ArchivedDraft
from ml_postmortems.authoring.archive.moments import DayClock, NoMoment
from ml_postmortems.authoring.archive.parts import Parts
from ml_postmortems.authoring.archive.said_phase import said_phase
from ml_postmortems.authoring.archive.said_time import first_time
from ml_postmortems.authoring.archive.timeline_reader import Entry, ReadTimeline
from ml_postmortems.authoring.archive.told_durations import Comparison, told_durations, written_duration
from ml_postmortems.authoring.importers.timeline import in_order
from ml_postmortems.model.scalars import LONG_LIST, TEXT_LENGTH

_TIMELINE_BYTES = 40 * 1024
_WHAT = r"(?:incident|outage|issue|problem|impact|customer impact|user impact)"
_WORDS_OF_MARKS: Mapping[str, str] = {
    "started": rf"(?:{_WHAT} (?:begins|began|starts|started|start)|start of (?:the )?{_WHAT})\b",
    "detected": rf"(?:{_WHAT} (?:is |was )?detected|detected|detection)\b",
    "mitigated": rf"(?:{_WHAT} (?:is |was )?mitigated|mitigated)\b",
    "resolved": rf"(?:{_WHAT} (?:is |was )?(?:resolved|ends|ended|over)|resolved|end of (?:the )?{_WHAT})\b",
}
_MARKS = {mark: re.compile(rf"[\W_]*{words}", re.IGNORECASE) for mark, words in _WORDS_OF_MARKS.items()}


def take_timeline(draft: ArchivedDraft, read: ReadTimeline, parts: Parts, clock: DayClock) -> None:
    draft.unread = list(read.unread)
    events: list[dict[str, Any]] = []
    size = 0
    marks = _marks(read.entries)
    marked = {mark: entry.at for entry, mark in marks if isinstance(entry.at, datetime)}
    for entry in sorted(read.entries, key=lambda each: not any(each is one for one, _ in marks)):
        text = _entry_text(entry)
        size += len(text.encode()) + 80
        if len(events) >= LONG_LIST - 4 or size > _TIMELINE_BYTES:
            draft.original.append(f"- {written_moment(entry.at)} {text}")
            continue
        if len(text) > TEXT_LENGTH:
            cut = text[: TEXT_LENGTH - 2].rsplit(" ", 1)[0]
            draft.original.append(f"- {written_moment(entry.at)} \u2026 {text[len(cut) :].strip()}")
            text = f"{cut} \u2026"
        if any(event["at"] == written_moment(entry.at) and event["text"] == text for event in events):
            draft.original.append(f"- {written_moment(entry.at)} {text} (twice in the original)")
            continue
        found = [mark for each, mark in marks if each is entry]
        phase = said_phase(text, entry.group, found)
        event: dict[str, Any] = {"at": written_moment(entry.at)} | ({"phase": phase.value} if phase else {})
        events.append(event | {"text": text} | ({"marks": found} if found else {}))
    for mark in KEY_INSTANTS:
        for label in parts.values(mark):
            if said := first_time(label.value):
                try:
                    at = clock.moment(said)
                except NoMoment:
                    continue
                if isinstance(at, datetime) and mark not in marked:
                    marked[mark] = at
                    _mark_or_add(events, at, mark, f"{label.key} (as the original has it).")
            clock.day = draft.day
    _require_order(events, marked, draft)
    if events:
        draft.fields["timeline"] = in_order(events)
    draft.timed_lines = read.timed_lines
    if told := [mark for mark in KEY_INSTANTS if mark in marked]:
        draft.notes.append(f"Marked by the words of the original: {', '.join(told)}.")


def _mark_or_add(events: list[dict[str, Any]], at: datetime, mark: str, text: str) -> None:
    same = next((event for event in events if event["at"] == written_moment(at)), None)
    if same:
        same["marks"] = [*same.get("marks", []), mark]
    else:
        phase = said_phase("", "", [mark])
        events.append({"at": written_moment(at), "phase": phase, "text": text, "marks": [mark]})


def _require_order(events: list[dict[str, Any]], marked: dict[str, datetime], draft: ArchivedDraft) -> None:
    """Take away marks that cannot be: the end before the beginning."""
    start, end = marked.get("started"), marked.get("resolved")
    detected, mitigated = marked.get("detected"), marked.get("mitigated")
    pairs = ((start, end), (start, mitigated), (detected, mitigated), (detected, end), (mitigated, end))
    if any(one and two and one > two for one, two in pairs):
        for event in events:
            event.pop("marks", None)
        marked.clear()
        draft.notes.append(
            "The times of start, detection, mitigation and resolution contradict each other; none is marked."
        )


def _marks(entries: Sequence[Entry]) -> list[tuple[Entry, str]]:
    """Entries whose words say which key instant they are; the first start and detection, the last end."""
    found: dict[str, Entry] = {}
    for entry in entries:
        for mark, pattern in _MARKS.items():
            if (
                isinstance(entry.at, datetime)
                and pattern.match(entry.text)
                and (mark not in found or mark == "resolved")
            ):
                found[mark] = entry
    return [(entry, mark) for mark, entry in found.items()]


def _entry_text(entry: Entry) -> str:
    text = " ".join(entry.text.split())
    if entry.said.is_plain or entry.said.written in entry.text:
        return text or entry.said.written
    return f"{text} ({entry.said.written})".strip()


def written_moment(at: datetime | date) -> str:
    """A moment or a day as records have it."""
    if not isinstance(at, datetime):
        return at.isoformat()
    return at.isoformat().replace("+00:00", "Z")


def compare_durations(draft: ArchivedDraft, read: ReadTimeline, text: str) -> None:
    events = draft.fields.get("timeline", [])
    marked = {mark: _moment(event["at"]) for event in events for mark in event.get("marks", ())}
    times = [_moment(event["at"]) for event in events if "T" in event["at"]]
    in_timeline = {entry.line for entry in read.entries}
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if number not in in_timeline]
    found = told_durations(lines, marked, min(times, default=None), max(times, default=None))
    comparable = [each for each in found if each.computed is not None]
    draft.compared = len(comparable)
    draft.differences = [each for each in comparable if each.differs]


def difference_text(found: Comparison) -> str:
    """A told duration beside the computed one, in a sentence."""
    assert found.computed is not None, "a difference is computed"
    computed = f"{written_duration(found.computed)} ({found.between})"
    return f"line {found.line} says {found.told} ({found.kind}); the timeline has {computed}"


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
