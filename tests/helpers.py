"""Records and small corpora for tests: a bad case is a valid record with one change."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

RecordDict = dict[str, Any]

REPOSITORY = Path(__file__).resolve().parent.parent
FROZEN_RECORDS = REPOSITORY / "tests/frozen/postmortems"
"""Records, catalog and taxonomy that tests stand on; `postmortems/` changes with every incident."""
FROZEN_TAXONOMY = FROZEN_RECORDS / "taxonomy.yml"
TAXONOMY = FROZEN_TAXONOMY.read_text("utf-8")

BODY = """
## What happened

A producer changed the unit of the session length, and the ranking model read every session as a long one.

## Why it happened

The feature job had no bounds for its input, and nobody had agreed what the producer may change without notice.

## How we fix it

The old file is back, the job checks its input, and the producer announces changes.

## What went well

The rollback took five minutes once the cause was known.

## Where we were lucky

It was a quiet night, and few people searched.

## Limitations

The number of people affected is an estimate from sampled logs.
"""

CATALOG = """\
schema_version: 1
corpus: census
operators:
  us:
    name: Our company
  acme:
    name: Acme
teams:
  ranking:
    operator: us
    name: Ranking
  data-platform:
    operator: us
    name: Data platform
  reliability:
    operator: us
    name: Reliability
  acme-search:
    operator: acme
    name: Acme, search
artifacts:
  click-log:
    kind: dataset
    name: Click log
    team: data-platform
    in_service_from: 2021-04-01
  user-features:
    kind: feature
    name: User features
    team: data-platform
    upstream: [click-log]
    in_service_from: 2021-06-01
  feature-store:
    kind: service
    name: Feature store
    team: data-platform
    upstream: [user-features]
    in_service_from: 2021-06-01
  ranking-model:
    kind: model
    name: Ranking model
    team: ranking
    upstream: [user-features]
    depends_on: [feature-store]
    in_service_from: 2022-01-10
  search-service:
    kind: service
    name: Search service
    team: ranking
    upstream: [ranking-model]
    depends_on: [feature-store]
    in_service_from: 2022-01-10
  acme-answers:
    kind: service
    name: Acme Answers
    team: acme-search
"""
"""Two operators (`us` and `acme`), three teams of ours and one of theirs, five artifacts of ours and one of theirs."""

_OWN: RecordDict = {
    "schema_version": "1",
    "id": "PM-2025-0001",
    "title": "Session length in milliseconds spoils the order of search results",
    "kind": "incident",
    "origin": "own",
    "status": "published",
    "severity": "SEV1",
    "visibility": "public",
    "teams": {"owner": "ranking", "involved": ["data-platform", "reliability"]},
    "symptom": "Old and unrelated pages stood at the top of most search results.",
    "incident_refs": ["INC-1042"],
    "summary": (
        "For about five hours in March 2025 our search showed old and unrelated pages first. "
        "A team that supplies data had changed the unit of one number from seconds to milliseconds. "
        "The software that sorts the results took every visit for a very long one and trusted the wrong pages. "
        "About a third of all visitors saw poor results. "
        "Going back to the data of the day before ended it, and a new check now refuses such numbers."
    ),
    "trigger": {
        "category": "data-change",
        "text": "The producer released a log format with session lengths in milliseconds.",
        "evidence": ["E1"],
    },
    "failure": {
        "definition": "The order of results must be as good as that of the week before.",
        "metric": "Share of searches with a click among the first three results.",
        "expected": "At least 62 per cent.",
        "observed": "41 per cent.",
        "evidence": ["E2"],
    },
    "artifacts": [
        {"id": "click-log", "version": "2025-03-10", "role": "origin"},
        {"id": "user-features", "role": "carrier"},
        {"id": "ranking-model", "version": "v41", "role": "failed"},
        {"id": "search-service", "role": "affected"},
    ],
    "lifecycle_stage": "features",
    "detection": {
        "source": "customer",
        "monitor": "Three customers wrote to support.",
        "should_have_been": "A check of the range of the session length.",
        "evidence": ["E3"],
    },
    "evidence": [
        {
            "id": "E1",
            "kind": "commit",
            "title": "Change of the log format",
            "uri": "https://git.example.com/logs/commit/4f1c",
            "team": "data-platform",
            "date": "2025-03-10",
            "visibility": "public",
        },
        {
            "id": "E2",
            "kind": "dashboard",
            "title": "Clicks among the first three results",
            "uri": "https://dash.example.com/clicks",
            "team": "ranking",
            "date": "2025-03-11",
            "visibility": "public",
        },
        {
            "id": "E3",
            "kind": "ticket",
            "title": "Complaints to support",
            "uri": "https://tickets.example.com/INC-1042",
            "team": "ranking",
            "date": "2025-03-11",
            "visibility": "public",
        },
        {
            "id": "E4",
            "kind": "log",
            "title": "Replay of the night with the new check",
            "uri": "https://logs.example.com/replay",
            "team": "data-platform",
            "date": "2025-03-20",
            "visibility": "public",
        },
    ],
    "timeline": [
        {
            "at": "2025-03-10T22:00:00Z",
            "phase": "ingestion",
            "kind": "change",
            "text": "The producer releases the new log format.",
            "evidence": ["E1"],
            "from": "Session length in seconds.",
            "to": "Session length in milliseconds.",
            "ref": "4f1c",
            "why_it_mattered": "The feature job read the new numbers as seconds.",
        },
        {
            "at": "2025-03-11T01:00:00Z",
            "phase": "user-impact",
            "kind": "event",
            "text": "The first poor results are shown.",
            "evidence": ["E2"],
            "marks": ["started"],
        },
        {
            "at": "2025-03-11T04:30:00Z",
            "phase": "response",
            "kind": "signal",
            "text": "Support passes on three complaints.",
            "evidence": ["E3"],
            "marks": ["detected"],
        },
        {
            "at": "2025-03-11T05:15:00Z",
            "phase": "response",
            "kind": "decision",
            "text": "The people on call find the changed unit and decide to go back.",
            "evidence": ["E1", "E2"],
            "marks": ["diagnosed"],
        },
        {
            "at": "2025-03-11T06:00:00Z",
            "phase": "features",
            "kind": "action",
            "text": "The features of the day before are served again.",
            "evidence": ["E2"],
            "marks": ["mitigated"],
        },
        {
            "at": "2025-03-11T09:00:00Z",
            "phase": "features",
            "kind": "action",
            "text": "The features are computed anew from numbers in seconds.",
            "evidence": ["E2"],
            "marks": ["resolved", "data-repaired"],
        },
    ],
    "causes": [
        {
            "id": "C1",
            "category": "data-quality/schema-change",
            "role": "immediate",
            "text": "The unit of the session length changed, and the feature job read it in the old way.",
            "confidence": "known",
            "evidence": ["E1", "E2"],
            "caused_by": ["C2"],
            "since": "2019",
            "no_regression_case": "The producer's release cannot be replayed on our side.",
        },
        {
            "id": "C2",
            "category": "technical/unvalidated-input",
            "role": "systemic",
            "text": "The feature job accepted any number as a session length.",
            "confidence": "known",
            "evidence": ["E4"],
        },
        {
            "id": "C3",
            "category": "technical/model-regression",
            "role": "ruled-out",
            "text": "The model of the week before was suspected first.",
            "confidence": "potential",
            "evidence": ["E2"],
            "ruled_out_because": "The same model with the old features gave good results.",
        },
    ],
    "primary_cause": "C1",
    "hypotheses": [
        {"text": "The changed unit spoilt the features.", "state": "supported", "evidence_for": ["E1", "E2"]},
        {"text": "The new model is worse.", "state": "refuted", "evidence_against": ["E2"]},
    ],
    "dissent": [
        {"text": "The alert on clicks was switched off too lightly last year.", "by_role": "Engineer on call"},
    ],
    "assumptions": [
        {"text": "No other job reads the session length.", "state": "holds", "recheck_by": "2034-12-31"},
    ],
    "impact": {
        "users": [
            {
                "text": "Visitors with poor results",
                "value": "120000",
                "approximate": "true",
                "unit": "users",
                "evidence": ["E2"],
            },
        ],
        "requests": [
            {
                "text": "Searches answered poorly",
                "value": {"from": "300000", "to": "450000"},
                "unit": "requests",
                "evidence": ["E2"],
            },
        ],
        "predictions": {"unknown": "Scores are not kept."},
        "money": {"not_applicable": "Search carries no advertising."},
        "slo_budget": [
            {"text": "Error budget of the quarter", "value": "37.5", "unit": "%", "evidence": ["E2"]},
        ],
        "harm": {"not_applicable": "Nobody was harmed beyond lost time."},
        "evidence": ["E2"],
        "notes": "A core function was of little use to a third of the visitors.",
    },
    "risk": {"likelihood": "4", "impact": "5", "after_actions": {"likelihood": "1", "impact": "3"}},
    "recurrence": {"of": [], "related": [], "dismissed": [], "broken_controls": []},
    "affected_data": [
        {
            "artifact": "user-features",
            "from": "2025-03-10T22:00:00Z",
            "to": "2025-03-11T09:00:00Z",
            "filter": "run_date = 2025-03-11",
            "state": "repaired",
            "evidence": ["E2"],
        },
    ],
    "extent": [{"artifact": "feature-store", "state": "clean", "date": "2025-03-12", "by": "data-platform"}],
    "actions": [
        {
            "id": "A1",
            "title": "Serve the features of the day before",
            "type": "mitigate",
            "addresses": ["C1"],
            "team": "ranking",
            "person": "@asinha",
            "due": "2025-03-11",
            "priority": "P0",
            "status": "done",
            "success_criterion": "At least 62 per cent of searches have a click among the first three results.",
            "ticket": "RANK-311",
            "completed": "2025-03-11",
            "evidence": ["E2"],
        },
        {
            "id": "A2",
            "title": "Refuse session lengths above a day",
            "type": "prevent",
            "addresses": ["C1", "C2"],
            "team": "data-platform",
            "person": "@jolsen",
            "due": "2025-03-21",
            "priority": "P1",
            "status": "verified",
            "success_criterion": "A replay of that night is refused within one minute.",
            "ticket": "DATA-98",
            "completed": "2025-03-19",
            "evidence": ["E4"],
            "control": {
                "id": "session-length-bounds",
                "kind": "data-check",
                "where": "Feature job, before the join",
                "threshold": "Any value above 86400",
                "runbook": "https://wiki.example.com/session-length",
            },
        },
        {
            "id": "A3",
            "title": "Alert on clicks among the first three results",
            "type": "detect",
            "addresses": ["C2"],
            "team": "ranking",
            "person": "@asinha",
            "due": "2034-12-31",
            "priority": "P2",
            "status": "open",
            "success_criterion": "The alert fires within ten minutes in a replay of that night.",
            "ticket": "RANK-312",
        },
    ],
    "validation": [
        {
            "round": "1",
            "date": "2025-03-20",
            "method": "replay",
            "actions": ["A2"],
            "alert_fired": "true",
            "pipeline_consistent": "true",
            "performance_in_bounds": "true",
            "no_new_issues": "true",
            "result": "pass",
            "risk": {"likelihood": "1", "impact": "3", "reason": "The replay of that night was refused."},
            "evidence": ["E4"],
        },
    ],
    "lessons": [
        {
            "id": "L1",
            "text": "A number needs bounds where it enters, because its unit can change.",
            "applies_to": ["user-features"],
        },
    ],
    "people": {
        "facilitator": "@rkim",
        "authors": ["@asinha"],
        "participants": [
            {"person": "@jolsen", "discipline": "data", "team": "data-platform"},
            {"person": "@asinha", "discipline": "ml", "team": "ranking"},
            {"person": "@rkim", "discipline": "platform", "team": "reliability"},
            {"person": "@lmora", "discipline": "product", "team": "ranking"},
        ],
        "reviewers": [{"person": "@tdupont", "team": "reliability", "external": "true"}],
        "reviews": ["2025-03-18"],
    },
    "responsibilities": {
        "data_quality": "data-platform",
        "model_monitoring": "ranking",
        "release_pipeline": "ranking",
        "incident_response": "reliability",
    },
    "communication": {
        "audiences": ["Customers", "Support"],
        "updates": [{"date": "2025-03-11", "audience": "Customers", "text": "Results are back to normal."}],
        "next_update": {"not_applicable": "Everything has been said."},
    },
    "alignment": {"slos": ["search-quality"], "goals": ["trust-in-search"], "roadmap": ["feature-contracts"]},
    "recognition": [{"to": "@jolsen", "text": "Found the changed unit within the hour."}],
    "tags": ["search", "units"],
    "regulatory": [
        {
            "authority": "Internal audit",
            "text": "Asked for the list of producers without a contract.",
            "date": "2025-03-25",
            "evidence": ["E3"],
        },
    ],
}

_EXTERNAL: RecordDict = {
    "schema_version": "1",
    "id": "PM-2024-0001",
    "title": "A prompt change makes Acme Answers repeat one sentence",
    "kind": "incident",
    "origin": "external",
    "status": "published",
    "severity": "SEV3",
    "visibility": "public",
    "teams": {"owner": "acme-search"},
    "symptom": "Answers to many questions were one sentence about the weather.",
    "summary": (
        "In June 2024 Acme gave its answering service new instructions, and for about two hours many answers were "
        "one sentence about the weather, whatever people had asked. "
        "Nobody had tried the instructions on more than a few questions. "
        "Acme went back to the old instructions, said so on its status page and now tries every change first."
    ),
    "trigger": {"category": "prompt-change", "text": "New instructions went live for everybody at once."},
    "failure": {
        "definition": "An answer must speak of what was asked.",
        "metric": {"unknown": "Acme names no indicator."},
        "expected": {"unknown": "Acme names no target."},
        "observed": "The same sentence for many questions.",
    },
    "artifacts": [{"id": "acme-answers", "role": "failed"}],
    "lifecycle_stage": "deployment",
    "detection": {
        "source": "customer",
        "monitor": "Users wrote about it in the forum.",
        "should_have_been": {"unknown": "Acme does not say."},
    },
    "evidence": [
        {
            "id": "E1",
            "kind": "document",
            "title": "What went wrong with Acme Answers",
            "uri": "https://status.acme.example/2024-06-05",
            "team": "acme-search",
            "date": "2024-06-07",
            "visibility": "public",
        },
    ],
    "timeline": [
        {
            "at": "2024-06-05T10:00:00+02:00",
            "phase": "deployment",
            "kind": "change",
            "text": "The new instructions go live.",
            "evidence": ["E1"],
            "marks": ["started"],
            "from": "The instructions of May.",
            "to": "The instructions of June.",
        },
        {
            "at": "2024-06-05T12:00:00+02:00",
            "phase": "response",
            "kind": "action",
            "text": "The old instructions are back.",
            "evidence": ["E1"],
            "marks": ["mitigated", "resolved"],
        },
    ],
    "times": {
        "detected": {"from": "2024-06-05T10:00:00+02:00", "to": "2024-06-05T12:00:00+02:00", "evidence": ["E1"]},
        "diagnosed": {"unknown": "Acme does not say when it understood."},
    },
    "causes": [
        {
            "id": "C1",
            "category": "process/test-or-eval-gap",
            "role": "immediate",
            "text": "The instructions were tried on a few questions only.",
            "confidence": "known",
            "evidence": ["E1"],
        },
    ],
    "primary_cause": "C1",
    "impact": {
        "users": {"unknown": "Acme gives no number."},
        "money": {"unknown": "Acme gives no number."},
        "harm": {"not_applicable": "Acme reports none."},
    },
    "recurrence": {"of": [], "related": [], "dismissed": [], "broken_controls": []},
    "affected_data": {"not_applicable": "Answers are not kept."},
    "actions": [
        {
            "id": "A1",
            "title": "Try every change of the instructions on a fixed set of questions",
            "type": "prevent",
            "addresses": ["C1"],
            "team": "acme-search",
            "status": "announced",
            "evidence": ["E1"],
        },
    ],
    "lessons": [{"id": "L1", "text": "A change of instructions needs the tests of a change of code."}],
}


HARMLESS: RecordDict = {
    "impact.users": {"not_applicable": "Nobody saw it."},
    "impact.requests": {"not_applicable": "None was answered."},
}
"""Changes of our own record that take the harm out, as its kind asks for where it is no incident."""


def own_record(**changes: Any) -> RecordDict:
    """Complete front matter of our own published SEV1 (`PM-2025-0001`), with changes.

    A key of a change may be a path, `**{"causes.0.category": "unclassified"}`; the value None deletes the key.
    """
    return _with_changes(_OWN, changes)


def external_record(**changes: Any) -> RecordDict:
    """Minimal complete front matter of a published record of somebody else's incident (`PM-2024-0001`), with changes.

    A key of a change may be a path, `**{"causes.0.category": "unclassified"}`; the value None deletes the key.
    """
    return _with_changes(_EXTERNAL, changes)


def in_month(record: RecordDict, month: str) -> RecordDict:
    """A copy of our own record that happened in another month of its year: `in_month(own_record(), "05")`."""
    moved: RecordDict = json.loads(json.dumps(record).replace("2025-03-", f"2025-{month}-"))
    return moved


def changed(record: RecordDict, path: str, value: Any) -> RecordDict:
    """A copy of a record with one value set, or deleted if it is None; `path` is like `causes.0.category`.

    An index equal to the length of the list appends.
    """
    copy = deepcopy(record)
    *parents, last = path.split(".")
    place: Any = copy
    for part in parents:
        place = place[int(part)] if isinstance(place, list) else place[part]
    key: Any = int(last) if isinstance(place, list) else last
    if value is None:
        del place[key]
    elif isinstance(place, list) and key == len(place):
        place.append(deepcopy(value))
    else:
        place[key] = deepcopy(value)
    return copy


def record_text(front_matter: RecordDict, body: str = BODY) -> str:
    """The file of a record: strict YAML in block style with every text quoted, and the body."""
    return f"---\n{yaml_text(front_matter)}---\n{body}"


def yaml_text(mapping: dict[str, Any]) -> str:
    """A mapping as YAML that the strict reader accepts, one key or item a line; None becomes an empty value."""
    return "".join(f"{line}\n" for line in _mapping_lines(mapping))


def file_name(record: RecordDict) -> str:
    """The right path of a record below the folder of records: `2025/PM-2025-0001-some-words.md`."""
    words = re.findall("[a-z0-9]+", str(record["title"]).lower())
    return f"{record['id'][3:7]}/{record['id']}-{'-'.join(words[:4]) or 'record'}.md"


def write_record(root: Path, record: RecordDict, body: str = BODY) -> Path:
    """Write one record into its year of the folder of records, under its right name."""
    path = root / file_name(record)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(record_text(record, body), "utf-8")
    return path


def write_corpus(
    folder: Path, *records: RecordDict, body: str = BODY, catalog: str = CATALOG, taxonomy: str = TAXONOMY
) -> Path:
    """Make the folder `postmortems/` with taxonomy, catalog and these records, and return it."""
    root = folder / "postmortems"
    root.mkdir(parents=True, exist_ok=True)
    (root / "taxonomy.yml").write_text(taxonomy, "utf-8")
    (root / "catalog.yml").write_text(catalog, "utf-8")
    for record in records:
        write_record(root, record, body)
    return root


def _with_changes(record: RecordDict, changes: dict[str, Any]) -> RecordDict:
    copy = deepcopy(record)
    for path, value in changes.items():
        copy = changed(copy, path, value)
    return copy


def _mapping_lines(mapping: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    for key, value in mapping.items():
        name = key if re.fullmatch("[A-Za-z][A-Za-z0-9_-]*", key) else _quoted(key)
        lines += _value_lines(f"{name}:", value)
    return lines


def _value_lines(head: str, value: Any) -> list[str]:
    match value:
        case dict() if value:
            return [head, *(f"  {line}" for line in _mapping_lines(value))]
        case list() if value:
            return [head, *(f"  {line}" for item in value for line in _item_lines(item))]
        case _:
            return [f"{head} {_scalar(value)}".rstrip(" ")]


def _item_lines(item: Any) -> list[str]:
    match item:
        case dict() if item:
            first, *rest = _mapping_lines(item)
            return [f"- {first}", *(f"  {line}" for line in rest)]
        case list() if item:
            return ["-", *(f"  {line}" for part in item for line in _item_lines(part))]
        case _:
            return [f"- {_scalar(item)}".rstrip(" ")]


def _scalar(value: Any) -> str:
    match value:
        case None:
            return ""
        case dict():
            return "{}"
        case list():
            return "[]"
        case bool():
            return str(value).lower()
        case int() | float():
            return str(value)
        case _:
            return _quoted(str(value))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
