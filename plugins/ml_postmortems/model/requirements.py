"""What a record must have, when: collected once from the fields, read by the checker and the documentation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ml_postmortems.model.block import Answered, Block, InsiderOnly, Needed, NeededWithItem
from ml_postmortems.model.not_known import NotKnown
from ml_postmortems.model.once import once_for_record
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Origin

M = TypeVar("M")
FieldPath = tuple[str | int, ...]
EVIDENCE_REFERENCES: tuple[tuple[str, ...], ...] = (
    ("evidence_default",),
    ("timeline", "evidence"),
    ("times", "evidence"),
    ("times", "one_of", "evidence"),
    ("causes", "evidence"),
    ("hypotheses", "evidence_for"),
    ("hypotheses", "evidence_against"),
    ("impact", "users", "evidence"),
    ("impact", "users", "others_say", "evidence"),
    ("impact", "requests", "evidence"),
    ("impact", "requests", "others_say", "evidence"),
    ("impact", "predictions", "evidence"),
    ("impact", "predictions", "others_say", "evidence"),
    ("impact", "money", "evidence"),
    ("impact", "money", "others_say", "evidence"),
    ("impact", "slo_budget", "evidence"),
    ("impact", "slo_budget", "others_say", "evidence"),
    ("impact", "other", "evidence"),
    ("impact", "other", "others_say", "evidence"),
    ("impact", "windows", "evidence"),
    ("impact", "evidence"),
    ("trigger", "evidence"),
    ("further_triggers", "evidence"),
    ("failure", "evidence"),
    ("failure", "numbers", "evidence"),
    ("detection", "evidence"),
    ("affected_data", "evidence"),
    ("actions", "evidence"),
    ("validation", "evidence"),
    ("regulatory", "evidence"),
    ("extent", "evidence"),
    ("reporting", "regimes", "evidence"),
    ("agent", "side_effects", "evidence"),
    ("agent", "guardrails", "evidence"),
)
"""The fields that name evidence."""
RECORD_REFERENCES = (
    ("superseded_by",),
    ("recurrence", "of"),
    ("recurrence", "related"),
    ("recurrence", "dismissed", "id"),
    ("assumptions", "broken_by"),
)
"""The fields that name other records."""
TEAM_REFERENCES = (
    ("teams", "owner"),
    ("teams", "involved"),
    ("evidence", "team"),
    ("actions", "team"),
    ("people", "participants", "team"),
    ("people", "reviewers", "team"),
    ("responsibilities", "data_quality"),
    ("responsibilities", "model_monitoring"),
    ("responsibilities", "release_pipeline"),
    ("responsibilities", "incident_response"),
    ("extent", "by"),
    ("reporting", "regimes", "team"),
)
"""The fields that name teams of the catalog."""
ARTIFACT_REFERENCES = (
    ("artifacts", "id"),
    ("affected_data", "artifact"),
    ("lessons", "applies_to"),
    ("extent", "artifact"),
    ("agent", "artifact"),
    ("agent", "model"),
    ("agent", "tools", "artifact"),
    ("agent", "guardrails", "artifact"),
)
"""The fields that name artifacts of the catalog."""
UPSTREAM_FIELD = ("artifacts", "upstream")
"""The field that names artifacts of the catalog with their versions."""
CAUSE_FIELD = ("causes", "category")
TRIGGER_FIELDS = (("trigger", "category"), ("further_triggers", "category"))
STAGE_FIELD = ("lifecycle_stage",)
CONTROL_FIELD = ("actions", "control", "kind")


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field of the format: where it stands, what it is for and what governs it."""

    path: tuple[str, ...]
    """Keys from the top; the items of a list are meant by the key of the list."""
    block: type[BaseModel]
    """The block it stands in."""
    description: str
    needed: Needed | None
    with_item: NeededWithItem | None
    answered: Answered | None
    """When it must be answered, so that neither unknown nor not applicable will do."""
    insider_only: bool
    always_with_parent: bool
    """Whether the block it stands in cannot do without it."""
    may_be_unknown: bool
    """Whether the format has a place for the reason why it is not known."""
    annotation: Any

    def must_be_answered(self, record: Record) -> bool:
        """Whether status, severity and origin of the record rule out that it is unknown or not applicable."""
        return self.answered is not None and self.answered.applies(record.status, record.tier, record.origin)


@cache
def field_rules() -> tuple[FieldRule, ...]:
    """Every field of the format, parents before their parts, in the order of the record."""
    return tuple(_walk(Record, ()))


def _walk(block: type[BaseModel], prefix: tuple[str, ...]) -> Iterator[FieldRule]:
    for name, info in block.model_fields.items():
        path = (*prefix, info.alias or name)
        types = tuple(_types_in(info.annotation))
        yield FieldRule(
            path=path,
            block=block,
            description=info.description or "",
            needed=_metadata(info, Needed),
            with_item=_metadata(info, NeededWithItem),
            answered=_metadata(info, Answered),
            insider_only=_metadata(info, InsiderOnly) is not None,
            always_with_parent=bool(prefix) and (info.is_required() or _metadata(info, NeededWithItem) is not None),
            may_be_unknown=NotKnown in types,
            annotation=info.annotation,
        )
        for part in types:
            if _is_block(part):
                yield from _walk(part, path)


def _metadata(info: FieldInfo, kind: type[M]) -> M | None:
    return next((item for item in info.metadata if isinstance(item, kind)), None)


def _types_in(annotation: Any) -> Iterator[Any]:
    """Every class named anywhere in an annotation."""
    yield annotation
    for part in get_args(annotation):
        yield from _types_in(part)


def keys_at(block: type[BaseModel], path: FieldPath) -> list[str]:
    """The keys that the format knows in the mapping at a path; none where the keys are the author's own."""
    blocks = [block]
    own_keys = False
    for part in path:
        if isinstance(part, int):
            continue
        found = [info for each in blocks for name, info in each.model_fields.items() if part == (info.alias or name)]
        if found:
            types = [part for info in found for part in _types_in(info.annotation)]
            own_keys = any(get_origin(part) is dict for part in types)
            blocks = [part for part in types if _is_block(part)]
        else:
            own_keys = False
    if own_keys:
        return []
    return [info.alias or name for each in blocks for name, info in each.model_fields.items()]


def _is_block(part: Any) -> bool:
    return isinstance(part, type) and issubclass(part, Block) and part is not NotKnown


def value_at(block: Block, key: str) -> Any:
    """The value of a field by its key in front matter."""
    return getattr(block, _attributes(type(block))[key])


def value_in(record: Record, path: FieldPath) -> Any:
    """The value at a place of the record; None where there is none."""
    value: Any = record
    for part in path:
        match value:
            case NotKnown():
                return None
            case Block():
                value = value_at(value, str(part))
            case tuple():
                value = value[part] if isinstance(part, int) and part < len(value) else None
            case dict():
                value = value.get(part)
            case _:
                return None
    return value


@cache
def _attributes(block: type[Block]) -> dict[str, str]:
    """The attribute of each key that a block may have in front matter."""
    return {info.alias or name: name for name, info in block.model_fields.items()}


def places(record: Record, path: tuple[str, ...]) -> Sequence[tuple[FieldPath, Any]]:
    """Each place of the record that a field rule speaks of, with its value (None where it is missing)."""
    kept = _places_of(record)
    found = kept.get(path)
    if found is None:
        *above, key = path
        blocks = _blocks_at(record, tuple(above))
        found = kept[path] = [((*here, key), value_at(block, key)) for here, block in blocks]
    return found


@once_for_record
def _places_of(_: Record) -> dict[tuple[str, ...], list[tuple[FieldPath, Any]]]:
    """The places of a record by the path that they were asked for by."""
    return {}


def _blocks_at(record: Record, path: tuple[str, ...]) -> Sequence[tuple[FieldPath, Block]]:
    """The blocks that stand in a field, with their places; the fields of one block share them."""
    kept = _blocks_of(record)
    found = kept.get(path)
    if found is None:
        found = kept[path] = [each for here, value in places(record, path) for each in _blocks_in(value, here)]
    return found


@once_for_record
def _blocks_of(record: Record) -> dict[tuple[str, ...], list[tuple[FieldPath, Block]]]:
    """The blocks of a record by the path of their field."""
    return {(): [((), record)]}


def _blocks_in(value: Any, here: FieldPath) -> Iterator[tuple[FieldPath, Block]]:
    match value:
        case NotKnown():
            return
        case Block():
            yield here, value
        case tuple():
            yield from (((*here, index), item) for index, item in enumerate(value))
        case dict():
            for name, item in value.items():
                if isinstance(item, Block) and not isinstance(item, NotKnown):
                    yield (*here, str(name)), item


def words(record: Record, path: tuple[str, ...]) -> Iterator[tuple[FieldPath, str]]:
    """Each single word of a field, with its place: of a text the text, of a list its items, nothing of the rest."""
    for here, value in places(record, path):
        if isinstance(value, str):
            yield here, value
        elif isinstance(value, tuple):
            yield from (((*here, index), item) for index, item in enumerate(value) if isinstance(item, str))


@once_for_record
def needed_places(record: Record) -> tuple[tuple[FieldPath, FieldRule, Any], ...]:
    """Each place that status, severity and origin of the record require, with the value found there."""
    status, tier, origin = record.status, record.tier, record.origin
    return tuple(
        (path, rule, value)
        for rule in field_rules()
        if rule.needed and rule.needed.applies(status, tier, origin)
        for path, value in places(record, rule.path)
    )


def places_missing_in_items(record: Record) -> Iterator[tuple[FieldPath, FieldRule]]:
    """Each item of a list without a part that status, severity and origin of the record require in it."""
    for rule in field_rules():
        if rule.with_item and rule.with_item.applies(record.status, record.tier, record.origin):
            yield from ((path, rule) for path, value in places(record, rule.path) if value is None)


def insider_places(record: Record) -> Iterator[tuple[FieldPath, Any]]:
    """Each place that a record of an external incident fills in and must not."""
    if record.origin is Origin.EXTERNAL:
        for rule in field_rules():
            if rule.insider_only:
                for path, value in places(record, rule.path):
                    if value is not None:
                        yield path, value
