"""What an export says and a draft must not, or need not, hold: it is left out, and the author is told."""

from __future__ import annotations

import re
from collections.abc import Callable

from ml_postmortems.authoring.importers.incident_tools import IncidentExport
from ml_postmortems.authoring.importers.timeline import Event
from ml_postmortems.lint import personal_data
from ml_postmortems.lint.prose import without_links
from ml_postmortems.lint.secrets import secrets_in
from ml_postmortems.lint.text_patterns import SearchedText
from ml_postmortems.model.scalars import TEXT_LENGTH
from ml_postmortems.plurals import counted

MOST_ENTRIES = 60
"""Of the timeline of a draft; a published record needs a fraction, and whoever writes it chooses."""
ENTRY_LENGTH = 400
"""Characters of one entry."""
_MAILBOX = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}\b", re.ASCII)
_MOST_BYTES = 24 * 1024
"""Of all texts of the timeline, so that the front matter stays within what may be read."""


def leave_out(export: IncidentExport) -> None:
    """Take out secrets, personal data, and what is longer or more than a draft holds; `unused` says what it was."""
    for name in ("title", "summary", "reference", "permalink"):
        if reason := _must_not_stand(getattr(export, name)):
            setattr(export, name, "")
            export.unused.append(f"the {name}, which holds {reason}")
    if len(export.summary) > TEXT_LENGTH:
        export.unused.append(f"the summary, which is longer than {TEXT_LENGTH} characters")
        export.summary = ""
    for team in [team for team in export.teams if _must_not_stand(team)]:
        export.teams.remove(team)
        export.unused.append("the name of a team, which holds what no record may")
    if cut := sum(_without_mailboxes(event) for event in export.timeline):
        export.unused.append(f"e-mail addresses in {counted(cut, 'entry')}")
    export.timeline = _bounded(export, [event for event in export.timeline if _may_stand(export, event)])


def _without_mailboxes(event: Event) -> bool:
    """Whether the text of an entry had e-mail addresses, which are taken out."""
    event["text"], count = _MAILBOX.subn("(an e-mail address)", event["text"])
    return bool(count)


def _may_stand(export: IncidentExport, event: Event) -> bool:
    reason = _must_not_stand(event["text"])
    if reason:
        export.unused.append(f"the entry of {event['at']}, which holds {reason}")
    return not reason


def _must_not_stand(text: str) -> str:
    """Why a text must not stand in a record; empty where it may."""
    if secrets := secrets_in(text):
        return f"what looks like: {secrets[0].kind} (revoke it)"
    if not text:
        return ""
    plain = SearchedText(without_links(text))
    found = next(iter([*plain.find(personal_data.EXACT), *plain.find(personal_data.IN_PROSE)]), None)
    return f"{found.what} (say the role instead)" if found else ""


def _bounded(export: IncidentExport, events: list[Event]) -> list[Event]:
    """At most so many entries of at most so many characters; those that mark a key instant go before others."""
    cut = 0
    for event in events:
        if len(event["text"]) > ENTRY_LENGTH:
            event["text"] = event["text"][: ENTRY_LENGTH - 1].rsplit(" ", 1)[0] + "…"
            cut += 1
    if cut:
        export.unused.append(f"the ends of {counted(cut, 'entry')} longer than {ENTRY_LENGTH} characters")
    events = [event for number, event in enumerate(events) if event not in events[:number]]
    kept: set[int] = set()
    size = 0
    first: Callable[[int], tuple[bool, int]] = lambda number: ("marks" not in events[number], number)  # noqa: E731
    for number in sorted(range(len(events)), key=first):
        size += len(events[number]["text"].encode())
        if len(kept) == MOST_ENTRIES or size > _MOST_BYTES:
            break
        kept.add(number)
    lost = [event for number, event in enumerate(events) if number not in kept]
    if lost:
        export.unused.append(
            f"{counted(len(lost), 'entry')} from {lost[0]['at']} on, beyond the {len(kept)} of a draft"
        )
    return [event for number, event in enumerate(events) if number in kept]
