"""A text of a record within Markdown that a forge shows: it reads as written and does nothing."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]#!|<>~$&])")
_LIVE = re.compile(r"[@#]|\bwww(?=\.)|:(?=//)", re.IGNORECASE)
"""What trackers make a mention, a reference or a link of, together with what follows."""
_GAP = "\u200b"


def inert_markdown(text: str) -> str:
    """One line in which nothing is markup, a mention, a reference to an issue or a link."""
    return _LIVE.sub(lambda match: f"{match.group()}{_GAP}", _MARKUP.sub(r"\\\1", " ".join(text.split())))
