"""Cases of the rules about `catches.csv` and `incidents.csv`."""

from __future__ import annotations

from tests.lint.rules.cases import Case

CATCHES = "catches.csv"
INCIDENTS = "incidents.csv"
_ROW = "session-length-bounds,2025-04-02,A file in milliseconds"


def _case(code: str, subject: str, bad: str, mended: str = _ROW) -> Case:
    """A log with one row that is wrong, and with the row that is meant."""
    text = "control,date,what\n{}\n"
    return Case(code, subject, bad, {CATCHES: text.format(bad)}, {CATCHES: text.format(mended)}, file=CATCHES)


CATCH_CASES = (
    _case("PM114", "date", "session-length-bounds,2025-04-31,A file in milliseconds"),
    _case("PM826", "control", "session-length-bond,2025-04-02,A file in milliseconds"),
    _case("PM827", "date", "session-length-bounds,2025-06-02,A file in milliseconds"),
    Case(
        "PM827",
        "first line",
        "",
        {CATCHES: "# complete since 2026-01-01\ncontrol,date,what\n"},
        {CATCHES: "# complete since 2025-06-01\ncontrol,date,what\n"},
        file=CATCHES,
    ),
    _case("PM828", "date", "session-length-bounds,2025-03-18,A file in milliseconds"),
    _case("PM829", "line", f"session-length-bounds,2025-04-02,The file of jane.doe{'@'}shop.co.uk"),
    _case("PM829", "line", "session-length-bounds,2025-04-02,The key AKIA" + "IOSFODNN7EXAMPLA was in it"),
    Case(
        "PM829",
        "line",
        f"jane.doe{'@'}shop.co.uk,2025-04-02,SEV1",
        {INCIDENTS: f"incident,date,severity\njane.doe{'@'}shop.co.uk,2025-04-02,SEV1\n"},
        {INCIDENTS: "incident,date,severity\nINC-7,2025-04-02,SEV1\n"},
        file=INCIDENTS,
    ),
    Case(
        "PM114",
        "severity",
        "P1",
        {INCIDENTS: "incident,date,severity\nINC-7,2025-04-02,P1\n"},
        {INCIDENTS: "incident,date,severity\nINC-7,2025-04-02,SEV1\n"},
        file=INCIDENTS,
    ),
)
