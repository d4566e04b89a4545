"""A base with bad data, an overdue prevention and something clean, and the repository of a model that uses them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.helpers import changed, own_record, write_corpus

TODAY = "2025-06-01"
SECRET = "Zanzibar"
CASE = {
    "suite": "Feature job",
    "case": "tests/test_units.py::test_milliseconds",
    "asserts": "Refuses milliseconds.",
    "result": "pass",
    "date": "2025-05-20",
}
BAD_DATA = {
    "artifact": "click-log",
    "from": "2025-03-10T22:00:00Z",
    "to": "2025-03-11T09:00:00Z",
    "filter": "run_date = 2025-03-11",
    "state": "quarantined",
    "evidence": ["E2"],
}
CLEAN = "acme-answers"
"""An artifact of which no record says anything."""


def base(folder: Path, **changes: Any) -> Path:
    """A folder of records: `click-log` has bad data, the prevention at it is overdue; one more record is restricted."""
    record = own_record(**{"affected_data": [BAD_DATA], "actions.1.status": "open", "actions.1.due": "2025-05-01"})
    for path in ("actions.1.completed", "validation"):
        record = changed(record, path, None)
    record = changed(record, "status", "published")
    for path, value in changes.items():
        record = changed(record, path, value)
    hidden = own_record(
        id="PM-2025-0007",
        visibility="restricted",
        title=f"{SECRET} spoils answers",
        artifacts=[{"id": "feature-store", "role": "failed"}],
        affected_data=[BAD_DATA | {"artifact": "feature-store", "filter": f"{SECRET} = 1"}],
        **{
            "actions.1.title": f"{SECRET} is refused",
            "actions.1.status": "open",
            "actions.1.completed": None,
            "actions.1.control.regression_case": CASE | {"suite": SECRET},
            "causes.0.no_regression_case": None,
            "validation": None,
        },
    )
    return write_corpus(folder, record, hidden)


def model_repository(folder: Path, manifest: str) -> Path:
    """A folder with this manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "ml-audit.yml").write_text("schema_version: 1\nbase: ../postmortems\n" + manifest, "utf-8")
    return folder
