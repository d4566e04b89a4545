"""What the records say of an agent, of its model, its tools and its guardrails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ml_postmortems.model.agent import Agent, Autonomy, GuardrailOutcome, ToolRight, Undone
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.record import Record


@dataclass(frozen=True, slots=True)
class AgentUse:
    """One incident of an agent, in a line."""

    record: Record
    autonomy: Autonomy | None
    """None where nobody knows."""
    snapshot: str | None
    rights: tuple[ToolRight, ...]
    """Of all tools together."""
    effects: dict[str, int]
    """How many side effects were undone, partly or not, or nobody knows; what did not happen is left out."""
    guardrails: dict[str, int]
    """How many guardrails did what; what none did is left out."""
    are_tools_known: bool
    are_effects_known: bool
    are_guardrails_known: bool


def agent_uses(records: Sequence[Record]) -> Mapping[str, Sequence[AgentUse]]:
    """By artifact the records in which it was the agent, its model, one of its tools or a guardrail, in their order."""
    found: dict[str, list[AgentUse]] = {}
    for record in records:
        if agent := known(record.agent):
            use = _use(record, agent)
            for artifact in dict.fromkeys(artifacts_of_agent(agent)):
                found.setdefault(artifact, []).append(use)
    return found


def artifacts_of_agent(agent: Agent) -> Iterator[str]:
    """The artifacts that the block names."""
    yield agent.artifact
    if model := known(agent.model):
        yield model
    yield from (tool.artifact for tool in known_items(agent.tools) if tool.artifact)
    yield from (guardrail.artifact for guardrail in known_items(agent.guardrails) if guardrail.artifact)


def _use(record: Record, agent: Agent) -> AgentUse:
    granted = {right for tool in known_items(agent.tools) for right in known_items(tool.rights)}
    undone = [known(effect.undone) for effect in known_items(agent.side_effects)]
    outcomes = [known(guardrail.outcome) for guardrail in known_items(agent.guardrails)]
    return AgentUse(
        record=record,
        autonomy=known(agent.autonomy),
        snapshot=known(agent.snapshot),
        rights=tuple(right for right in ToolRight if right in granted),
        effects=_counted(undone, tuple(Undone)),
        guardrails=_counted(outcomes, tuple(GuardrailOutcome)),
        are_tools_known=not isinstance(agent.tools, NotKnown),
        are_effects_known=not isinstance(agent.side_effects, NotKnown),
        are_guardrails_known=not isinstance(agent.guardrails, NotKnown),
    )


def _counted(found: Sequence[str | None], terms: Sequence[str]) -> dict[str, int]:
    counts = {str(term): number for term in terms if (number := found.count(term))}
    unknown = found.count(None)
    return counts | ({"unknown": unknown} if unknown else {})
