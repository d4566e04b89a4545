"""What the rules about bounds, repeats, dates and leftovers find."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.helpers import BODY, changed, own_record, record_text
from tests.lint.rules.cases import OTHER, OWN, Case, own, rewritten

SECRET = record_text(
    own_record(
        id="PM-2025-0002",
        visibility="restricted",
        recurrence={"dismissed": [{"id": "PM-2025-0001", "reason": "There another field changed its name."}]},
    ),
)
"""A second record of ours, which only a few may see."""
_OLD = "2019/PM-2019-0001-other.md"
_FILED_UNDER_2019 = SECRET.replace('id: "PM-2025-0002"', 'id: "PM-2019-0001"', 1)
_MENTION = "The same key was used in pm-2025-0002."


def body(code: str, subject: str, place: str, text: str) -> Case:
    """Our own record with this text in front of the second section; mended, it is as before."""
    return rewritten(code, subject, place, "## Why it happened", f"{text}\n\n## Why it happened")


def _naming_secret(subject: str, path: str, value: Any, text: str = BODY, place: str = _MENTION) -> Case:
    bad = record_text(changed(own_record(), path, value), text)
    return Case("PM709", subject, place, {OWN: bad, OTHER: SECRET}, {OTHER: SECRET})


BOUND_CASES: tuple[Case, ...] = (
    body("PM020", "record", "<<<<<<< HEAD", "<<<<<<< HEAD\nThree hours.\n=======\nFive hours.\n>>>>>>> mend"),
    body("PM020", "record", ">>>>>>> mend", "Three hours.\n>>>>>>> mend"),
    Case(
        "PM020",
        "record",
        "<<<<<<< HEAD",
        {OWN: record_text(own_record()).replace("kind:", "<<<<<<< HEAD\nkind:", 1)},
        {},
        also=("PM007",),
    ),
    body("PM021", "body", "last of too many", "```\n1\n```\n\n" * 100 + "```last of too many\n1\n```"),
    own("PM117", "tags[2]", '- "x"\nregulatory:', "tags", ["x", "units", "x"]),
    own("PM211", "aliases[0]", '- "PM-2025-0001"', "aliases", ["PM-2025-0001"]),
    own("PM220", "timeline[5].at", 'at: "2062-03-11T09:00:00Z"', "timeline.5.at", "2062-03-11T09:00:00Z"),
    replace(own("PM220", "evidence[3].date", 'date: "2026-03-20"', "evidence.3.date", "2026-03-20"), is_changed=True),
    own("PM220", "actions[2].due", 'due: "2043-12-31"', "actions.2.due", "2043-12-31"),
    Case("PM221", "id", 'id: "PM-2019-0001"', {_OLD: _FILED_UNDER_2019}, {}, _OLD),
    own(
        "PM020",
        "causes[0].text",
        'text: "<<<<<<< HEAD',
        "causes.0.text",
        "<<<<<<< HEAD One. ======= Two. >>>>>>> a",
    ),
    own("PM304", "causes[0].text", 'text: "TODO', "causes.0.text", "TODO write down what the unit of the session was."),
    body("PM304", "body", "[//]: # (ask", "[//]: # (ask Ben whether we may say this)"),
    body("PM320", "body", "The share", "The share was ... per cent."),
    body("PM704", "link", "[the log]", "[the log](javascript:alert(1))"),
    body("PM704", "link", "[the picture]", "[the picture][1]\n\n[1]: data:text/html,x"),
    _naming_secret("causes[0].text", "causes.0.text", _MENTION),
    _naming_secret("recurrence.related[0]", "recurrence.related", ["PM-2025-0002"], place='- "PM-2025-0002"'),
    _naming_secret(
        "body", "tags", ["search"], BODY.replace("It was a quiet night", f"{_MENTION} It was a quiet night")
    ),
)
