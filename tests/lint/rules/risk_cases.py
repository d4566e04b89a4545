"""Cases of the rules about the risk that is estimated again, and about the number after the fix."""

from __future__ import annotations

from typing import Any

from tests.helpers import changed, own_record, record_text
from tests.lint.rules.cases import OWN, Case

_NUMBERS = {"unit": "%", "expected": "62", "observed": "41"}
_DONE = {"status": "closed", "actions.2.status": "done", "actions.2.completed": "2025-04-02"}


def _case(code: str, subject: str, place: str, bad: dict[str, Any], mended: dict[str, Any]) -> Case:
    """Our own record with fields changed, and the same with others changed."""
    return Case(code, subject, place, {OWN: _record(bad)}, {OWN: _record(mended)})


def _record(changes: dict[str, Any]) -> str:
    record = own_record()
    for path, value in changes.items():
        record = changed(record, path, value)
    return record_text(record)


_ONCE = {"validation.0.risk": None}
_UNKNOWN = {"unknown": "The team that estimates it was dissolved."}
_WORSE = {"likelihood": "4", "impact": "5"}
_LOW = {"likelihood": "2", "impact": "3", "after_actions": {"likelihood": "1", "impact": "3"}}
_UNDONE = {
    f"actions.{index}.{key}": value
    for index in (0, 1)
    for key, value in {"status": "open", "completed": None, "due": "2025-07-01"}.items()
}

RISK_CASES = (
    _case("PM570", "risk.at_closing", 'risk:\n  likelihood: "4"', _DONE | _ONCE, _DONE),
    _case(
        "PM570",
        "risk.at_closing",
        'risk:\n  likelihood: "4"',
        _DONE | _ONCE,
        _DONE | _ONCE | {"risk.at_closing": _UNKNOWN},
    ),
    _case(
        "PM571",
        "failure.numbers.after_fix",
        'after_fix: "55"',
        _DONE | {"failure.numbers": _NUMBERS | {"after_fix": "55"}},
        _DONE | {"failure.numbers": _NUMBERS | {"after_fix": "62"}},
    ),
    _case(
        "PM572",
        "validation[0].risk",
        'risk:\n      likelihood: "4"',
        {"risk": _LOW, "validation.0.risk": _WORSE},
        {"risk": _LOW, "validation.0.risk": _WORSE | {"reason": "Two more models read the table."}},
    ),
    _case(
        "PM573",
        "failure.numbers.observed",
        'observed: "62"',
        {"failure.numbers": _NUMBERS | {"observed": "62"}},
        {"failure.numbers": _NUMBERS},
    ),
    _case(
        "PM574",
        "failure.numbers.after_fix",
        'after_fix: "63"',
        _UNDONE | {"failure.numbers": _NUMBERS | {"after_fix": "63"}},
        {"failure.numbers": _NUMBERS | {"after_fix": "63"}},
    ),
    _case(
        "PM575",
        "validation[0].risk",
        'risk:\n      likelihood: "1"',
        _UNDONE | {"validation.0.risk.reason": None},
        _UNDONE,
    ),
)
"""Each is mended by what the fix of its finding names."""
