"""Cases of the rules about where else a fault could be, and about duties to report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.helpers import TAXONOMY, changed, own_record, record_text
from tests.lint.rules.cases import OWN, Case, own

_WHERE = {"artifact": "feature-store", "by": "data-platform"}
_REPORT = {"regime": "incident-register", "must_report": "required", "why": "Many people saw it."}
_LISTED = {
    "taxonomy.yml": f"{TAXONOMY}regimes:\n  incident-register: {{name: Register, definition: A list., link: 'https://r.example'}}\n"
}
"""The taxonomy with the regime that the cases name."""


def _reporting(report: dict[str, Any], **block: Any) -> str:
    return record_text(own_record(reporting={**block, "regimes": [_REPORT | report]}))


def _report(code: str, field: str, place: str, bad: dict[str, Any], mended: dict[str, Any], **block: Any) -> Case:
    """A duty to report with one fault."""
    found, left = ({OWN: _reporting(report, **block), **_LISTED} for report in (bad, mended))
    return Case(code, f"reporting.regimes[0]{field}", place, found, left)


_SILENT = changed(own_record(), "extent", None)
EXTENT_CASES = (
    replace(own("PM550", "extent", "", "extent", None), is_changed=True),
    replace(own("PM551", "extent", "", "extent", None), former=record_text(_SILENT)),
    own("PM551", "extent", "", "extent", None),
    own("PM552", "extent[0]", '- artifact: "feature-store"', "extent.0.state", "affected"),
    own("PM553", "extent[0].date", '- artifact: "feature-store"', "extent.0.date", None),
    own("PM554", "extent[0].due", 'due: "2025-05-31"', "extent.0", _WHERE | {"state": "open", "due": "2025-05-31"}),
    own("PM207", "extent[0].actions[0]", '- "A9"', "extent.0.actions", ["A9"]),
    own("PM112", "extent[0].artifact", 'artifact: "store"', "extent.0.artifact", "store"),
)
REPORTING_CASES = (
    Case(
        "PM555",
        "reporting.regimes[0].regime",
        "regime:",
        {OWN: _reporting({"due": "2026-01-01"})},
        {},
    ),
    _report("PM556", "", "- regime", {}, {"due": {"unknown": "The register does not say."}}),
    _report("PM557", ".due", 'due: "2025-05-31"', {"due": "2025-05-31"}, {"due": "2025-06-01"}),
    _report(
        "PM557",
        ".due",
        'due: "2025-05-31"',
        {"due": "2025-05-31", "must_report": "under-review"},
        {"due": "2025-05-31", "sent": "2025-05-30"},
    ),
    _report(
        "PM558",
        ".sent",
        'sent: "2025-03-10"',
        {"sent": "2025-03-10"},
        {"sent": "2025-03-11"},
        aware_since="2025-03-11T04:30:00Z",
    ),
    _report(
        "PM558", ".due", 'due: "2025-09', {"due": "2025-09-01", "must_report": "not-required"}, {"due": "2025-09-01"}
    ),
    _report(
        "PM559", "", "- regime", {"due": "2025-09-01"}, {"due": "2025-09-01", "evidence": ["E1"]}, visibility="public"
    ),
)
