"""The scenes of rules about files, fields and facts (PM0 to PM2)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.helpers import (
    BODY,
    CATALOG,
    TAXONOMY,
    changed,
    own_record,
    record_text,
)
from tests.lint.rules.cases import OTHER, OWN, PNG, Files
from tests.lint.rules.scenes.scene import (
    PLACE,
    Scene,
    another,
    changed_record,
    own,
    placed,
    renamed,
    replaced,
    superseded,
    with_cause,
)


def _pictured(uri: str, there: str) -> Files:
    evidence = {"id": "E5", "kind": "picture", "title": "Clicks", "uri": PLACE, "visibility": "public"}
    record = changed(own_record(id="PM-2025-0007"), "evidence.4", evidence)
    return {
        "2025/PM-2025-0007-clicks.md": own((f'uri: "{PLACE}"', uri), record=record),
        f"2025/PM-2025-0007/{there}": PNG,
    }


_SUMMARY = "About a third of all visitors saw poor results."
_MARKED = {"timeline.1.marks": PLACE, "timeline.2.marks": None, "timeline.4.marks": None}

SCENES_OF_FACTS: Mapping[str, Scene] = {
    "PM001": Scene(lambda name, target: {f"2025/{name}": Path(target)}),
    "PM005": Scene(lambda fence: {OWN: own(("---\nschema", f"{fence}\nschema"))}),
    "PM006": Scene(lambda end, heading: {OWN: own(("\n---\n\n## What happened", f"\n{end}\n\n{heading}"))}),
    "PM009": Scene(lambda key: {OWN: own(('severity: "SEV1"', f'severity: "SEV1"\n{key} "SEV1"'))}),
    "PM010": Scene(lambda item: {OWN: f"---\n{item}\n---\n{BODY}"}),
    "PM013": Scene(lambda path: {path.removeprefix("postmortems/"): record_text(own_record())}),
    "PM016": Scene(
        lambda path: {path.removeprefix("postmortems/"): PNG, renamed("PM-2025-0007"): another("PM-2025-0007")}
    ),
    "PM017": Scene(_pictured),
    "PM022": Scene(lambda *keys: {OWN: "\n".join(("---", *keys, "---", BODY))}),
    "PM101": Scene(with_cause),
    "PM109": Scene(
        lambda category, aliases, file: {
            OWN: placed("causes.0.category", category),
            file: TAXONOMY.replace("name: Schema change\n", f"name: Schema change\n        {aliases}\n", 1),
        }
    ),
    "PM114": Scene(
        lambda leaf: {
            "taxonomy.yml": TAXONOMY.replace("      schema-change:\n", f"      {leaf}\n      schema-change:\n")
        }
    ),
    "PM115": Scene(
        lambda upstream, name: {
            "catalog.yml": replaced(
                CATALOG,
                ("upstream: [click-log]", upstream),
                ("  click-log:\n", f"  {name}:\n    kind: feature\n    name: B\n    team: ranking\n  click-log:\n"),
            )
        }
    ),
    "PM118": Scene(lambda rules: {"settings.yml": f"schema_version: 1\n{rules}\n"}),
    "PM201": Scene(
        lambda late, early: {OWN: own(('at: "2025-03-11T06:00:00Z"', late), ('at: "2025-03-11T09:00:00Z"', early))}
    ),
    "PM202": Scene(
        lambda last, first: {
            OWN: own(('- "resolved"', f'- "{first} "'), ('- "mitigated"', f"- {last}"), (f'"{first} "', first))
        }
    ),
    "PM206": Scene(lambda name: {OWN: own(('- id: "C3"', f"- id: {name}"))}),
    "PM208": Scene(
        lambda one, other: {
            OWN: own(
                ('caused_by:\n      - "C2"', one),
                ('as a session length."\n    confidence', f'as a session length."\n    {other}\n    confidence'),
            )
        }
    ),
    "PM211": Scene(
        lambda name, of, dismissed: {
            OWN: own(
                ("  of: []", f"  {of}: [{name}]"),
                ("  dismissed: []", f"  {dismissed}: [{{id: {name}, reason: There the answers were wrong.}}]"),
            )
        }
    ),
    "PM214": Scene(lambda one, other: {OWN: superseded("PM-2025-0001", one), OTHER: superseded("PM-2025-0002", other)}),
    "PM225": Scene(lambda severity: {OWN: own(('severity: "SEV1"', severity))}),
    "PM250": Scene(
        lambda severity, users: {OWN: replaced(placed("impact.users", users), ('severity: "SEV1"', severity))}
    ),
    "PM227": Scene(lambda kind: {OWN: own(('kind: "incident"', kind))}),
    "PM242": Scene(lambda marks: {OWN: own((f'marks: "{PLACE}"', marks), record=changed_record(_MARKED))}),
    "PM243": Scene(
        lambda told, users: {OWN: replaced(placed("impact.users", users), (_SUMMARY, f"{told}."))},
    ),
    "PM244": Scene(
        lambda told: {
            OWN: own(("For about five hours in March 2025 our search showed old and unrelated pages first", told))
        }
    ),
    "PM245": Scene(lambda severity, told: {OWN: own(('severity: "SEV1"', severity), (_SUMMARY, f"{told}."))}),
    "PM247": Scene(
        lambda severity, symptom: {OWN: replaced(placed("symptom", symptom), ('severity: "SEV1"', severity))}
    ),
    "PM249": Scene(
        lambda effect, cause: {
            OWN: own(
                ('since: "2019"', effect),
                ('as a session length."\n', f'as a session length."\n    {cause}\n'),
            )
        }
    ),
    "PM257": Scene(
        lambda one, other: {OWN: own(('at: "2025-03-11T04:30:00Z"', one), ('at: "2025-03-11T05:15:00Z"', other))}
    ),
    "PM258": Scene(
        lambda source, mark, told: {
            OWN: own(
                ('source: "customer"', source), ('- "detected"', f"- {mark}"), (f'text: "{told}"', f'text: "{told}"')
            )
        }
    ),
}
