"""A person at a terminal: what is shown to them, and what they type at a prompt to move between the questions."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from ml_postmortems.plain_text import printable

LEAST_WIDTH = 20
"""The fewest columns that a text is put into beside others."""
_LONGEST_OFFER = 60
_BACK = ("<", "back")
_STOP = "done"
_HELP = "?"
_NOT_KNOWN = re.compile(r"(unknown|not_applicable): *(\S.*)")


class Console(Protocol):
    """A person at a terminal."""

    @property
    def width(self) -> int:
        """How many columns a line has."""
        ...

    def say(self, text: str) -> None:
        """Show one line."""

    def ask(self, prompt: str) -> str:
        """Ask for one line; KeyboardInterrupt or EOFError if the person would rather not."""
        ...


class GoBack(Exception):
    """The person wants to see the question before this one."""


class StopAsking(Exception):
    """The person wants no further question that can be skipped; carries what they said of the question before."""

    def __init__(self, said: dict[str, Any] | None = None) -> None:
        super().__init__()
        self.said = said


def tell(console: Console, text: str, *, indent: int = 0, hanging: int | None = None) -> None:
    """Show a text in lines that fit the terminal, from the second on with an indent of their own."""
    rest = indent if hanging is None else hanging
    first, *others = wrapped(text, max(console.width - 1 - max(indent, rest), LEAST_WIDTH)) or [""]
    console.say(f"{' ' * indent}{first}")
    for line in others:
        console.say(f"{' ' * rest}{line}")


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines of at most so many columns; only words of wide characters are taken apart."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and columns(joined) <= width:
            lines[-1] = joined
            continue
        while columns(word) > width and columns(word) > len(word):
            size = next(size for size in range(len(word), 0, -1) if size == 1 or columns(word[:size]) <= width)
            lines.append(word[:size])
            word = word[size:]
        lines.append(word)
    return lines


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: two for a wide character, none for a mark over another one."""
    return sum(
        0 if unicodedata.combining(mark) else 2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text
    )


def read_line(
    console: Console, label: str, *, offered: str | None = None, needed: bool = True, explain: Callable[[], None]
) -> str:
    """What a person types, or what was offered where that is Enter alone; empty where nothing was.

    `explain` is called for `?`. Raises GoBack, and StopAsking where no answer is needed.
    """
    shown = textwrap.shorten(printable(offered), _LONGEST_OFFER, placeholder="...") if offered else ""
    prompt = f"{label} [{shown}]: " if shown else f"{label}: "
    while True:
        said = console.ask(prompt).strip()
        if said.lower() in _BACK:
            raise GoBack
        if said.lower() == _STOP and not needed:
            raise StopAsking
        if said != _HELP:
            return said or offered or ""
        explain()


def explain_keys(console: Console, *, needed: bool, offered: bool, more: Sequence[str] = ()) -> None:
    """Say what can be typed at a prompt besides an answer."""
    enter = "Enter keeps what stands in brackets" if offered else "Enter skips it"
    keys = [*more, *([enter] if offered or not needed else []), "`<` goes back one question"]
    keys += [] if needed else ["`done` ends the questions"]
    tell(console, f"{'; '.join(keys)}; Ctrl-C stops.", indent=2)


def not_known(said: str) -> dict[str, str] | None:
    """The reason why there is no answer, as it stands in the file, where `unknown: why` was typed."""
    match = _NOT_KNOWN.fullmatch(said)
    return {match[1]: match[2]} if match else None
