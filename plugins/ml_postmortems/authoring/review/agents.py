"""What a reviewer sees of an agent: its rights and autonomy in a line, and what it left behind."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.authoring.review.markdown_text import code, plain
from ml_postmortems.model.agent import Agent, Autonomy, GuardrailOutcome, Undone
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.plurals import words

_WITHOUT_PERSON = (Autonomy.ALONE,)
_DID_NOT_HOLD = (GuardrailOutcome.SILENT, GuardrailOutcome.BYPASSED, GuardrailOutcome.OFF, GuardrailOutcome.FIRED)


def agent_lines(record: Record) -> Iterator[str]:
    """The section on the agent; nothing where the record describes none."""
    if agent := known(record.agent):
        yield from ("**Agent**", "", *_lines(agent), "")


def _lines(agent: Agent) -> Iterator[str]:
    autonomy = known(agent.autonomy)
    told = words(autonomy) if autonomy else "unknown"
    told = f"**{told}**" if autonomy in _WITHOUT_PERSON else told
    snapshot = plain(known(agent.snapshot) or "unknown", 80)
    yield f"- {code(agent.artifact)}, snapshot {snapshot}, autonomy {told}, tools: {_tools(agent)}"
    for effect in known_items(agent.side_effects):
        undone = known(effect.undone)
        if undone is not Undone.YES:
            state = words(undone) if undone else "unknown whether undone"
            yield f"- Side effect, **{state}**: {plain(effect.text, 160)}"
    for guardrail in known_items(agent.guardrails):
        outcome = known(guardrail.outcome)
        if outcome is None or outcome in _DID_NOT_HOLD:
            yield f"- Guardrail {plain(guardrail.name, 100)}: **{outcome or 'unknown'}**"


def _tools(agent: Agent) -> str:
    if isinstance(agent.tools, NotKnown):
        return "unknown"
    tools = [f"{plain(tool.name, 60)} ({', '.join(known_items(tool.rights)) or 'unknown'})" for tool in agent.tools]
    return ", ".join(tools) or "none"
