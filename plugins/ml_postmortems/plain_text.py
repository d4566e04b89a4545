"""Cleaning of text that a person will see: characters that act on the reader or hide from them are spelt out."""

from __future__ import annotations

import re

from ml_postmortems.lazy_pattern import lazy_pattern

_HIDDEN = lazy_pattern(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0]"  # letters and marks without a shape
    "|(?<=[\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]"  # a second variation selector
)
"""What Unicode calls printable and nobody can see; Python's `isprintable` knows the rest."""
_BREAKS = lazy_pattern(r"[\n\t]")
_SPACES = frozenset("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000")
_BEYOND_ASCII = lazy_pattern(r"[^\x00-\x7e]")
_COMMAND = lazy_pattern(r"^:(?=:)|(?<=##)\[")
"""Where commands to GitHub's runner are broken: `::name::` at the start of a line, `##[name]` anywhere."""


def printable(text: object) -> str:
    """A value for a message: one line, in which line breaks and odd spaces can be seen too, as `\\u000a`."""
    return "".join(char if char.isprintable() else _spelt(char) for char in _without_hidden(str(text)))


def clean_line(line: str, *, keep_commands: bool = False) -> str:
    """One line for a terminal or a log: nothing in it can steer the terminal, change the direction of text or hide.

    Line breaks and tabs become spaces, odd spaces stay. Commands to GitHub's runner are broken unless they are kept.
    """
    flat = _BREAKS.sub(" ", line)
    if flat.isprintable() and not _HIDDEN.search(flat):
        clean = flat
    else:
        visible = _without_hidden(flat)
        clean = "".join(char if char.isprintable() or char in _SPACES else _spelt(char) for char in visible)
    return clean if keep_commands else without_commands(clean)


def without_commands(line: str) -> str:
    """One line in which GitHub's runner finds no command, of either grammar; else unchanged."""
    if "::" not in line and "##[" not in line:
        return line
    indent = len(line) - len(line.lstrip())
    return line[:indent] + _COMMAND.sub(lambda match: _spelt(match.group()), line[indent:])


def clean_json(document: str, *, only_ascii: bool = False) -> str:
    """A JSON text of the same value with such characters as escapes; with `only_ascii` all that is beyond ASCII."""

    def escaped(match: re.Match[str]) -> str:
        char = match.group()
        is_harmless = char.isprintable() or char in _SPACES
        return char if is_harmless and not only_ascii else _json_escape(char)

    unhidden = _HIDDEN.sub(lambda match: _json_escape(match.group()), document.replace("##[", "##\\u005b"))
    return _BEYOND_ASCII.sub(escaped, unhidden)


def _without_hidden(text: str) -> str:
    return _HIDDEN.sub(lambda match: _spelt(match.group()), text)


def _spelt(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"


def _json_escape(char: str) -> str:
    """The escape of JSON, which writes characters beyond the first 65,536 as two."""
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
