"""What an agent or a language model was and did: its model, tools, rights, autonomy, traces, effects and guardrails."""

from typing import Annotated

from pydantic import Field

from ml_postmortems.model.block import Block
from ml_postmortems.model.not_known import Maybe
from ml_postmortems.model.scalars import EvidenceId, Line, ShortList, Slug, Text, Uri, When
from ml_postmortems.model.terms import Term, Visibility

AGENT_LEAVES = frozenset(
    {
        "technical/prompt-injection",
        "technical/tool-misuse",
        "technical/goal-misread",
        "technical/agent-memory",
        "technical/runaway-consumption",
        "technical/unsafe-generated-code",
    }
)
"""The causes that only a system which reads, plans or acts by a language model can have."""


class Autonomy(Term):
    """How far it may go without a person, the least first."""

    ANSWERS = "answers", "It only writes; nothing acts on what it writes."
    SUGGESTS = "suggests", "It proposes actions, and a person carries them out."
    WITH_APPROVAL = "with-approval", "It acts after a person has approved the action."
    ALONE = "alone", "It acts without asking."


class ToolRight(Term):
    """What a tool lets it do."""

    READ = "read", "Read data."
    WRITE = "write", "Create or change data."
    DELETE = "delete", "Delete data or resources."
    EXECUTE = "execute", "Run code or commands."
    SEND = "send", "Send or publish to people or other systems."
    SPEND = "spend", "Spend money or a paid quota."
    GRANT = "grant", "Give rights to itself or to others."


class Undone(Term):
    """What became of a side effect."""

    YES = "undone", "It was taken back."
    PARTLY = "partly", "A part of it was taken back."
    NO = "not-undone", "It is as it was left."


class GuardrailOutcome(Term):
    """What a guardrail did that time."""

    STOPPED = "stopped", "It fired and stopped the action."
    FIRED = "fired", "It fired, and the action went on."
    SILENT = "silent", "It was in place and did not fire."
    BYPASSED = "bypassed", "It was in place, and a way led around it."
    OFF = "off", "It existed and was switched off."


class Approval(Block):
    """Something that a person let it do."""

    what: Annotated[Line, Field(description="What was approved.")]
    by_role: Annotated[Line, Field(description="The role of who approved it, not the name.")]
    date: Annotated[Maybe[When] | None, Field(description="When.")] = None


class AgentTool(Block):
    """A tool at its hand."""

    IDENTITY = ("name",)

    name: Annotated[Line, Field(description="What it is called.")]
    artifact: Annotated[Slug | None, Field(description="Id of the tool, or of what it reaches, in the catalog.")] = None
    rights: Annotated[Maybe[ShortList[ToolRight]], Field(description="What it lets the agent do.")]


class Trace(Block):
    """A record of the run, step by step."""

    IDENTITY = ("id",)

    id: Annotated[Line, Field(description="Its id in the system that keeps it.")]
    uri: Annotated[Uri | None, Field(description="Where it is.")] = None
    visibility: Annotated[Visibility, Field(description="Who may see it; it is left out for everybody else.")]


class SideEffect(Block):
    """Something that it changed outside of itself."""

    text: Annotated[Text, Field(description="What it changed.")]
    undone: Annotated[Maybe[Undone], Field(description="Whether that was taken back.")]
    note: Annotated[Text | None, Field(description="How it was taken back, or what is left of it and why.")] = None
    evidence: Annotated[ShortList[EvidenceId], Field(description="What it is known from.")] = ()


class Guardrail(Block):
    """A limit that should have held it."""

    IDENTITY = ("name",)

    name: Annotated[Line, Field(description="What it is called.")]
    artifact: Annotated[Slug | None, Field(description="Id of the guardrail in the catalog.")] = None
    control: Annotated[Slug | None, Field(description="Id of the control of some record that put it in place.")] = None
    outcome: Annotated[Maybe[GuardrailOutcome], Field(description="What it did.")]
    evidence: Annotated[ShortList[EvidenceId], Field(description="What it is known from.")] = ()


class Agent(Block):
    """The agent, or the system that answers by a language model, of the incident."""

    artifact: Annotated[Slug, Field(description="Which of the record's artifacts it is.")]
    model: Annotated[Maybe[Slug] | None, Field(description="Id of its language model in the catalog.")] = None
    snapshot: Annotated[Maybe[Line], Field(description="Which snapshot of the model ran, as its supplier names it.")]
    autonomy: Annotated[Maybe[Autonomy], Field(description="How far it might go without a person.")]
    approvals: Annotated[
        Maybe[ShortList[Approval]] | None, Field(description="What people approved; `[]` says that nobody was asked.")
    ] = None
    tools: Annotated[
        Maybe[ShortList[AgentTool]], Field(description="The tools at its hand; `[]` says that it had none.")
    ]
    traces: Annotated[Maybe[ShortList[Trace]] | None, Field(description="Traces of the run.")] = None
    side_effects: Annotated[
        Maybe[ShortList[SideEffect]], Field(description="What it changed; `[]` says that it changed nothing.")
    ]
    guardrails: Annotated[
        Maybe[ShortList[Guardrail]], Field(description="The limits that fired or stayed silent; `[]`: there was none.")
    ]
