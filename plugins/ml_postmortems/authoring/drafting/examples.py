"""An example of every field that some status needs, ready to paste: easier to see than to describe."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import takewhile
from string import Template
from textwrap import dedent

from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import field_rules
from ml_postmortems.model.terms import Origin, Severity
from ml_postmortems.model.tiers import CRITICAL

_WHOLE_FIELDS: Mapping[str, str] = {
    "superseded_by": "superseded_by: PM-2026-0002",
    "status_reason": "status_reason: Two records told the same incident; the other one is complete.",
    "incident_refs": "incident_refs: [INC-1042]",
    "summary": """\
summary: >-
  For two hours on a Tuesday the search showed old pages first. A team that supplies data had changed a unit,
  and the software that sorts the results read every visit as a long one. About one visitor in three saw
  poor results. Going back to the data of the day before ended it, and a new check refuses such numbers.""",
    "trigger": """\
trigger: {category: data-change, text: The producer released a log format with session lengths in milliseconds.}""",
    "failure": """\
failure:
  definition: Results must be as good as those of the week before.
  metric: Share of searches with a click among the first three results.
  expected: At least 62 per cent.
  observed: 41 per cent.""",
    "artifacts": """\
artifacts:
  - {id: $artifact, version: "$day", role: failed}""",
    "lifecycle_stage": "lifecycle_stage: features",
    "detection": """\
detection:
  source: customer
  monitor: Three customers wrote to support.
  should_have_been: A check of the range of the session length.""",
    "evidence": """\
evidence:
  - {id: E1, kind: ticket, date: $day, title: Report of the response,
     uri: https://example.com/report}""",
    "timeline": """\
timeline:
  - {at: ${day}T01:00:00Z, marks: [started], text: The first poor results are shown.}
  - {at: ${day}T04:30:00Z, marks: [detected], text: Support passes on three complaints.}
  - at: ${day}T05:15:00Z
    kind: decision
    marks: [diagnosed]
    text: The changed unit is found, and the people on call decide to go back.
  - {at: ${day}T06:00:00Z, marks: [mitigated, resolved], text: The features of the day before are served again.}""",
    "causes": """\
causes:
  - {id: C1, category: data-quality/schema-change, role: immediate, confidence: known, caused_by: [C2],
     text: "The unit of the session length changed, and the feature job read it in the old way.",
     since: {unknown: The log of the change was not kept.}}
  - {id: C2, category: technical/unvalidated-input, role: systemic, confidence: known,
     text: The feature job accepted any number as a session length.}""",
    "primary_cause": "primary_cause: C1",
    "hypotheses": """\
hypotheses:
  - {state: refuted, evidence_against: [E1], text: The new model is worse.}""",
    "impact": """\
impact:
  users:$users
  money: {not_applicable: Search carries no advertising.}
  harm: {not_applicable: Nobody was harmed beyond lost time.}""",
    "risk": """\
risk:
  likelihood: 3
  impact: 4
  after_actions: {likelihood: 1, impact: 3}""",
    "affected_data": "affected_data: {not_applicable: The model only ranks; nothing it computes is stored.}",
    "actions": """\
actions:
  - id: A1
    title: Refuse session lengths above a day
    type: prevent
    addresses: [C1, C2]
    team: $team
    person: "@jolsen"
    due: $due
    priority: P1
    status: open
    success_criterion: A replay of that night is refused within 1 minute.
    control: {id: session-length-bounds, kind: data-check, where: Feature job, threshold: Any value above 86400}
  - id: A2
    title: Alert on clicks among the first three results
    type: detect
    addresses: [C2]
    team: $team
    due: $due
    priority: P2
    status: open
    success_criterion: The alert fires within 10 minutes in a replay of that night.""",
    "actions.due": "due: $due",
    "actions.priority": "priority: P1",
    "actions.success_criterion": "success_criterion: A replay of that night is refused within 1 minute.",
    "validation": """\
validation:
  - round: 1
    date: $day
    method: replay
    actions: [A1]
    alert_fired: true
    pipeline_consistent: true
    performance_in_bounds: true
    no_new_issues: true
    result: pass
    evidence: [E1]""",
    "lessons": """\
lessons:
  - {text: "A number needs bounds where it enters, because its unit can change.", applies_to: [$artifact]}""",
    "people": """\
people:
  facilitator: "@rkim"
  authors: ["@asinha"]
  participants:
    - {person: "@jolsen", discipline: data, team: $other_team}
    - {person: "@asinha", discipline: ml, team: $team}
    - {person: "@tdupont", discipline: platform, team: $other_team}
  absent:
    - {discipline: product, reason: Nobody could come that week; they read the record afterwards.}
  reviewers:
    - {person: "@tdupont", team: $other_team, external: true}
  reviews: [$day]""",
    "responsibilities": """\
responsibilities:
  data_quality: $other_team
  model_monitoring: $team
  release_pipeline: $team
  incident_response: $team""",
    "communication": """\
communication:
  audiences: [Customers, Support]
  updates:
    - {date: $day, audience: Customers, text: Results are back to normal.}
  next_update: {not_applicable: Everything has been said.}""",
    "alignment": """\
alignment:
  slos: [search-quality]
  goals: [trust-in-search]
  roadmap: {not_applicable: No item of the roadmap is touched.}""",
}
"""By the dotted path of the field. They belong to one made-up incident, so that they fit together."""


def _part_of(block: str, key: str) -> str:
    """The lines of one key in the example of its block."""
    lines = _WHOLE_FIELDS[block].split("\n")
    start = next(number for number, line in enumerate(lines) if line.startswith(f"  {key}:"))
    rest = takewhile(lambda line: line.startswith("   "), lines[start + 1 :])
    return dedent("\n".join([lines[start], *rest]))


EXAMPLES: Mapping[str, str] = {
    **_WHOLE_FIELDS,
    **{
        ".".join(rule.path): _part_of(*rule.path)
        for rule in field_rules()
        if rule.needed and len(rule.path) == 2 and ".".join(rule.path) not in _WHOLE_FIELDS
    },
}
"""The same, and the parts of blocks that some status needs."""

_EXTERNAL_EXAMPLES: Mapping[str, str] = {
    "evidence": """\
evidence:
  - {id: E1, kind: document, date: $day, title: Report of the operator,
     uri: https://example.com/report}""",
    "actions": """\
actions:
  - id: A1
    title: Refuse session lengths above a day
    type: prevent
    addresses: [C1, C2]
    team: $team
    status: announced
    evidence: [E1]""",
}


_CONTROL = "where: Feature job, threshold: Any value above 86400}"
_GUARDED_CONTROL = """where: Feature job, threshold: Any value above 86400,
              regression_case: {suite: Feature job, case: test_units.py, result: not-run,
                                asserts: Session lengths in milliseconds are refused.}}"""
"""The control of the example at SEV1, where each immediate cause needs a regression case."""


def example_of(path: tuple[str, ...], record: Record, catalog: Catalog | None, as_of: date) -> str:
    """The lines to paste for a field, with teams, artifacts and dates that this record could have."""
    key = ".".join(path)
    text = _EXTERNAL_EXAMPLES.get(key) if record.origin is Origin.EXTERNAL else None
    text = text or EXAMPLES.get(key, "")
    if record.tier in CRITICAL and record.is_own:
        text = text.replace(_CONTROL, _GUARDED_CONTROL)
    return Template(text).substitute(_words(record, catalog, as_of))


_USERS: Mapping[Severity, int] = {
    Severity.SEV1: 120_000,
    Severity.SEV2: 60_000,
    Severity.SEV3: 4_200,
    Severity.SEV4: 40,
}
"""As many as the severity stands for."""


def _users(severity: Severity) -> str:
    if severity not in _USERS:
        return " {not_applicable: It was found before anybody was served by it.}"
    return f"""
    - text: Visitors with poor results
      value: {_USERS[severity]}
      approximate: true
      unit: users
      evidence: [E1]"""


def _words(record: Record, catalog: Catalog | None, as_of: date) -> dict[str, str]:
    team = record.teams.owner
    teams = [name for name in (catalog.teams if catalog else ()) if name != team]
    artifacts = catalog.artifacts if catalog else {}
    own = [name for name, artifact in artifacts.items() if artifact.team == team]
    return {
        "team": team,
        "users": _users(record.severity),
        "other_team": teams[0] if teams else team,
        "artifact": next(iter([*own, *artifacts]), "ranking-model"),
        "visibility": record.visibility.value,
        "day": (as_of - timedelta(days=7)).isoformat(),
        "due": (as_of + timedelta(days=30)).isoformat(),
    }
