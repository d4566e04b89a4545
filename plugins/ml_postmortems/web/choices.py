"""What a list can be narrowed by in the browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SCRIPT, STYLESHEET = (f"assets/postmortems/list/narrowed-list.{kind}" for kind in ("js", "css"))


@dataclass(frozen=True, slots=True)
class Choice:
    """One way of narrowing a list, with what can be chosen: the key and its name."""

    name: str
    """The attribute of the rows: `team` for `data-team`."""
    label: str
    options: tuple[tuple[str, str], ...]


def choice(name: str, label: str, options: Mapping[str, str]) -> tuple[Choice, ...]:
    """The choice, in the order of the names, where at least two values make it worth choosing."""
    if len(options) < 2:
        return ()
    return (Choice(name, label, tuple(sorted(options.items(), key=lambda each: (each[1].casefold(), each[0])))),)
