"""One issue of Jira: the object `IssueBean` of `GET /rest/api/2/issue/{key}?expand=changelog`, or of version 3.

Read are `key`, `self` (for the address of the issue), and under `fields` `summary`, `created`, `resolutiondate`,
`priority.name` and `comment.comments[]` with `created` and `body`; of `changelog.histories[]` the changes of
`status`. An issue is a ticket: that it was opened or resolved is an entry of the timeline, and no key instant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ml_postmortems.authoring.importers.incident_tools import (
    ExportFile,
    IncidentExport,
    IncidentTool,
    one_line,
    register_tool,
)
from ml_postmortems.model.terms import EventKind
from ml_postmortems.reading.faults import shown

_KEY = re.compile(r"[A-Z][A-Z0-9_]{1,60}-\d{1,12}", re.ASCII)
_MOST_NODES = 10_000


def _find(document: Any) -> Mapping[str, Any] | None:
    if isinstance(document, dict) and isinstance(document.get("issues"), list) and len(document["issues"]) == 1:
        document = document["issues"][0]
    if not isinstance(document, dict) or not isinstance(document.get("fields"), dict):
        return None
    return document if _KEY.fullmatch(one_line(document.get("key"))) else None


def _read(file: ExportFile) -> IncidentExport:
    export = IncidentExport("Jira", file.text("fields", "summary"))
    key = file.text("key")
    export.reference = f"Jira {key}"
    if base := re.match(r"(https?://[^\s]+?)/rest/", file.text("self"), re.ASCII):
        export.permalink = f"{base.group(1)}/browse/{key}"
    export.date = file.time("fields", "created")
    export.take_severity("priority", file.text("fields", "priority", "name"), file.taxonomy)
    if export.date:
        export.add_event(export.date, "The issue was opened in Jira.")
    for at, text in (*_changes(file), *_comments(file)):
        export.add_event(at, text, kind=EventKind.COMMUNICATION if text.startswith("Comment") else None)
    if resolved := file.time("fields", "resolutiondate"):
        export.add_event(resolved, "The issue was resolved in Jira.")
    export.notes.append("An issue marks no key instant; `postmortems timeline edit RECORD N --mark INSTANT` does.")
    for name in ("description", "status", "assignee", "reporter", "components", "labels"):
        if file.value("fields", name):
            export.unused.append(f"fields.{name}")
    file.read_keys.add("expand")
    return export


def _changes(file: ExportFile) -> Iterator[tuple[str, str]]:
    histories = file.checked_items("changelog.histories", file.value("changelog", "histories"))
    for number, history in enumerate(histories):
        for item in file.checked_items("changelog.histories[].items", history.get("items")):
            at = file.checked_time(f"changelog.histories[{number}].created", history.get("created"))
            if item.get("field") == "status" and at:
                before, after = one_line(item.get("fromString")), one_line(item.get("toString"))
                yield at, f"The status in Jira was changed from {shown(before)} to {shown(after)}."


def _comments(file: ExportFile) -> Iterator[tuple[str, str]]:
    comments = file.checked_items("fields.comment.comments", file.value("fields", "comment", "comments"))
    for number, comment in enumerate(comments):
        at = file.checked_time(f"fields.comment.comments[{number}].created", comment.get("created"))
        said = _words(comment.get("body"))
        if at and said:
            yield at, f"Comment: {said}"


def _words(body: object) -> str:
    """The text of a comment: as it is in version 2 of the API, else the texts of a document in the Atlassian format."""
    if not isinstance(body, dict):
        return one_line(body)
    texts: list[str] = []
    nodes: list[Any] = [body]
    for _ in range(_MOST_NODES):
        if not nodes:
            break
        node = nodes.pop()
        if isinstance(node, dict):
            if node.get("type") == "text":
                texts.append(one_line(node.get("text")))
            content = node.get("content")
            nodes += reversed(content) if isinstance(content, list) else []
    return one_line(" ".join(texts))


register_tool(IncidentTool("Jira", _find, _read))
