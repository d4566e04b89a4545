"""The agents of generative areas, in the catalog and in records; drawn from a stream of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ml_postmortems.model.tiers import Tier
from scripts.synth.company import Area, Company
from scripts.synth.dice import Dice
from scripts.synth.incident import Incident
from scripts.synth.settings import Settings
from scripts.synth.values import Value

AGENT = "service"
"""The kind of artifact that is an agent in a generative area."""
_PARTS = {"tool": "case tools", "guardrail": "output guardrail", "policy": "agent policy"}
_RIGHTS = (("read",), ("read", "write"), ("read", "write", "send"), ("read", "write", "delete"), ("read", "spend"))
_EFFECTS = (
    "Notes with a wrong statement were written to cases of customers.",
    "Mails with a wrong promise went out to customers.",
    "Cases were closed that nobody had answered.",
    "Small refunds were paid twice.",
)
_NOTES = ("Everybody who was hit has been told.", "The rest was accepted, because taking it back would confuse more.")
_ROLES = ("Engineer on call", "Head of support", "Product manager")


@dataclass(frozen=True, slots=True)
class PlantedAgent:
    """What is decided about the agent of one incident."""

    autonomy: str
    rights: tuple[str, ...]
    effects: tuple[tuple[str, str, str], ...]
    """Of each what it was, what became of it, and what is left."""
    guardrail: str
    month: int
    has_trace: bool
    trace: str
    approved_by: str


def with_agents(catalog: Mapping[str, Value], company: Company) -> Mapping[str, Value]:
    """The catalog with the agents of the generative areas, and their tools, guardrails and policies."""
    artifacts: dict[str, Any] = {**_mapping(catalog["artifacts"])}
    for area in company.areas:
        if area.domain.generative:
            agent = area.artifacts[AGENT]
            artifacts[agent] = {**artifacts[agent], "kind": "agent"}
            for kind, name in _PARTS.items():
                entry = {"kind": kind, "name": f"{area.name} {name}", "team": area.team}
                artifacts[_id(area, kind)] = entry | {"in_service_from": area.since.isoformat()}
    return {**catalog, "artifacts": artifacts}


def _mapping(value: Value) -> Mapping[str, Any]:
    assert isinstance(value, Mapping)
    return value


def draw_agent(incident: Incident, settings: Settings) -> PlantedAgent | None:
    """The agent of an incident; None where none failed, or the short form asks for no word about it."""
    area = incident.area
    if not area.domain.generative or incident.tier is Tier.SHORT or AGENT not in area.downstream(incident.focus):
        return None
    dice = Dice(settings.seed, "agent", incident.number)
    autonomy = dice.weighted(("answers", "suggests", "with-approval", "alone"), (3, 2, 3, 4))
    acts = autonomy in ("with-approval", "alone")
    rights = dice.choice(_RIGHTS[1:]) if acts else _RIGHTS[0]
    texts, fates = (
        dice.sample(_EFFECTS, 2),
        [dice.weighted(("undone", "partly", "not-undone"), (5, 2, 2)) for _ in "ab"],
    )
    notes = [dice.choice(_NOTES) for _ in "ab"]
    number = dice.between(0, 2)
    effects = tuple(zip(texts, fates, notes, strict=True))[: number if acts else 0]
    guardrail = dice.weighted(("silent", "fired", "bypassed", "off"), (5, 2, 2, 1))
    month, trace = dice.between(1, 12), "".join(dice.choice("0123456789abcdef") for _ in range(16))
    return PlantedAgent(autonomy, rights, effects, guardrail, month, dice.chance(0.7), trace, dice.choice(_ROLES))


def with_agent(fields: Mapping[str, Value], incident: Incident, settings: Settings) -> Mapping[str, Value]:
    """The fields of a record with what its agent was and did."""
    agent = draw_agent(incident, settings)
    if not agent:
        return fields
    area = incident.area
    approved: list[Value] = [{"what": "The plan that the agent had shown", "by_role": agent.approved_by}]
    effects: list[Any] = [
        {"text": text, "undone": fate, "note": None if fate == "undone" else note, "evidence": ["E2"]}
        for text, fate, note in agent.effects
    ]
    block: dict[str, Value] = {
        "artifact": area.artifacts[AGENT],
        "model": area.artifacts.get("vendor-model"),
        "snapshot": f"{incident.started.year - 1}-{agent.month:02}",
        "autonomy": agent.autonomy,
        "approvals": approved if agent.autonomy == "with-approval" else None,
        "tools": [{"name": "Cases of customers", "artifact": _id(area, "tool"), "rights": list(agent.rights)}],
        "traces": [_trace(agent)] if agent.has_trace else None,
        "side_effects": effects,
        "guardrails": [
            {
                "name": "Check of answers before they go out",
                "artifact": _id(area, "guardrail"),
                "outcome": agent.guardrail,
                "evidence": ["E2"],
            }
        ],
    }
    return {**fields, "agent": block}


def planted_agents(incidents: list[Incident], settings: Settings) -> list[dict[str, Any]]:
    """What was decided of each agent, by record."""
    return [
        {
            "record": incident.id,
            "autonomy": agent.autonomy,
            "rights": list(agent.rights),
            "effects": [fate for _, fate, _ in agent.effects],
            "guardrail": agent.guardrail,
        }
        for incident in incidents
        if (agent := draw_agent(incident, settings))
    ]


def _trace(agent: PlantedAgent) -> dict[str, Value]:
    return {
        "id": f"run-{agent.trace}",
        "uri": f"https://traces.example.com/{agent.trace}",
        "visibility": "restricted",
    }


def _id(area: Area, kind: str) -> str:
    return f"{area.key}-{_PARTS[kind].replace(' ', '-')}"
