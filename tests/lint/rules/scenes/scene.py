"""Where the example of a rule goes that is more than a snippet for one place: several places, files, or a base.

A scene makes files of the pieces in backquotes of an example, in their order. So an example that is edited is run as it
is then, and one that gains or loses a piece needs its scene looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.helpers import RecordDict, changed, own_record, record_text
from tests.lint.rules.cases import AS_OF, OWN, Files

PLACE = "put it here"


@dataclass(frozen=True)
class Scene:
    """How the pieces of an example become files beside the valid ones."""

    files: Callable[..., Files]
    """The files that the rule finds something in."""
    base: Callable[..., str] | None = None
    """What the changed record was on the base of the pull request; for a lost record, what it was."""
    path: Callable[..., str] = lambda *_: OWN
    """The file that the pull request changes or loses."""
    is_lost: bool = False
    base_catalog: str = ""
    """What the catalog was on the base of the pull request, which then changes the file."""
    as_of: date = AS_OF


def own(*parts: tuple[str, str], record: RecordDict | None = None) -> str:
    """The text of our own record with parts replaced, each of which stands there once."""
    return replaced(record_text(record or own_record()), *parts)


def replaced(text: str, *parts: tuple[str, str]) -> str:
    """A text with parts replaced, each of which stands there once."""
    for old, new in parts:
        assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
        text = text.replace(old, new)
    return text


def placed(path: str, piece: str, record: RecordDict | None = None) -> str:
    """Our own record with a field of a path replaced by a piece that begins with its key."""
    key = path.rpartition(".")[2]
    return own((f'{key}: "{PLACE}"', piece), record=changed(record or own_record(), path, PLACE))


def answering(fields: str, piece: str, record: RecordDict | None = None) -> str:
    """Our own record, or another one, where each of these fields has a piece for its value."""
    record = dict(record or own_record())
    record |= {field: f"{PLACE}: {field}" for field in fields.split()}
    return replaced(record_text(record), *((f'"{PLACE}: {field}"', piece) for field in fields.split()))


def another(record_id: str = "PM-2025-0002", **changes: Any) -> str:
    """A second record of ours."""
    return record_text(own_record(id=record_id, title="The order of results was spoilt again", **changes))


def changed_record(changes: Mapping[str, Any]) -> RecordDict:
    """Our own record with changes, by path."""
    record = own_record()
    for path, value in changes.items():
        record = changed(record, path, value)
    return record


def with_cause(piece: str) -> Files:
    """Our own record with one more cause."""
    return {OWN: own(('primary_cause: "C1"\n', f'  - {piece}\nprimary_cause: "C1"\n'))}


def superseded(record_id: str, piece: str) -> str:
    """A record of ours that another one replaces."""
    record = own_record(id=record_id, status="superseded", status_reason="Told again.", superseded_by=PLACE)
    return own((f'superseded_by: "{PLACE}"', piece), record=record)


def renamed(record_id: str) -> str:
    """The path of a record of ours under an id."""
    return f"2025/{record_id}-session-length.md"
