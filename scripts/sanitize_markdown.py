"""Makes a stranger's Markdown harmless before a bot posts it: it shows what it shows, and does nothing."""

from __future__ import annotations

import re

ZERO_WIDTH_SPACE = "\u200b"
"""A space of no width. Put inside what GitHub acts on, it leaves text, tables and code as they look."""

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
"""Controls, and marks that change the direction of text or do not show."""

_REFERENCE = re.compile(r"#()(?=\d)")
"""To an issue, which would get a note of it."""
_DIAGRAM_REFERENCE = re.compile(r"#()(?=\d)(?!\d{1,4};)")
"""The same in a diagram, which writes characters as `#58;`."""
_DIAGRAM = re.compile(r"(?<=\n\n)(```mermaid\n.*?\n```(?=\n|$))", re.DOTALL)
"""A diagram after an empty line, where nothing before it can make it anything else."""

_ACTIVE = (
    re.compile(r"<(?!/?(?:details|summary)>|br/?>)()"),  # tags, comments, <https://...>
    re.compile(r"@()"),  # mentions, mail addresses
    re.compile(r"\bGH-()(?=\d)", re.IGNORECASE),
    re.compile(r":()//"),  # addresses
    re.compile(r"\bwww()\.", re.IGNORECASE),
    re.compile(r"\]()\("),  # links and pictures
    re.compile(r"\]()(?=:)"),  # definitions of links, footnotes
    re.compile(r"^[ \t>*+-]*/()(?=[a-z])", re.MULTILINE),  # commands to other bots
)

_ACTIVE_ON_GITLAB = (
    re.compile(r"^[\s>*+\-\d.)]*/()(?=\w)", re.MULTILINE),  # quick actions, which act with the rights of the token
    re.compile(r"[!$%&^~]()(?=[\w\"])"),  # merge requests, snippets, milestones, epics, alerts, labels
    re.compile(r"\[()(?=\w+:)"),  # references of the form [issue:1]
)
"""What GitLab acts on and GitHub does not."""


def sanitized(text: str, allowed: str | None = None) -> str:
    """The same Markdown without mentions, references, HTML, pictures, addresses and links.

    Links that begin with the address `allowed` stay, if what follows is a plain path without `..`.
    """
    text = _HIDDEN.sub("", text.replace("\r\n", "\n"))
    # split() with one group: what it matched stands at the odd places.
    parts = _DIAGRAM.split(text)
    return "".join(
        _inert(part, _DIAGRAM_REFERENCE) if n % 2 else _sanitized(part, allowed) for n, part in enumerate(parts)
    )


def _sanitized(text: str, allowed: str | None) -> str:
    if allowed is None:
        return _inert(text)
    plain = r"(?:(?!\.\.)[A-Za-z0-9._~/+=-])*(?:#[A-Za-z0-9_-]+)?"
    kept = re.compile(rf"(\]\({re.escape(allowed)}{plain}\))")
    return "".join(part if n % 2 else _inert(part) for n, part in enumerate(kept.split(text)))


def inert_on_gitlab(text: str) -> str:
    """Sanitized Markdown without what only GitLab acts on."""
    for pattern in _ACTIVE_ON_GITLAB:
        text = pattern.sub(_with_unseen, text)
    return text


def cell(text: str) -> str:
    """Text for one cell of a Markdown table, sanitized."""
    return _inert(" ".join(_HIDDEN.sub("", text).split())).replace("\\", "\\\\").replace("|", "\\|")


def _inert(text: str, reference: re.Pattern[str] = _REFERENCE) -> str:
    for pattern in (reference, *_ACTIVE):
        text = pattern.sub(_with_unseen, text)
    return text


def _with_unseen(match: re.Match[str]) -> str:
    place = match.start(1) - match.start()
    return match[0][:place] + ZERO_WIDTH_SPACE + match[0][place:]
