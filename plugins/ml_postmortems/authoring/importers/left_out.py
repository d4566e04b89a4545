"""What an export says and a draft must not, or need not, hold: it is left out, and the author is told."""

from __future__ import annotations

import re

from ml_postmortems.authoring.importers.incident_tools import IncidentExport
from ml_postmortems.authoring.importers.timeline import Event
from ml_postmortems.lint import personal_data
from ml_postmortems.lint.prose import without_links
from ml_postmortems.lint.secrets import secrets_in
from ml_postmortems.lint.text_patterns import SearchedText
from ml_postmortems.model.scalars import LINE_LENGTH, TEXT_LENGTH, URI_LENGTH
from ml_postmortems.plurals import counted

MOST_ENTRIES = 60
"""Of the timeline of a draft; a published record needs a fraction, and whoever writes it chooses."""
ENTRY_LENGTH = 400
"""Characters of one entry."""
_MOST_BYTES = 24 * 1024
"""Of all texts of the timeline, so that the front matter stays within what may be read."""
_LOOKED_AT = 2 * ENTRY_LENGTH
"""Characters of an entry in which secrets are looked for, so that one at the cut is seen whole."""
_MOST_LENGTHS = {"title": TEXT_LENGTH, "summary": TEXT_LENGTH, "reference": LINE_LENGTH, "permalink": URI_LENGTH}
_MAILBOX = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}\b", re.ASCII)


def leave_out(export: IncidentExport) -> None:
    """Take out secrets, personal data, and what is longer or more than a draft holds; `unused` says what it was."""
    for name, most in _MOST_LENGTHS.items():
        text = getattr(export, name)
        is_long = len(text) > most
        if reason := f"more than {most} characters" if is_long else must_not_stand(text):
            setattr(export, name, "")
            export.unused.append(f"the {name}, which has {reason}")
    for team in [team for team in export.teams if len(team) > LINE_LENGTH or must_not_stand(team)]:
        export.teams.remove(team)
        export.unused.append("the name of a team, which has what no record may")
    export.timeline = _chosen(export)


def _chosen(export: IncidentExport) -> list[Event]:
    """At most so many entries of at most so many characters; those that mark a key instant go before others."""
    events = export.timeline
    kept: dict[int, Event] = {}
    told: set[tuple[str, str]] = set()
    size = mailboxes = cut = 0
    lost: list[Event] = []
    for number in sorted(range(len(events)), key=lambda number: ("marks" not in events[number], number)):
        event = events[number]
        if len(kept) == MOST_ENTRIES or size > _MOST_BYTES:
            lost.append(event)
            continue
        text, found = without_mailboxes(event["text"][:_LOOKED_AT])
        if reason := must_not_stand(text):
            export.unused.append(f"the entry of {event['at']}, which has {reason}")
            continue
        is_long = len(text) > ENTRY_LENGTH
        text = text[: ENTRY_LENGTH - 1].rsplit(" ", 1)[0] + "…" if is_long else text
        if (event["at"], text) in told:
            continue
        told.add((event["at"], text))
        kept[number] = event | {"text": text}
        size += len(text.encode())
        mailboxes += bool(found)
        cut += is_long
    if mailboxes:
        export.unused.append(f"e-mail addresses in {counted(mailboxes, 'entry')}")
    if cut:
        export.unused.append(f"the ends of {counted(cut, 'entry')} longer than {ENTRY_LENGTH} characters")
    if lost:
        export.unused.append(
            f"{counted(len(lost), 'entry')} from {lost[0]['at']} on, beyond the {len(kept)} of a draft"
        )
    return [kept[number] for number in sorted(kept)]


def without_mailboxes(text: str) -> tuple[str, int]:
    """A text in which no e-mail address stands, and how many there were."""
    return _MAILBOX.subn("(an e-mail address)", text)


def must_not_stand(text: str) -> str:
    """Why a text must not stand in a record; empty where it may."""
    if not text:
        return ""
    if secrets := secrets_in(text):
        return f"what looks like: {secrets[0].kind} (revoke it)"
    plain = SearchedText(without_links(text))
    found = next(iter([*plain.find(personal_data.EXACT), *plain.find(personal_data.IN_PROSE)]), None)
    return f"{found.what} (say the role instead)" if found else ""
