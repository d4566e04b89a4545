"""Numbers with their nouns, lists of words and names as words, for the messages and texts of every layer."""

from __future__ import annotations

from collections.abc import Sequence


def counted(number: int, noun: str) -> str:
    """`1 record`, `3 records`, `1,200 cause families`, `2 near misses`."""
    if number == 1:
        return f"1 {noun}"
    if noun.endswith("y") and noun[-2] not in "aeou":
        plural = f"{noun[:-1]}ies"
    else:
        plural = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{number:,} {plural}"


def either(words: Sequence[str]) -> str:
    """`draft`, `draft or closed`, `draft, published or closed`."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def words(name: str) -> str:
    """The name of a term or field as words: `due-soon` and `due_soon` are `due soon`."""
    return name.replace("-", " ").replace("_", " ")
