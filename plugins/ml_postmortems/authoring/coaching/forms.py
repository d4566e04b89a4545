"""The form of a field: YAML to paste, with what is known filled in and the rest left empty for the author."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ml_postmortems.authoring.coaching.effort import Effort
from ml_postmortems.authoring.coaching.known_names import LOCAL_IDS, KnownNames
from ml_postmortems.authoring.coaching.shapes import is_block, is_fact, is_list, parts_of, rules_by_path, terms
from ml_postmortems.model.record import Record
from ml_postmortems.model.required_content import REQUIRED_CONTENT
from ml_postmortems.model.requirements import FieldRule
from ml_postmortems.model.terms import KeyInstant, Origin

_EMPTY = '""'
_WIDTH = 100
_USUAL_PARTS = frozenset(
    {
        ("artifacts", "version"),
        ("evidence", "date"),
        ("timeline", "evidence"),
        ("timeline", "marks"),
        ("causes", "evidence"),
        ("causes", "caused_by"),
        ("hypotheses", "evidence_for"),
        ("hypotheses", "evidence_against"),
        ("actions", "addresses"),
        ("actions", "person"),
        ("actions", "control"),
        ("actions", "control", "threshold"),
        ("lessons", "applies_to"),
        ("recurrence", "of"),
        ("recurrence", "related"),
        ("recurrence", "dismissed"),
    }
)
"""Parts that the format does not insist on and that good records have: rules ask for them, or readers use them."""
_EXTERNAL_PARTS = frozenset({("actions", "evidence")})
"""The same for records of others."""
_PARAGRAPHS = frozenset({("summary",)})
Preset = dict[str, str]
_INSTANTS: Sequence[tuple[Preset, tuple[KeyInstant, ...]]] = (
    ({"phase": "user-impact", "kind": "event"}, (KeyInstant.STARTED,)),
    ({"phase": "response", "kind": "signal"}, (KeyInstant.DETECTED,)),
    ({"phase": "response", "kind": "decision"}, (KeyInstant.DIAGNOSED,)),
    ({"phase": "response", "kind": "action"}, (KeyInstant.MITIGATED, KeyInstant.RESOLVED)),
)
_LEAST_HYPOTHESES = 2


@dataclass(slots=True)
class Form:
    """Lines to paste, and how long it takes to fill them in."""

    lines: list[str] = field(default_factory=list)
    minutes: float = 0.0


def form_of(path: tuple[str, ...], record: Record, names: KnownNames) -> Form:
    """The form of a field for a record that has its goal as its status.

    What is left empty is refused by the checker, so that no form gets published by mistake.
    """
    return _Writer(record, names).form(rules_by_path()[path])


class _Writer:
    def __init__(self, record: Record, names: KnownNames) -> None:
        self._record, self._names = record, names
        self._minutes = 0.0

    def form(self, rule: FieldRule) -> Form:
        lines = list(self._field(rule, {}, is_first=True, is_told=False))
        return Form(lines, self._minutes)

    def _field(self, rule: FieldRule, preset: Preset, *, is_first: bool, is_told: bool = True) -> Iterator[str]:
        key = rule.path[-1]
        if is_first and key not in preset and not self._names.certain(rule.path):
            yield from self._comments(rule, is_told=is_told)
        if rule.path in _PARAGRAPHS:
            self._minutes += Effort.PARAGRAPH.minutes
            yield from ("# Write below it, with two blanks before each line.", f"{key}: >-")
        elif not is_block(rule):
            yield f"{key}: {self._value(rule, preset)}"
        elif is_list(rule):
            yield f"{key}:"
            for number, each in enumerate(self._entries(rule)):
                yield from _as_item(list(self._block(rule.path, each, is_first=is_first and number == 0)))
        else:
            yield f"{key}:"
            yield from (f"  {line}" for line in self._block(rule.path, {}, is_first=is_first))

    def _block(self, path: tuple[str, ...], preset: Preset, *, is_first: bool) -> Iterator[str]:
        parts = [rule for rule in parts_of(path) if not (rule.insider_only and self._is_external)]
        usual = [rule for rule in parts if self._is_shown(rule, is_first=is_first)]
        derived = [rule for rule in usual if self._names.is_derived(rule.path, preset)]
        for rule in usual:
            if rule not in derived:
                yield from self._field(rule, preset, is_first=is_first)
        if is_first and (others := [rule.path[-1] for rule in parts if rule not in usual]):
            yield from _comment(f"If it applies: {', '.join(others)}.")
        if is_first and derived:
            yield from _comment(f"Taken from the rest if left out: {', '.join(rule.path[-1] for rule in derived)}.")

    def _is_shown(self, rule: FieldRule, *, is_first: bool) -> bool:
        record = self._record
        if rule.path == ("actions", "control"):
            return is_first
        if rule.always_with_parent or rule.path in _USUAL_PARTS:
            return True
        if self._is_external and rule.path in _EXTERNAL_PARTS:
            return True
        return bool(rule.needed and rule.needed.applies(record.status, record.tier, record.origin))

    @property
    def _is_external(self) -> bool:
        return self._record.origin is Origin.EXTERNAL

    def _entries(self, rule: FieldRule) -> list[Preset]:
        """What is known of each entry that a list is begun with."""
        key = rule.path[-1]
        match rule.path:
            case ("timeline",):
                entries = [preset | {"marks": f"[{', '.join(marks)}]"} for preset, marks in _INSTANTS]
            case ("hypotheses",):
                entries = [{} for _ in range(_LEAST_HYPOTHESES)]
            case ("causes",):
                entries = self._cause_entries()
            case ("actions",) if self._is_external:
                entries = [{"status": "announced"}]
            case ("actions",):
                entries = [{"status": "open"}]
            case ("evidence",) if self._is_external:
                entries = [{"kind": "document"}]
            case ("validation",):
                entries = [{"round": "1"}]
            case _:
                entries = [{}]
        if len(rule.path) == 1 and key in LOCAL_IDS:
            first = self._names.next_number(key)
            entries = [{"id": f"{LOCAL_IDS[key]}{first + number}"} | each for number, each in enumerate(entries)]
        return entries

    def _cause_entries(self) -> list[Preset]:
        """The immediate cause, and the one behind it; the second is of the record's choice where none is asked for."""
        record, first = self._record, self._names.next_number("causes")
        asked = [
            each
            for each in REQUIRED_CONTENT
            if each.field == "causes" and each.when.applies(record.status, record.tier, record.origin)
        ]
        if len(asked) < 2:
            return [{"role": "immediate", "caused_by": "[]"}]
        return [
            {"role": "immediate", "caused_by": f"[C{first + 1}]"},
            {"role": "systemic", "caused_by": "[]"},
        ]

    def _value(self, rule: FieldRule, preset: Preset) -> str:
        key = rule.path[-1]
        if key in preset:
            return preset[key]
        name = self._names.certain(rule.path)
        self._minutes += self._effort(rule, name).minutes
        if is_list(rule):
            return f"[{name or (_EMPTY if rule.always_with_parent or rule.needed else '')}]"
        return name or _EMPTY

    def _effort(self, rule: FieldRule, name: str) -> Effort:
        if name:
            return Effort.KNOWN
        if terms(rule) or self._names.offered(rule.path):
            return Effort.CHOICE
        return Effort.FACT if is_fact(rule) or is_list(rule) else Effort.SENTENCE

    def _comments(self, rule: FieldRule, *, is_told: bool) -> Iterator[str]:
        """What the value is, and what to choose from. It stands above the key: no comment may follow a value."""
        told = [rule.description] if is_told else []
        if terms(rule):
            told.append(f"One of: {', '.join(terms(rule))}.")
        elif offered := self._names.offered(rule.path):
            told.append(offered)
        if told:
            yield from _comment(" ".join(told))


def _comment(text: str) -> Iterator[str]:
    for line in textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False):
        yield f"# {line}"


def _as_item(lines: list[str]) -> Iterator[str]:
    """The lines of a block as an item of a list, comments before the first key included."""
    is_open = False
    for line in lines:
        if is_open:
            yield f"    {line}"
        elif line.startswith("#"):
            yield f"  {line}"
        else:
            yield f"  - {line}"
            is_open = True
