"""What a file is that should be one of a base, in words for who named it; loads the standard library alone."""

from __future__ import annotations

import json

FORMATS = {"ml-postmortems-audit": "an audit.json", "ml-postmortems-quarantine": "a quarantine.json"}
"""The files of a base by the value of their key `format`."""


def json_kind(content: bytes) -> str:
    """Such as `a web page`, `an empty file` or, by its `format`, which file of a base it is."""
    head = content.lstrip()[:1]
    if not head:
        return "an empty file"
    if head == b"<":
        return "a web page"
    try:
        document = json.loads(content)
    except json.JSONDecodeError as error:
        return f"no JSON at line {error.lineno}, column {error.colno}"
    except (ValueError, RecursionError):
        return "no JSON"
    name = document.get("format") if isinstance(document, dict) else None
    return FORMATS.get(name, "other JSON") if isinstance(name, str) else "other JSON"
