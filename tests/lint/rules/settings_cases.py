"""Cases of the rules about `settings.yml`."""

from __future__ import annotations

from tests.helpers import own_record, record_text
from tests.lint.rules.cases import OWN, Case

SETTINGS = "settings.yml"
REGION = "{type: choice, label: Region, description: Where., choices: [eu, us]}"
_OWN_FIELDS = """\
fields:
  cost: {type: number, label: Cost, description: Who pays.}
  region: {type: choice, label: Region, description: Where., choices: [eu, us]}
  seen: {type: date, label: Seen, description: When.}
  by: {type: person, label: By, description: Who.}
  board: {type: url, label: Board, description: Where to look.}
  markets: {type: list, label: Markets, description: Which., choices: [dk, se]}
  note: {type: text, label: Note, description: What else.}"""


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
    ("required[0].field", "required:\n  - field: people.facilitatr", "required:\n  - field: people.facilitator"),
    (
        "required[0].field",
        f"fields:\n  region: {REGION}\nrequired:\n  - field: extra.regions",
        f"fields:\n  region: {REGION}\nrequired:\n  - field: extra.region\n    severities: [SEV5]",
    ),
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
    (
        "fields.region",
        "fields:\n  region: {type: choice, label: Region, description: Where.}",
        f"fields:\n  region: {REGION}",
    ),
    (
        "fields.region.type",
        "fields:\n  region:\n    label: R\n    description: W.\n    type: txt",
        "fields:\n  region:\n    label: R\n    description: W.\n    type: text",
    ),
    ("fields.Region", f"fields:\n  Region: {REGION}", f"fields:\n  region: {REGION}"),
    (
        "required[0].from",
        "required:\n  - field: risk\n    severities: [SEV5]\n    from: merged",
        "required:\n  - field: risk\n    severities: [SEV5]\n    from: published",
    ),
    ("bounds.removed", "bounds:\n  removed: 3", "bounds:\n  removed_at_once: 3"),
)


def _late(status: str, days: str, enough: str) -> Case:
    """Our SEV1 of 11 March with a status, on 1 June, and with days that are over by then and days that are not."""
    record = {OWN: record_text(own_record(status=status))}
    bad, mended = (record | {SETTINGS: settings_text(f"cadence: {text}")} for text in (days, enough))
    return Case("PM529", "status", f'status: "{status}"', bad, mended)


def _own(key: str, bad: str, mended: str) -> Case:
    """A record with a value in one of the organisation's own fields that is wrong, and with the one that is meant."""
    settings = {SETTINGS: settings_text(_OWN_FIELDS)}
    records = (
        {OWN: record_text(own_record()).replace("teams:", f"extra:\n  {each}\nteams:", 1)} for each in (bad, mended)
    )
    broken, whole = (each | settings for each in records)
    return Case("PM121", f"extra.{key}", bad.split("\n")[0], broken, whole)


def _required(subject: str, place: str, required: str, given: str) -> Case:
    """Our published SEV1 without a field that the settings require, and with it."""
    settings = {SETTINGS: settings_text(f"{_OWN_FIELDS}\nrequired:\n  - {required}")}
    text = record_text(own_record())
    mended = text.replace("teams:", f"{given}\nteams:", 1)
    return Case("PM335", subject, place, {OWN: text} | settings, {OWN: mended} | settings)


SETTINGS_CASES = (
    _own("costs", "costs: 1", "cost: 1"),
    _own("cost", 'cost: "1,000"', "cost: 1000"),
    _own("region", "region: uss", "region: us"),
    _own("seen", "seen: soon", "seen: 2025-03"),
    _own("by", "by: m chen", 'by: "@mchen"'),
    _own("board", "board: javascript:alert(1)", "board: https://example.com/a"),
    _own("markets", "markets: dk", "markets: [dk]"),
    _own("markets", "markets: [dk, no]", "markets: [dk, se]"),
    _own("note", "note: [a, b]", "note: a <b>"),
    _required("extra.region", "", "{field: extra.region, from: in-review}", "extra: {region: eu}"),
    _required(
        "extra.cost",
        "",
        "{field: extra.cost, severities: [SEV1]}",
        "extra: {cost: {unknown: Nobody asked.}}",
    ),
    _late("in-review", "{published: {SEV1: 81}}", "{published: {SEV1: 82}}"),
    _late("in-review", "{closed: {SEV1: 81}}", "{closed: {SEV1: 82}}"),
    _late("published", "{closed: {SEV1: 81}}", "{closed: {SEV1: 82}, published: {SEV1: 1}}"),
    _late("published", "{closed: {SEV1: 81}}", "{closed: {SEV2: 1}}"),
    *(_case("PM118", *case) for case in _IMPOSSIBLE),
    *(_case("PM114", *case) for case in _MALFORMED),
)
