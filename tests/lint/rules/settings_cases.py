"""Cases of the rules about `settings.yml`."""

from __future__ import annotations

from tests.helpers import own_record, record_text
from tests.lint.rules.cases import OWN, Case

SETTINGS = "settings.yml"


def settings_text(text: str) -> str:
    """The content of `settings.yml` with these lines."""
    return f"schema_version: 1\n{text}\n"


def _case(code: str, subject: str, bad: str, mended: str) -> Case:
    """Settings with one line that is wrong, and with the line that is meant."""
    place = bad.rsplit("\n", 1)[-1]
    return Case(code, subject, place, {SETTINGS: settings_text(bad)}, {SETTINGS: settings_text(mended)}, file=SETTINGS)


_IMPOSSIBLE = (
    ("rules.PM609", "rules:\n  PM609: error", "rules:\n  PM602: error"),
    ("rules.PM303", "rules:\n  PM303: off", "rules:\n  PM303: error"),
    ("rules.PM701", "rules:\n  PM701: warning", "rules:\n  PM602: warning"),
    ("rules.PM503", "rules:\n  PM503: off", "rules:\n  PM503: error"),
    ("rules_since", "rules_since: 999.0", "rules_since: 0.1"),
)
"""Rules that there are not or that must hold, and a version that is not out yet."""
_MALFORMED = (
    ("recurrence_windows", "recurrence_windows: 90", "recurrence_window: 90"),
    ("recurrence_window", "recurrence_window: 0", "recurrence_window: 1"),
    ("recurrence_window", "recurrence_window: a year", "recurrence_window: 365"),
    ("rules_since", "rules_since: v0.1", "rules_since: 0.1"),
    ("rules.PM602", "rules:\n  PM602: of", "rules:\n  PM602: off"),
    ("rules.pm602", "rules:\n  pm602: off", "rules:\n  PM602: off"),
    ("rules", "rules: PM602", "rules: {}"),
    ("bounds.removed_at_once", "bounds:\n  removed_at_once: 101", "bounds:\n  removed_at_once: 100"),
    ("cadence.publish", "cadence:\n  publish: {SEV1: 14}", "cadence:\n  published: {SEV1: 14}"),
    ("cadence.closed.SEV6", "cadence:\n  closed:\n    SEV6: 90", "cadence:\n  closed:\n    SEV5: 90"),
    ("cadence.closed.SEV2", "cadence:\n  closed:\n    SEV2: 0", "cadence:\n  closed:\n    SEV2: 1"),
    ("texts.checks", "texts:\n  checks: Ask us.", "texts:\n  check: Ask us."),
    ("texts.home", f"texts:\n  home: {'x' * 301}", f"texts:\n  home: {'x' * 300}"),
    ("bounds.removed", "bounds:\n  removed: 3", "bounds:\n  removed_at_once: 3"),
)


def _late(status: str, days: str, enough: str) -> Case:
    """Our SEV1 of 11 March with a status, on 1 June, and with days that are over by then and days that are not."""
    record = {OWN: record_text(own_record(status=status))}
    bad, mended = (record | {SETTINGS: settings_text(f"cadence: {text}")} for text in (days, enough))
    return Case("PM529", "status", f'status: "{status}"', bad, mended)


SETTINGS_CASES = (
    _late("in-review", "{published: {SEV1: 81}}", "{published: {SEV1: 82}}"),
    _late("in-review", "{closed: {SEV1: 81}}", "{closed: {SEV1: 82}}"),
    _late("published", "{closed: {SEV1: 81}}", "{closed: {SEV1: 82}, published: {SEV1: 1}}"),
    _late("published", "{closed: {SEV1: 81}}", "{closed: {SEV2: 1}}"),
    *(_case("PM118", *case) for case in _IMPOSSIBLE),
    *(_case("PM114", *case) for case in _MALFORMED),
)
