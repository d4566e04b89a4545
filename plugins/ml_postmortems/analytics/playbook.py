"""What the records of a cause teach: how it looks, what showed it, what ended it, and what has been tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ml_postmortems.analytics.archive import began
from ml_postmortems.analytics.controls import ControlLedger, ControlState, count_states
from ml_postmortems.analytics.times import TimeName, Times, measure_time
from ml_postmortems.model.facets import Vocabulary
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import KeyInstant, Kind


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of a record."""

    record: str
    text: str


@dataclass(frozen=True, slots=True)
class ToldLesson:
    """A lesson, with what it is about and which later records know of it."""

    record: str
    record_title: str
    id: str
    text: str
    causes: tuple[str, ...]
    """The leaves of its record, by their present names; the primary one first."""
    artifacts: tuple[str, ...]
    """What it applies to."""
    named_by: tuple[str, ...]
    """The later records that name its record as repeated or related."""


@dataclass(frozen=True, slots=True)
class Playbook:
    """What is known of one cause; every list has the newest record first."""

    leaf: str
    records: tuple[str, ...]
    """Those with the cause, ruled out in none of them."""
    symptoms: tuple[Told, ...]
    undetected: Times
    """How long incidents with the cause stayed unseen."""
    shown_by: tuple[Told, ...]
    """What was found where the timeline marks that the cause was known."""
    ended_by: tuple[Told, ...]
    """What was done where it marks that the harm was over."""
    controls: tuple[ControlLedger, ...]
    lessons: tuple[ToldLesson, ...]

    @property
    def control_states(self) -> dict[ControlState, int]:
        """How many of its controls have come how far."""
        return count_states(self.controls)

    @property
    def runbooks(self) -> tuple[str, ...]:
        """Those of its controls, each once."""
        return tuple(dict.fromkeys(each.runbook for each in self.controls if each.runbook))


def told_lessons(records: Sequence[Record], vocabulary: Vocabulary) -> tuple[ToldLesson, ...]:
    """Every lesson of some records that count, the newest record first."""
    named_by = _named_by(records)
    leaves = {record.id: _leaves(record, vocabulary) for record in records}
    return tuple(
        ToldLesson(
            record=record.id,
            record_title=record.title,
            id=lesson.id,
            text=lesson.text,
            causes=leaves[record.id],
            artifacts=lesson.applies_to,
            named_by=tuple(named_by.get(record.id, ())),
        )
        for record in sorted(records, key=lambda each: (began(each), each.id), reverse=True)
        for lesson in known_items(record.lessons)
    )


def playbook(
    leaf: str, records: Sequence[Record], ledgers: Sequence[ControlLedger], lessons: Sequence[ToldLesson]
) -> Playbook:
    """The playbook of a leaf: `records` are those with the cause, `ledgers` and `lessons` those of the leaf."""
    newest_first = sorted(records, key=lambda each: (began(each), each.id), reverse=True)
    incidents = [record for record in newest_first if record.kind is Kind.INCIDENT]
    return Playbook(
        leaf=leaf,
        records=tuple(record.id for record in newest_first),
        symptoms=tuple(Told(record.id, record.symptom) for record in newest_first),
        undetected=measure_time(TimeName.DETECT, incidents, with_intervals=False),
        shown_by=tuple(_marked(newest_first, KeyInstant.DIAGNOSED)),
        ended_by=tuple(_marked(newest_first, KeyInstant.MITIGATED)),
        controls=tuple(ledgers),
        lessons=tuple(lessons),
    )


def _marked(records: Sequence[Record], mark: KeyInstant) -> Iterator[Told]:
    for record in records:
        for event in known_items(record.timeline):
            if mark in event.marks:
                yield Told(record.id, event.text)


def _named_by(records: Sequence[Record]) -> Mapping[str, list[str]]:
    current = {name: record.id for record in records for name in (record.id, *record.aliases)}
    found: dict[str, dict[str, None]] = {}
    for record in records:
        answer = known(record.recurrence)
        for name in (*answer.of, *answer.related) if answer else ():
            found.setdefault(current.get(name, name), {})[record.id] = None
    return {id: list(laters) for id, laters in found.items()}


def _leaves(record: Record, vocabulary: Vocabulary) -> tuple[str, ...]:
    causes = sorted(record.real_causes, key=lambda cause: cause.id != record.primary_cause)
    return tuple(dict.fromkeys(vocabulary.taxonomy.current_name(cause.category) for cause in causes))
