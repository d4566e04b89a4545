"""What a record says already, so that a chapter does not ask for it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ml_postmortems.model.awaited import is_open_form
from ml_postmortems.plurals import counted

_TELLING = ("summary", "detection", "timeline", "causes", "hypotheses", "impact", "actions")
"""Fields that tell a part of the story, in the order of the format."""
_STORY = "What happened"


def told_already(section: str, written: Mapping[str, Any]) -> str:
    """A sentence that names the filled fields whose facts the story need not repeat; empty for other chapters."""
    told = [key for key in _TELLING if key in written and not is_open_form(written[key])]
    if section != _STORY or not told:
        return ""
    return f"Told already, and not asked again: {', '.join(_shown(key, written[key]) for key in told)}."


def _shown(key: str, value: Any) -> str:
    return f"`{key}` ({counted(len(value), 'item')})" if isinstance(value, list) else f"`{key}`"
