"""The texts and dates of a record, for rules that read them all."""

from __future__ import annotations

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.leaves import leaves
from ml_postmortems.model.once import once_for_record
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath

QUOTED_FIELDS = frozenset({"dissent", "evidence"})
"""Fields that nobody may reword: dissent, and the titles of evidence."""

_CODE = lazy_pattern(r"`[^`]+`")


def without_code(text: str) -> str:
    """A text of the same length without what stands in backquotes."""
    return _CODE.sub(lambda match: "\ufffc" * len(match.group()), text) if "`" in text else text


Texts = tuple[tuple[FieldPath, str], ...]


@once_for_record
def record_texts(record: Record) -> Texts:
    """Every text of the front matter with its place, names and ids included."""
    return tuple((path, value) for path, value in leaves(record).values if isinstance(value, str))


@once_for_record
def record_instants(record: Record) -> tuple[tuple[FieldPath, Instant], ...]:
    """Every date and time of the front matter with its place."""
    return tuple((path, value) for path, value in leaves(record).values if isinstance(value, Instant))
