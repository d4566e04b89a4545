"""Cases of the rules about regression cases (PM540 to PM544)."""

from __future__ import annotations

from typing import Any

from tests.helpers import RecordDict, changed, own_record, record_text
from tests.lint.rules.cases import OWN, Case

CASE: dict[str, Any] = {
    "suite": "Feature job",
    "case": "tests/test_units.py",
    "asserts": "Session lengths in milliseconds are refused.",
    "result": "pass",
    "date": "2025-05-20",
}
_CONTROL = "actions.1.control"


def guarded(kind: str = "data-check", **changes: Any) -> RecordDict:
    """Our own SEV1 whose immediate cause has a regression case; None deletes a part of the case."""
    case = {key: value for key, value in (CASE | changes).items() if value is not None}
    record = changed(own_record(**{"causes.0.no_regression_case": None}), f"{_CONTROL}.regression_case", case)
    return changed(record, f"{_CONTROL}.kind", kind)


def _case(code: str, subject: str, place: str, bad: RecordDict, mended: RecordDict) -> Case:
    return Case(code, subject, place, {OWN: record_text(bad)}, {OWN: record_text(mended)})


_BARE = own_record(**{"causes.0.no_regression_case": None})
_SET = {"version": "3", "hash": "md5:0cc175b9c0f1b6a8", "independent": "true"}
_UNNAMED = changed(own_record(), f"{_CONTROL}.kind", "test")
_GUARD = "actions[1].control.regression_case"
REGRESSION_CASES = (
    _case("PM540", "causes[0]", '- id: "C1"', _BARE, guarded()),
    _case("PM540", "causes[0]", '- id: "C1"', _BARE, own_record()),
    _case("PM540", "causes[0]", '- id: "C1"', changed(guarded(), "actions.1.addresses", ["C2"]), guarded()),
    _case("PM541", "actions[1].control", "control:", _UNNAMED, guarded("test")),
    _case(
        "PM542",
        _GUARD,
        "regression_case:",
        guarded("eval-set", **(_SET | {"hash": None})),
        guarded("eval-set", **(_SET | {"hash": {"unknown": "The set was not kept."}})),
    ),
    _case(
        "PM543",
        "causes[0].no_regression_case",
        "no_regression_case:",
        changed(guarded(), "causes.0.no_regression_case", "Nothing can be replayed."),
        guarded(),
    ),
    _case("PM544", f"{_GUARD}.date", 'date: "2025-02-20"', guarded(date="2025-02-20"), guarded()),
    _case("PM544", f"{_GUARD}.date", 'date: "2025-05-19"', guarded(date="2025-05-19", result="fail"), guarded()),
    _case("PM544", f"{_GUARD}.result", 'result: "not-run"', guarded(date=None, result="not-run"), guarded()),
)
