"""Snippets for VS Code; a choice offers every word that the field takes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import (
    ActionStatus,
    ActionType,
    CauseRole,
    Confidence,
    EventKind,
    EvidenceKind,
    KeyInstant,
    Kind,
    Origin,
    Phase,
    Visibility,
)


def snippets(taxonomy: Taxonomy) -> dict[str, Any]:
    """Every snippet by its name."""
    category, control = _choice(3, taxonomy.categories()), _choice(13, taxonomy.controls)
    return {
        "Postmortem: draft of a record": _snippet(
            "pm-draft",
            "The ten fields of a draft. `postmortems new` also finds the next free id.",
            "---",
            "schema_version: 1",
            "id: PM-${1:2026}-${2:0001}",
            "title: ${3:What failed}",
            f"kind: {_choice(4, Kind)}",
            f"origin: {_choice(5, Origin)}",
            "status: draft",
            f"severity: {_choice(6, ['SEV3', 'SEV1', 'SEV2', 'SEV4', 'SEV5'])}",
            f"visibility: {_choice(7, ['internal', 'public', 'restricted'])}",
            "teams:",
            "  owner: ${8:team-of-the-catalog}",
            "symptom: ${9:What was seen, apart from why}",
            "---",
            "",
            "$0",
        ),
        "Postmortem: cause": _snippet(
            "pm-cause",
            "One cause, under `causes`.",
            "- id: C${1:1}",
            "  category: " + category,
            f"  role: {_choice(4, CauseRole)}",
            "  text: ${2:The cause in a sentence}",
            f"  confidence: {_choice(5, Confidence)}",
            "  evidence: [E${6:1}]$0",
        ),
        "Postmortem: action": _snippet(
            "pm-action",
            "One action of our own, under `actions`.",
            "- id: A${1:1}",
            "  title: ${2:What is done}",
            f"  type: {_choice(3, ActionType)}",
            "  addresses: [C${4:1}]",
            "  team: ${5:team-of-the-catalog}",
            '  person: "@${6:handle}"',
            "  due: ${7:2026-12-31}",
            f"  priority: {_choice(8, ['P1', 'P0', 'P2', 'P3'])}",
            f"  status: {_choice(9, (each for each in ActionStatus if each is not ActionStatus.ANNOUNCED))}",
            "  success_criterion: ${10:How one can tell by measurement that it worked}$0",
        ),
        "Postmortem: control of an action": _snippet(
            "pm-control",
            "The lasting mechanism that an action puts in place, inside the action.",
            "control:",
            "  id: ${11:name-of-the-control}",
            "  kind: " + control,
            "  where: ${12:Where it runs}",
            "  threshold: ${14:When it speaks up}$0",
        ),
        "Postmortem: entry of the timeline": _snippet(
            "pm-event",
            "One entry, under `timeline`. A mark makes it a key instant; delete the line where it is none.",
            "- at: ${1:2026-01-31T12:00:00Z}",
            f"  phase: {_choice(2, Phase)}",
            f"  kind: {_choice(3, EventKind)}",
            "  text: ${4:What happened}",
            "  evidence: [E${5:1}]",
            f"  marks: [{_choice(6, KeyInstant)}]$0",
        ),
        "Postmortem: evidence": _snippet(
            "pm-evidence",
            "One piece of evidence, under `evidence`.",
            "- id: E${1:1}",
            f"  kind: {_choice(2, EvidenceKind)}",
            "  title: ${3:What it is called}",
            "  uri: https://${4:example.com/report}",
            "  date: ${5:2026-01-31}",
            f"  visibility: {_choice(6, Visibility)}$0",
        ),
        "Postmortem: nobody knows": _snippet(
            "pm-unknown", "In place of a value that nobody knows.", "{unknown: ${1:why}}$0"
        ),
        "Postmortem: there is none": _snippet(
            "pm-not-applicable", "In place of a value that there is not.", "{not_applicable: ${1:why}}$0"
        ),
    }


def _snippet(prefix: str, description: str, *body: str) -> dict[str, Any]:
    return {"scope": "markdown", "prefix": prefix, "description": description, "body": list(body)}


def _choice(number: int, words: Iterable[str]) -> str:
    return f"${{{number}|{','.join(words)}|}}"
