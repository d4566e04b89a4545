"""Text of records in GitHub's Markdown: shown as it is written, never as markup, links, pictures or mentions.

An entity such as `&#64;` would not do for mentions and issues, because GitHub looks for them after rendering; an
invisible space (U+200B) within them does.
"""

from __future__ import annotations

import re
from urllib.parse import quote

_BREAK = "\u200b"
_MARKUP = re.compile(r"[\\`*_\[\]~|!]")
_MAY_OPEN_A_BLOCK = re.compile(r"(?:[-+=]|\d+[.)])")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"})
_REFERENCE = re.compile(r"([@#])|(?<=:)(?=[:/])|(?<=\bwww)(?=\.)|(?<=\bGH)(?=-)", re.IGNORECASE)


def plain(text: str, limit: int = 300) -> str:
    """One line of text, cut at `limit`, in which nothing means anything to GitHub."""
    line = shortened(text, limit)
    broken = _REFERENCE.sub(lambda match: (match.group(1) or "") + _BREAK, line)
    escaped = _MARKUP.sub(r"\\\g<0>", broken).replace("#", "\\#").translate(_ENTITIES)
    if opening := _MAY_OPEN_A_BLOCK.match(escaped):
        end = opening.end() - 1
        escaped = f"{escaped[:end]}\\{escaped[end:]}"
    return escaped


def code(text: str, limit: int = 120) -> str:
    """One line of text as code; backquotes become apostrophes, because nothing else can end it."""
    line = shortened(text, limit).replace("`", "'")
    inert = re.sub(r"(?<=:)(?=:)|(?<=#)(?=#\[)", _BREAK, line)
    return f"`{inert}`" if inert else "` `"


def prose(text: str, limit: int = 600) -> str:
    """One line of text in which what stands between backquotes is code, as in the messages of the checker."""
    *parts, rest = shortened(text, limit).split("`")
    if len(parts) % 2:  # the last backquote has no partner
        rest = f"{parts.pop()}`{rest}"
    segments = [*parts, rest]
    return "".join(
        code(segment, limit) if index % 2 else _inside(segment, limit) or (_BREAK if 0 < index < len(parts) else "")
        for index, segment in enumerate(segments)
    )


def _inside(segment: str, limit: int) -> str:
    """A part of a line, with the spaces at its ends."""
    head = " " if segment[:1].isspace() else ""
    tail = " " if segment.strip() and segment[-1:].isspace() else ""
    return head + plain(segment, limit) + tail


def link(text: str, address: str) -> str:
    """A link of our own; the address is quoted so that it ends where it should."""
    return f"[{text}]({quote(address, safe='/:?=#&%@+,~')})" if address else text


def shortened(text: str, limit: int) -> str:
    """One line without invisible characters, cut at a word if it is longer than `limit`."""
    printable = "".join(char if char.isprintable() else " " for char in text)
    line = " ".join(printable.split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    at_word = cut.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > limit // 2 else cut).rstrip(" ,;:.") + "…"


def table(heads: list[str], rows: list[list[str]]) -> list[str]:
    """A table of cells that are Markdown already; none where there are no rows."""
    if not rows:
        return []
    lines = [heads, ["---"] * len(heads), *rows]
    return [f"| {' | '.join(cells)} |" for cells in lines]


def details(summary: str, lines: list[str]) -> list[str]:
    """A part that is folded; `summary` is a text of ours, never of a record."""
    while lines and not lines[-1]:
        lines = lines[:-1]
    if not lines:
        return []
    return [f"<details><summary>{summary}</summary>", "", *lines, "", "</details>", ""]
