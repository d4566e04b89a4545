"""The front matter of a former version, as plain text, lists and mappings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from ml_postmortems.reading.source import Unreadable, split_front_matter


class _Plain(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]  # libyaml's where it is there
    """Reads YAML as text, lists and mappings."""


def former_fields(content: bytes) -> Mapping[str, Any]:
    """Its fields, none of a version that cannot be read: it need not have been a record that the checker passes."""
    try:
        fields = yaml.load(split_front_matter(content.decode()).front_matter, _Plain)
    except (Unreadable, ValueError, yaml.YAMLError, RecursionError):
        return {}
    return fields if isinstance(fields, dict) else {}
