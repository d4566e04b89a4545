"""Trends, recurrences and times as JSON, written in one place for all reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any

from ml_postmortems.analytics.thresholds import LEVEL, MIN_QUANTILE, MIN_RATE, MIN_TREND
from ml_postmortems.export.json_text import json_text
from ml_postmortems.model.facets import Facet
from ml_postmortems.model.instant import Instant

FORMAT_VERSION = 1


def numbers_to_json(report: Any) -> str:
    """A report as one JSON object with sorted keys.

    Every field and property of the report stands under its name. Durations are seconds, except where the name says
    days; `age` and `time` of curves are days too. Dates are `2025-03-11`, shares lie between 0 and 1, what is not said
    is null, records stand as their ids. `level` is the confidence of every interval, `minimum` the least number of
    incidents behind a median, a share and a trend.
    """
    document = _plain(report) | {
        "version": FORMAT_VERSION,
        "level": LEVEL,
        "minimum": {"quantile": MIN_QUANTILE, "share": MIN_RATE, "trend": MIN_TREND},
    }
    return json_text(document)


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | float():
            return value
        case Enum():
            return value.value
        case str():
            return value
        case Facet():
            return value.key
        case Instant():
            return str(value)
        case date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case Mapping():
            return {str(key): _plain(each) for key, each in value.items()}
        case Sequence():
            return [_plain(each) for each in value]
    if not is_dataclass(value):
        raise TypeError(f"a report must be made of plain values: found {type(value).__name__}")
    names = [field.name for field in fields(value)]
    names += [name for name, member in vars(type(value)).items() if isinstance(member, property)]
    return {name: _plain(getattr(value, name)) for name in names}
