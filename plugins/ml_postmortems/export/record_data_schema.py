"""The JSON Schema of the data of a record, which refers to the schema of records for the fields."""

from __future__ import annotations

from typing import Any

from ml_postmortems.export.record_data import FORMAT_VERSION
from ml_postmortems.model.durations import DurationName
from ml_postmortems.model.json_schema import DIALECT
from ml_postmortems.model.terms import Visibility

_DAY = {"type": "string", "format": "date"}
_COUNT = {"type": "integer", "minimum": 0}


def record_data_schema() -> dict[str, Any]:
    """The schema, version by version: `version` is raised when a key goes or means something else."""
    not_known = {"anyOf": [_closed({key: {"type": "string"}}) for key in ("unknown", "not_applicable")]}
    measured = _closed(
        {"from_seconds": {"type": "number"}, "to_seconds": {"type": "number"}, "below": {"type": "boolean"}}
    )
    counts = ("answered", "not_applicable", "unknown", "missing")
    action = {"id": {"type": "string"}, "state": {"type": "string"}, "days_overdue": _COUNT}
    derived = {
        "counts": {"type": "boolean", "description": "Whether numbers of the site count the record."},
        "happened": _closed({"from": {"type": "string"}, "to": {"type": "string"}}),
        "durations": {
            "type": "object",
            "description": "The shortest and the longest time that the record allows; `below`: less than the longest.",
            "propertyNames": {"enum": [name.value for name in DurationName]},
            "additionalProperties": {"anyOf": [measured, not_known]},
        },
        "completeness": _closed({"percent": _COUNT} | dict.fromkeys(counts, _COUNT)),
        "actions": {"type": "array", "items": _closed(action)},
    }
    section = {"title": {"type": "string"}, "markdown": {"type": "string"}}
    return {
        "$schema": DIALECT,
        "title": "The data of a record",
        **_closed(
            {
                "version": {"const": FORMAT_VERSION},
                "id": {"type": "string"},
                "url": {
                    "type": "string",
                    "description": "Its page; relative where the site does not know its address.",
                },
                "audience": {"enum": [each.value for each in Visibility]},
                "as_of": _DAY | {"description": "The day for which states and days overdue hold."},
                "record": {"$ref": "record.schema.json", "description": "The fields, with derived values written out."},
                "body": {"type": "array", "items": _closed(section)},
                "derived": _closed(derived),
            }
        ),
    }


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
