"""One record file: its bytes read strictly, and everything that is wrong with it kept beside what could be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from ml_postmortems.model.derivation import Completed, Derivation
from ml_postmortems.model.derived_values import completed, is_within
from ml_postmortems.model.pasted_time import RecordClock
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath, field_rules
from ml_postmortems.model.terms import Kind, Origin, Severity, Status, Visibility
from ml_postmortems.model.tree_values import items_at
from ml_postmortems.model.underived import why_not_derived
from ml_postmortems.reading.body import Body
from ml_postmortems.reading.declared import Declared, declared_in
from ml_postmortems.reading.faults import WAY_IN, Fault, FaultKind, shown
from ml_postmortems.reading.head import Head, head_of
from ml_postmortems.reading.likely_values import likely_values, with_likely
from ml_postmortems.reading.open_forms import grouped
from ml_postmortems.reading.parsed_cache import NO_CACHE, KeptFrontMatter, ParsedCache
from ml_postmortems.reading.schema import FieldPlaces, Parsed, parse_block
from ml_postmortems.reading.source import Unreadable, decode, read_bytes, split_front_matter
from ml_postmortems.reading.written import NO_BODY, Written
from ml_postmortems.text_store import digest_of

MOST_HELD = 2_000
"""Records of a folder that stay as they were read, with their trees about 100 kB each."""
STAND_INS: Mapping[str, Any] = {
    "schema_version": "1",
    "id": "PM-0000-0000",
    "title": "(no title)",
    "kind": Kind.INCIDENT.value,
    "origin": Origin.OWN.value,
    "status": Status.DRAFT.value,
    "severity": Severity.SEV5.value,
    "visibility": Visibility.RESTRICTED.value,
    "teams": {"owner": "unknown"},
    "symptom": "(not given)",
}
"""What takes the place of a core field that is missing or unusable, so that the rest can still be judged.

The fault stays, so a record with a stand-in is never published. The stand-in for visibility is the most careful one,
those for status and severity ask for least.
"""


_LARGE = ("record", "places", "tree", "derived")
"""Parts of a content that take much memory."""


@dataclass(frozen=True, eq=False, repr=False)
class Content:
    """What the front matter of a file says, each part made when it is first asked for."""

    make_record: Callable[[], Record | None]
    make_places: Callable[[], FieldPlaces]
    make_tree: Callable[[], Mapping[str, Any]]
    make_head: Callable[[], Head | None]
    make_derivations: Callable[[], tuple[Derivation, ...]] | None = None
    """Where the tree is not that of the file."""
    make_derived: Callable[[], Mapping[FieldPath, Derivation]] | None = None
    """Where the tree was completed already."""
    make_declared: Callable[[], Declared] | None = None
    """Where it is known without the record."""
    kept: KeptFrontMatter | None = None
    """What all of this is made of, where it was read before."""

    @classmethod
    def of(
        cls,
        record: Record | None,
        places: FieldPlaces,
        tree: Mapping[str, Any],
        make_derived: Callable[[], Mapping[FieldPath, Derivation]] | None = None,
    ) -> Content:
        """What was made already."""
        return cls(
            lambda: record,
            lambda: places,
            lambda: tree,
            lambda: head_of(record) if record else None,
            make_derived=make_derived,
        )

    @classmethod
    def of_kept(cls, kept: KeptFrontMatter, record: Record | None = None) -> Content:
        """What is kept as text; with the record, where it was made already."""
        content = cls(
            kept.record,
            kept.places,
            kept.tree,
            kept.head,
            make_derived=kept.derived,
            make_declared=kept.declared,
            kept=kept,
        )
        if record:
            content.__dict__["record"] = record
        return content

    def drop_made(self) -> None:
        """Let go of what takes much memory and can be made again; whoever asks for it next has it made."""
        for name in _LARGE:
            self.__dict__.pop(name, None)

    def release(self) -> None:
        """The same, and pack what it is made of."""
        self.drop_made()
        if self.kept:
            self.kept.pack()

    @cached_property
    def record(self) -> Record | None:
        """See `RecordFile.record`."""
        return self.make_record()

    @cached_property
    def places(self) -> FieldPlaces:
        """See `RecordFile.places`."""
        return self.make_places()

    @cached_property
    def tree(self) -> Mapping[str, Any]:
        """See `RecordFile.tree`."""
        return self.make_tree()

    @cached_property
    def derived(self) -> Mapping[FieldPath, Derivation]:
        """See `RecordFile.derived`."""
        return self.make_derived() if self.make_derived else completed(self.tree).derived

    @cached_property
    def derivations(self) -> tuple[Derivation, ...]:
        """See `RecordFile.derivations`."""
        if self.make_derivations:
            return self.make_derivations()
        return tuple(dict.fromkeys(self.derived.values()))

    @cached_property
    def head(self) -> Head | None:
        """See `RecordFile.head`."""
        return self.make_head()

    @cached_property
    def declared(self) -> Declared:
        """See `RecordFile.declared`."""
        return self.make_declared() if self.make_declared else declared_in(self.record)

    def __eq__(self, other: object) -> bool:
        """Whether both say the same in the same places."""
        if not isinstance(other, Content):
            return NotImplemented
        return (self.record, self.places, self.tree) == (other.record, other.places, other.tree)

    def __repr__(self) -> str:
        return f"Content({self.record!r}, {self.places!r}, {self.tree!r})"

    __hash__ = None  # type: ignore[assignment]  # trees have none


_INSIDER_KEYS = frozenset(rule.path[0] for rule in field_rules() if rule.insider_only and len(rule.path) == 1)
_INSIDER_KEYS_OF_ACTIONS = frozenset(
    rule.path[1] for rule in field_rules() if rule.insider_only and rule.path[0] == "actions" and len(rule.path) == 2
)
_KEYS_OF_RECORDS = frozenset({"schema_version", "id", "kind", "origin", "visibility", "teams", "symptom"})
"""Keys that other tools do not use together with theirs."""


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A file that should hold a record, and as much of the record as could be read."""

    path: Path
    """As given, for messages."""
    content: Content
    written: Written
    faults: tuple[Fault, ...]

    @property
    def text(self) -> str:
        """The whole file; empty where it could not be decoded."""
        return self.written.text

    @property
    def body(self) -> Body:
        """What follows the front matter."""
        return self.written.body

    @property
    def digest(self) -> str:
        """A hash of the text, known without reading it where the file was read before; empty where there is none."""
        return self.written.digest

    @property
    def record(self) -> Record | None:
        """None where the front matter could not be read at all; with stand-ins where core fields are at fault."""
        return self.content.record

    @property
    def places(self) -> FieldPlaces:
        """Where the fields of the record stand in the file."""
        return self.content.places

    @property
    def tree(self) -> Mapping[str, Any]:
        """The front matter as it is written, faults included."""
        return self.content.tree

    @property
    def derived(self) -> Mapping[FieldPath, Derivation]:
        """Where the file leaves out what its version derives, and what derives it; by the path in the file."""
        return self.content.derived

    @property
    def derivations(self) -> tuple[Derivation, ...]:
        """What filled any field, each once: the fields and their sources, without places and values."""
        return self.content.derivations

    @property
    def head(self) -> Head | None:
        """Of the record what is asked about all records; None where there is none."""
        return self.content.head

    @property
    def declared(self) -> Declared:
        """What the record declares and rules about other records ask for; nothing where there is none."""
        return self.content.declared

    def drop_made(self) -> None:
        """Let go of what takes much memory and can be made again, as when all rules have looked at the file."""
        self.content.drop_made()

    def release(self) -> None:
        """The same where many files stay for long: what it is made of is packed, which takes 0.15 ms."""
        self.content.release()

    def with_record(self, make_record: Callable[[], Record], head: Head) -> RecordFile:
        """What a reader gets who is to see another record in this place: no faults, and nothing as it is written."""
        own = self.content
        return replace(
            self,
            content=Content(make_record, lambda: self.places, dict, lambda: head, lambda: own.derivations),
            faults=(),
        )


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
        halves = split_front_matter(text)
        kept = cache.get(halves.front_matter)
        if kept and kept.has_record:
            body = Body(halves.body.rstrip(), halves.body_line)
            return RecordFile(path, Content.of_kept(kept), Written(text, body), ())
        from ml_postmortems.reading.front_matter import parse_front_matter  # with the parser, 11 ms

        written = parse_front_matter(text, kept.yaml_tree() if kept else None)
    except Unreadable as error:
        return _without_record(path, error.fault, text)
    if _is_foreign(written.values):
        return _without_record(path, _foreign_fault(written.values), text)
    parsed, complete = _parse_completed(written.values, written.tree.lines)
    told = {fault.field for fault in written.tree.faults if fault.kind is FaultKind.YAML_FEATURE}
    faults = (*written.tree.faults, *(fault for fault in parsed.faults if fault.field not in told))
    body = Body(written.body, written.body_line)
    if not kept:
        record = None if faults else parsed.block
        kept = cache.put(halves.front_matter, written.tree, record, complete.derived)
        if kept and record:
            return RecordFile(path, Content.of_kept(kept, record), Written(text, body), ())
    read = Content.of(parsed.block, parsed.places, written.values, lambda: complete.derived)
    return RecordFile(path, read, Written(text, body), faults)


def front_matter_of(file: RecordFile) -> str:
    """The front matter of a file as it is written; the whole text where no body can be told from it."""
    try:
        return split_front_matter(file.text).front_matter
    except Unreadable:
        return file.text


def front_matter_digest(file: RecordFile) -> str:
    """A hash of it, known without reading it where the file was read before; empty where nothing could be decoded."""
    known = file.written.front_matter_digest
    return known or (digest_of(front_matter_of(file)) if file.text else "")


def parse_record(values: Mapping[str, Any], lines: Mapping[FieldPath, int]) -> Parsed[Record]:
    """Read front matter as a record, with what its version derives, and with times in the zone that it names.

    A fault of a derived value is told at its source.
    """
    return _parse_completed(values, lines)[0]


def _parse_completed(values: Mapping[str, Any], lines: Mapping[FieldPath, int]) -> tuple[Parsed[Record], Completed]:
    """The record and what was derived; what is at fault is read as it was probably meant, and told once."""
    stand_ins = {**STAND_INS, "origin": _likely_origin(values).value}
    clock = RecordClock.of(values.get("timezone"))
    complete = completed(values)
    parsed = parse_block(Record, complete.tree, lines, stand_ins, clock)
    faults = [each for each in parsed.faults if not is_within(each.field, complete.derived)]
    if likely := likely_values(values, faults, stand_ins):
        complete = completed(with_likely(values, likely))
        parsed = parse_block(Record, complete.tree, lines, stand_ins, clock)
        missing = {*likely, *(each.field for each in parsed.faults)}
        faults = [each for each in faults if each.kind is not FaultKind.MISSING_KEY or each.field in missing]
    return replace(parsed, faults=grouped(_with_reason(each, complete) for each in faults)), complete


def _with_reason(fault: Fault, complete: Completed) -> Fault:
    """A fault that a key is missing, with why the rest of the file does not give it."""
    if fault.kind is not FaultKind.MISSING_KEY or not (reason := why_not_derived(fault.field, complete.tree)):
        return fault
    return replace(fault, fix=f"{fault.fix}; it is not derived, since {reason}")


def _likely_origin(values: Mapping[str, Any]) -> Origin:
    """What the origin probably is where it cannot be read, so that its fault does not draw those of the other origin.

    From `in-review` on, a record of ours has fields that only insiders fill in.
    """
    is_begun = values.get("status") in (None, Status.DRAFT.value)
    is_insider = values.keys() & _INSIDER_KEYS or any(
        each.keys() & _INSIDER_KEYS_OF_ACTIONS for each in items_at(dict(values), "actions")
    )
    return Origin.OWN if is_begun or is_insider else Origin.EXTERNAL


def _is_foreign(values: Mapping[str, Any]) -> bool:
    """Whether it is the front matter of another tool: several keys, and none that only records have."""
    return len(values) > 1 and not values.keys() & _KEYS_OF_RECORDS and not values.keys() <= Record.model_fields.keys()


def _foreign_fault(values: Mapping[str, Any]) -> Fault:
    condition, keys = "must be that of a record", ", ".join(values)
    return Fault(FaultKind.FOREIGN_FILE, 1, "front matter", condition, f"that of another tool, {shown(keys)}", WAY_IN)


def _without_record(path: Path, fault: Fault, text: str = "") -> RecordFile:
    return RecordFile(path, Content.of(None, FieldPlaces({}, {}), {}), Written(text, NO_BODY), (fault,))
