"""What fed what in severe incidents, with versions: drawn from a stream of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from scripts.synth.company import upstream_kinds
from scripts.synth.dice import Dice
from scripts.synth.incident import Incident
from scripts.synth.settings import Settings
from scripts.synth.values import Value

_VERSIONED = ("feature", "label-set", "prompt")
"""The kinds that get a version here; models and data sets have theirs already."""


def with_data_flow(fields: Mapping[str, Value], incident: Incident, settings: Settings) -> dict[str, Value]:
    """The account of a record, its artifacts with what fed them; only severe incidents say it."""
    uses = fields["artifacts"]
    if incident.kind != "incident" or not incident.tier.is_severe or not isinstance(uses, Sequence):
        return dict(fields)
    kinds = incident.area.downstream(incident.focus)
    dice = Dice(settings.seed, "data-flow", incident.number)
    numbers = [dice.between(1, 60) for _ in kinds]
    told: list[dict[str, Value]] = []
    for place, (kind, use) in enumerate(zip(kinds, uses, strict=True)):
        assert isinstance(use, Mapping)
        written = dict(use)
        if kind in _VERSIONED:
            written = {"id": use["id"], "version": f"v{numbers[place]}", "role": use["role"]}
        if place and kinds[place - 1] in upstream_kinds(kind):
            written["upstream"] = [_called(told[-1])]
        told.append(written)
    return {**fields, "artifacts": told}


def _called(use: Mapping[str, Value]) -> str:
    version = use.get("version")
    return f"{use['id']}@{version}" if isinstance(version, str) else str(use["id"])


def planted_flow(incident: Incident) -> list[list[str]]:
    """The pairs of artifacts of which the record says that the first fed the second; none where it does not say."""
    if incident.kind != "incident" or not incident.tier.is_severe:
        return []
    kinds = incident.area.downstream(incident.focus)
    return [
        [incident.area.artifacts[source], incident.area.artifacts[kind]]
        for source, kind in pairwise(kinds)
        if source in upstream_kinds(kind)
    ]
