"""The one line of a file that gives the status: rewritten without touching any other byte."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ml_postmortems.errors import StatusLineUnusable
from ml_postmortems.model.terms import Status
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.reading.yaml_text import mapping_to_yaml

_STATUS_LINE = re.compile(rb"""(["']?status["']?[ \t]*:[ \t]+["']?)([A-Za-z-]+)(["']?[ \t]*\r?)""")


def with_status(file: RecordFile, content: bytes, status: Status, added: Mapping[str, str] | None = None) -> bytes:
    """The content of a record's file with another status, and with fields added after its line.

    Raises StatusLineUnusable where the line is anything but `status: word`.
    """
    number = file.places.line(("status",))
    if "status" not in file.tree:
        raise StatusLineUnusable(file.path, number, "none", "add a line `status: draft` to the front matter")
    lines = content.split(b"\n")
    match = _STATUS_LINE.fullmatch(lines[number - 1])
    if not match:
        found = shown(lines[number - 1].decode("utf-8", "replace").strip())
        raise StatusLineUnusable(file.path, number, found, f"write it as `status: {status}`")
    before, _, after = match.groups()
    end = b"\r" if after.endswith(b"\r") else b""
    lines[number - 1] = before + status.encode() + after
    extra = mapping_to_yaml(added or {}).encode().split(b"\n")[:-1]
    lines[number:number] = [line + end for line in extra]
    return b"\n".join(lines)
