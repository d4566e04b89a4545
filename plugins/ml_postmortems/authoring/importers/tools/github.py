"""One issue of GitHub: the object of `GET /repos/{owner}/{repo}/issues/{number}`, or of `gh issue view --json`.

Read are `number`, `title`, `html_url` or `url`, `created_at` and `closed_at` (`createdAt`, `closedAt`),
`labels[].name` for a severity, and `comments` where it is a list, in the issue or beside it, with `body` and
`created_at`. An issue is a ticket: that it was opened or closed is an entry of the timeline, and no key instant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ml_postmortems.authoring.importers.incident_tools import (
    ExportFile,
    IncidentExport,
    IncidentTool,
    incident_under,
    one_line,
    register_tool,
    severity_named,
)
from ml_postmortems.model.terms import EventKind
from ml_postmortems.reading.faults import shown

_IN_PATH = re.compile(r"https?://[^/\s]+/([^/\s]+/[^/\s]+)/issues/\d+", re.ASCII)


def _find(document: Any) -> Mapping[str, Any] | None:
    issue = incident_under(document, "issue")
    if not issue or not {"number", "title"} <= issue.keys() or "incident_number" in issue:
        return None
    return issue if "createdAt" in issue or ("html_url" in issue and "created_at" in issue) else None


def _read(file: ExportFile) -> IncidentExport:
    export = IncidentExport("GitHub", file.text("title"))
    export.permalink = file.text("html_url") or file.text("url")
    file.value("url")
    in_path = _IN_PATH.match(export.permalink)
    export.reference = f"GitHub issue {file.text('number')}" + (f" of {in_path.group(1)}" if in_path else "")
    export.date = file.time("created_at") or file.time("createdAt")
    _take_severity(file, export)
    if export.date:
        export.add_event(export.date, "The issue was opened on GitHub.")
    if isinstance(file.value("comments"), list) or "comments" in _beside(file):
        comments = file.value("comments")
        listed = comments if isinstance(comments, list) else _beside(file)["comments"]
        for number, comment in enumerate(file.checked_items("comments", listed)):
            at = file.checked_time(
                f"comments[{number}].created_at", comment.get("created_at") or comment.get("createdAt")
            )
            if at and (said := one_line(comment.get("body"))):
                export.add_event(at, f"Comment: {said}", kind=EventKind.COMMUNICATION)
    if closed := file.time("closed_at") or file.time("closedAt"):
        export.add_event(closed, "The issue was closed on GitHub.")
    export.notes.append("An issue marks no key instant; `postmortems timeline edit RECORD N --mark INSTANT` does.")
    return export


def _beside(file: ExportFile) -> Mapping[str, Any]:
    return file.document if file.document is not file.incident else {}


def _take_severity(file: ExportFile, export: IncidentExport) -> None:
    """Take the severity of the one label that names one, such as `SEV2` or `severity/SEV2`."""
    labels = file.value("labels")
    names = [one_line(each.get("name") if isinstance(each, dict) else each) for each in labels or []] if labels else []
    levels = {name for name in names if severity_named(re.split(r"[:/]", name)[-1].strip(), file.taxonomy)}
    if len(levels) == 1:
        (name,) = levels
        export.take_severity("label", re.split(r"[:/]", name)[-1].strip(), file.taxonomy)
    if others := [name for name in names if (name and name not in levels) or len(levels) > 1]:
        export.unused.append(f"labels: {', '.join(shown(name) for name in others[:12])}")


register_tool(IncidentTool("GitHub", _find, _read))
