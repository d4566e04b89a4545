"""Messages of one Slack channel: a file of an export of a workspace, or an answer of `conversations.history`.

The first is a list of messages, the second has it under `messages`; exporters that add the channel write `name` and
`channel_id` beside. Read of a message are `ts`, `text`, else `attachments[].fallback`, `subtype`, `thread_ts` and
`pinned_to`. A file has no address of its own, so the incident is known by its channel or by its first message.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any

from ml_postmortems.authoring.importers.incident_tools import (
    ExportFile,
    IncidentExport,
    IncidentTool,
    one_line,
    register_tool,
)
from ml_postmortems.errors import InputUnusable
from ml_postmortems.model.terms import EventKind, EvidenceKind
from ml_postmortems.plurals import counted
from ml_postmortems.reading.faults import shown

_TS = re.compile(r"(\d{9,10})\.\d{1,6}", re.ASCII)
_REFERENCE = re.compile(r"<([@#!]?)([^<>|]{1,2000})(?:\|([^<>]{0,500}))?>")
"""A user, a channel, a command or a link in the markup of messages, with the words that are shown for it."""
_SAID_BY_PEOPLE = ("", "bot_message", "me_message", "thread_broadcast", "file_share")
"""Subtypes of messages that say something; the others tell of the channel, as who joined it."""


def _find(document: Any) -> Mapping[str, Any] | None:
    found = {"messages": document} if isinstance(document, list) else document
    messages = found.get("messages") if isinstance(found, dict) else None
    if not isinstance(messages, list) or not messages:
        return None
    are_messages = all(isinstance(each, dict) and "ts" in each for each in messages)
    return found if are_messages else None


def _read(file: ExportFile) -> IncidentExport:
    export = IncidentExport("Slack", evidence_kind=EvidenceKind.CHAT)
    channel = file.text("name")
    export.title = channel
    messages = sorted(file.items("messages"), key=lambda message: one_line(message.get("ts")))
    first = one_line(messages[0].get("ts"))
    export.reference = f"Slack channel {file.text('channel_id') or channel}"
    if not file.text("channel_id") and not channel:
        export.reference = f"Slack message {first}"
    export.date = _time(file, first)
    file.value("ok")
    others: dict[str, int] = {}
    pinned = [message for message in messages if message.get("pinned_to")]
    for message in messages:
        reason = _unused(message, bool(pinned))
        if reason:
            others[reason] = others.get(reason, 0) + 1
        else:
            export.add_event(_time(file, message.get("ts")), _text(message), kind=EventKind.COMMUNICATION)
    export.unused += [f"{counted(number, 'message')} {reason}" for reason, number in others.items()]
    if export.timeline:
        export.notes.append("Messages mark no key instant; `postmortems timeline edit RECORD N --mark INSTANT` does.")
    return export


def _unused(message: Mapping[str, Any], only_pinned: bool) -> str:
    """Why a message is no entry of the timeline; empty for one that is."""
    if one_line(message.get("subtype")) not in _SAID_BY_PEOPLE:
        return "about the channel"
    if not _text(message):
        return "without text"
    if only_pinned:
        return "" if message.get("pinned_to") else "beside those that were pinned"
    is_reply = message.get("thread_ts") not in (None, message.get("ts"))
    return "in threads" if is_reply and message.get("subtype") != "thread_broadcast" else ""


def _text(message: Mapping[str, Any]) -> str:
    """What a message says, in plain words and without names of people."""
    said = message.get("text")
    if not said and isinstance(message.get("attachments"), list):
        said = " ".join(one_line(each.get("fallback")) for each in message["attachments"] if isinstance(each, dict))
    return one_line(unescape(_REFERENCE.sub(_words, one_line(said))))


def _words(match: re.Match[str]) -> str:
    sign, target, label = match.groups()
    match sign:
        case "@":
            return "somebody"
        case "#":
            return f"#{label or target}"
        case "!":
            return label or f"@{target.partition('^')[0]}"
        case _:
            return target.removeprefix("mailto:") if not label or label in target else f"{label} ({target})"


def _time(file: ExportFile, value: object) -> str:
    """The time of a message to the second; what stands behind the point only tells messages of one second apart."""
    ts = _TS.fullmatch(one_line(value))
    if not ts:
        sentence = f"ts of a message must be seconds since 1970, such as 1741683600.000100: found {shown(value)}"
        raise InputUnusable(file.path, None, sentence, "export the channel again")
    return datetime.fromtimestamp(int(ts.group(1)), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


register_tool(IncidentTool("Slack", _find, _read))
