"""What a record declares and others are held against, kept apart so that the whole record need not be made for it."""

from __future__ import annotations

import json
from typing import NamedTuple

from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record


class Declared(NamedTuple):
    """The names that a record brings into its base."""

    controls: tuple[str, ...] = ()
    """The ids of the controls that its actions put in place."""
    tags: tuple[str, ...] = ()


NOTHING_DECLARED = Declared()


def declared_in(record: Record | None) -> Declared:
    """What a record declares; nothing where there is none."""
    if record is None:
        return NOTHING_DECLARED
    controls = (action.control.id for action in known_items(record.actions) if action.control)
    return Declared(tuple(controls), tuple(record.tags))


def declared_to_json(declared: Declared) -> str:
    """What is declared, as text on one line."""
    return json.dumps(declared, separators=(",", ":"))


def declared_from_json(text: str) -> Declared:
    """What `declared_to_json` wrote."""
    controls, tags = json.loads(text)
    return Declared(tuple(controls), tuple(tags))
