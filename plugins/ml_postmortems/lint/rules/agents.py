"""PM5 for agents and language models: what the block says of them fits the rest of the record."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule, record_rule
from ml_postmortems.lint.subjects import own_published, published
from ml_postmortems.model.agent import AGENT_LEAVES, Autonomy, Undone
from ml_postmortems.model.catalog import ArtifactKind
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Status
from ml_postmortems.model.tiers import Tier
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.suggestion import closest


@record_rule("PM545", Level.WARNING)
def agent_not_described(file: RecordFile, context: Context) -> Iterator[Problem]:
    """From SEV3 on, an incident of an agent says what the agent was and did.

    What it does
        In published records of SEV1 to SEV3, own and external, looks for `agent` where an artifact is of kind `agent`,
        or a cause that is not ruled out has one of the leaves that only agents and language models have. Its parts may
        be `{unknown: why}`.
    Why it matters
        Rights and autonomy decide what the next one can destroy, and no other field holds them.
    Example
        `category: technical/tool-misuse` without `agent`
    Instead
        `agent: {artifact: agent, snapshot: v1, autonomy: alone, tools: [], side_effects: [], guardrails: []}`
    """
    record = published(file)
    if not record or record.tier is Tier.SHORT or record.agent is not None:
        return
    if reason := _reason(record, context):
        yield at_field(
            file,
            ("agent",),
            "must be given where an agent failed",
            f"nothing, and {reason}",
            "add `agent:` with `artifact`, `snapshot`, `autonomy`, `tools`, `side_effects` and `guardrails`; what "
            "nobody knows is `{unknown: why}`",
        )


def _reason(record: Record, context: Context) -> str | None:
    """Why an agent is spoken of: an artifact or a cause."""
    catalog, taxonomy = context.corpus.catalog, context.corpus.taxonomy
    for use in known_items(record.artifacts):
        artifact = catalog.artifacts.get(use.id) if catalog else None
        if artifact and artifact.kind is ArtifactKind.AGENT:
            return f"{shown(use.id)} is an agent"
    for cause in record.real_causes:
        leaf = taxonomy.current_name(cause.category) if taxonomy else cause.category
        if leaf in AGENT_LEAVES:
            return f"{shown(cause.id)} is {shown(leaf)}"
    return None


@file_rule("PM546")
def agent_not_among_artifacts(file: RecordFile) -> Iterator[Problem]:
    """The agent that a record describes is one of its artifacts.

    What it does
        Looks `agent.artifact` up among the ids of `artifacts`.
    Why it matters
        The record would not stand on the page of the agent that it is about.
    Example
        `artifact: support-bot` where `artifacts` names other ids only
    Instead
        The same id in both places.
    """
    record = file.record
    agent = known(record.agent) if record else None
    if not record or not agent or not known_items(record.artifacts):
        return
    names = [use.id for use in known_items(record.artifacts)]
    if agent.artifact not in names:
        near = closest(agent.artifact, names)
        yield at_field(
            file,
            ("agent", "artifact"),
            "must be one of `artifacts`",
            shown(agent.artifact),
            f"did you mean `{near}`?" if near else "add it to `artifacts` with the part that it played",
        )


@record_rule("PM547")
def unknown_control_of_guardrail(file: RecordFile, context: Context) -> Iterator[Problem]:
    """The control that a guardrail is, is one that some record put in place.

    What it does
        Looks `agent.guardrails[].control` up among the controls of all records.
    Why it matters
        Whether a control holds is counted by its id.
    Example
        `guardrails: [{name: Spending limit, control: spend-cap, outcome: silent}]`, and no record has the control
    Instead
        The id as the other record writes it; without one, leave `control` out.
    """
    agent = known(file.record.agent) if file.record else None
    for index, guardrail in enumerate(known_items(agent.guardrails) if agent else ()):
        if guardrail.control and guardrail.control not in context.control_ids:
            near = closest(guardrail.control, context.control_ids)
            yield at_field(
                file,
                ("agent", "guardrails", index, "control"),
                "must be the id of a control of some record",
                shown(guardrail.control),
                f"did you mean `{near}`?" if near else "name a control that a record put in place, or delete the key",
            )


@file_rule("PM548")
def side_effect_left_behind(file: RecordFile) -> Iterator[Problem]:
    """When our own record is closed, each side effect was undone, or the record says what is left and why.

    What it does
        Looks in closed records for `undone: partly` and `undone: not-undone` without `note`.
    Why it matters
        Mails, payments and deleted rows of an agent stay with those whom they hit when everybody else has moved on.
    Example
        `side_effects: [{text: 40 mails to customers, undone: not-undone}]`
    Instead
        `side_effects: [{text: 40 mails to customers, undone: not-undone, note: Each got a correction on 12 May.}]`
    """
    record = own_published(file)
    agent = known(record.agent) if record and record.status is Status.CLOSED else None
    for index, effect in enumerate(known_items(agent.side_effects) if agent else ()):
        if known(effect.undone) in (Undone.PARTLY, Undone.NO) and effect.note is None:
            yield at_field(
                file,
                ("agent", "side_effects", index, "note"),
                "must say what is left of the effect, and why",
                f"nothing, and it is {shown(effect.undone)}",
                "add `note:`, or undo it and write `undone: undone`",
            )


@file_rule("PM549")
def approval_not_told(file: RecordFile) -> Iterator[Problem]:
    """Where an agent acts with approval, our record says who approved what, or that nobody was asked.

    What it does
        Looks at `approvals` of agents with `autonomy: with-approval` in our own published records; `[]` and
        `{unknown: why}` will do.
    Why it matters
        An approval that nobody gave, or that everybody clicks away, is autonomy by another name.
    Example
        `autonomy: with-approval`
    Instead
        `approvals: [{what: The migration plan, by_role: Engineer on call}]` beside `autonomy: with-approval`
    """
    record = own_published(file)
    agent = known(record.agent) if record else None
    if agent and known(agent.autonomy) is Autonomy.WITH_APPROVAL and agent.approvals is None:
        yield at_field(
            file,
            ("agent", "approvals"),
            "must say who approved what of an agent that acts with approval",
            "nothing",
            "add `approvals:` with what, by which role and when; `[]` if nobody was asked",
        )
