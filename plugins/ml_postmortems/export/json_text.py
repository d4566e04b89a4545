"""How every answer of a command is written as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def json_text(document: Mapping[str, Any]) -> str:
    """One object with sorted keys, in UTF-8 and without NaN; what is equal gives equal bytes."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2, sort_keys=True)
