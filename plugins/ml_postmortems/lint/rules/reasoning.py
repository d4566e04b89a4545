"""PM4: the argument from evidence by causes to actions has no gaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import own_published, published
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.requirements import EVIDENCE_REFERENCES, words
from ml_postmortems.model.terms import (
    ActionStatus,
    ActionType,
    CauseRole,
    Confidence,
    HypothesisState,
    Kind,
)
from ml_postmortems.model.tiers import Tier
from ml_postmortems.plurals import with_article
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile


@file_rule("PM401")
def cause_without_evidence(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, a cause that is called known names its evidence.

    What it does
        Looks at `evidence` of every cause with `confidence: known`, ruled-out ones included.
    Why it matters
        What nothing shows is an opinion, and the fix for an opinion fixes nothing.
    Example
        `confidence: known` without `evidence`
    Instead
        `evidence: [E2]`, or `confidence: potential` and an action that finds out.
    """
    if record := published(file):
        for index, cause in enumerate(known_items(record.causes)):
            if cause.confidence is Confidence.KNOWN and not cause.evidence:
                yield at_field(
                    file,
                    ("causes", index, "evidence"),
                    "must be given for a cause with `confidence: known`",
                    "nothing",
                    "add `evidence:` with what shows it, or write `confidence: potential`",
                )


@file_rule("PM402")
def systemic_cause_without_action(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, each systemic cause of ours is answered by an action, or its risk is accepted and signed.

    What it does
        Looks for an action that `addresses` the cause, or `accepted_risk` on it. The short form (SEV4, SEV5, near
        misses and hazards) and external records are not asked: their pages say that the cause has no fix.
    Why it matters
        It made this failure possible and will make the next one possible.
    Example
        `{id: C4, category: process/rollout-gap, role: systemic, text: The release went to all at once.,
        confidence: known, evidence: [E1]}`, and no action addresses C4
    Instead
        An action, or `accepted_risk: {reason: ..., by_role: head of search, date: 2026-02-01}`; while nobody has
        decided, `accepted_risk: {unknown: who decides, and until when}`.
    """
    record = own_published(file)
    if not record or isinstance(record.actions, NotKnown) or record.tier is Tier.SHORT:
        return
    addressed = {cause for action in known_items(record.actions) for cause in action.addresses}
    answer = "with reason, role and date, or as `{unknown: who decides, and until when}`"
    for index, cause in enumerate(known_items(record.causes)):
        if cause.role is CauseRole.SYSTEMIC and cause.id not in addressed and cause.accepted_risk is None:
            yield at_field(
                file,
                ("causes", index),
                "must be addressed by an action, or its risk accepted",
                f"no action for {shown(cause.id)}",
                f"add {cause.id} to `addresses` of an action, or `accepted_risk:` here {answer}",
            )


@file_rule("PM403", exemptable=True)
def action_without_cause(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, each action names the causes that it addresses.

    What it does
        Looks at `addresses` of every action. A repair of the damage alone, such as a refund, says `addresses: []`.
    Why it matters
        An action that answers no cause is done because something had to be done.
    Example
        `title: Improve monitoring` without `addresses`
    Instead
        `addresses: [C2]`; where no cause fits, one is missing from the record.
    """
    record = published(file)
    if not record or not known_items(record.causes):
        return
    for index, action in enumerate(known_items(record.actions)):
        says_none = action.mends_damage_only and "addresses" in _given(file, index)
        if not action.addresses and not says_none:
            yield at_field(
                file,
                ("actions", index, "addresses"),
                "must name at least one cause",
                "nothing",
                "add `addresses:` with the causes it answers; if none fits, a cause is missing",
            )


def _given(file: RecordFile, index: int) -> Mapping[str, object]:
    """The keys that an action has in its file."""
    actions = file.tree.get("actions")
    given = actions[index] if isinstance(actions, list) and index < len(actions) else None
    return given if isinstance(given, dict) else {}


@file_rule("PM404", exemptable=True)
def severe_record_without_immediate_cause(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, an external SEV1 or SEV2 record names an immediate cause; of our own PM312 asks more.

    What it does
        Looks for a cause with `role: immediate`.
    Why it matters
        Without it nobody can tell whether the failure is over.
    Example
        Three systemic causes, and nothing that made it happen then and there
    Instead
        The defect, change or data that did, or a cause with `confidence: potential`.
    """
    yield from _missing_role(file, CauseRole.IMMEDIATE, "what made it happen then and there")


@file_rule("PM405", exemptable=True)
def severe_record_without_systemic_cause(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, an external SEV1 or SEV2 record names a systemic cause; of our own PM312 asks more.

    What it does
        Looks for a cause with `role: systemic`.
    Why it matters
        A bug is never the whole story of a severe incident: something let it through.
    Example
        One immediate cause, a wrong query
    Instead
        Why the query could go to production unseen.
    """
    yield from _missing_role(file, CauseRole.SYSTEMIC, "what made it possible, and would make the next one possible")


def _missing_role(file: RecordFile, role: CauseRole, what: str) -> Iterator[Problem]:
    record = published(file)
    if not record or record.is_own or not record.tier.is_severe:
        return
    if isinstance(record.causes, NotKnown) or not record.causes:
        return
    if all(cause.role is not role for cause in record.causes):
        yield at_field(
            file,
            ("causes",),
            f"must hold one with `role: {role}` at {record.severity}",
            "none",
            f"add {what}, with `confidence: potential` if it is inferred",
        )


@file_rule("PM406", exemptable=True)
def single_hypothesis(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, our own SEV1 and SEV2 records weigh another explanation than the one that they give.

    What it does
        Looks at a single hypothesis, which must not be `supported`: the causes say already what is.
    Why it matters
        Who looks for one explanation finds it. The second one is what shows whether the evidence tells them apart.
    Example
        One hypothesis, `supported`
    Instead
        The strongest other explanation, with what speaks for and against it.
    """
    record = own_published(file)
    if not record or not record.tier.is_severe:
        return
    hypotheses = known_items(record.hypotheses)
    if len(hypotheses) == 1 and hypotheses[0].state is HypothesisState.SUPPORTED:
        yield at_field(
            file,
            ("hypotheses",),
            f"must hold one that is not `supported` at {record.severity}",
            "none",
            "add the strongest other explanation, with the evidence for and against it",
        )


@file_rule("PM407", exemptable=True)
def undecided_by_evidence(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, a hypothesis that is supported or refuted names the evidence that did it.

    What it does
        Looks at `evidence_for` of supported and `evidence_against` of refuted hypotheses.
    Why it matters
        A hypothesis is refuted by an observation, not by a vote.
    Example
        `state: refuted` without `evidence_against`
    Instead
        `evidence_against: [E3]`, or `state: open`
    """
    if not (record := published(file)):
        return
    for index, hypothesis in enumerate(known_items(record.hypotheses)):
        match hypothesis.state:
            case HypothesisState.SUPPORTED:
                key, given = "evidence_for", hypothesis.evidence_for
            case HypothesisState.REFUTED:
                key, given = "evidence_against", hypothesis.evidence_against
            case HypothesisState.OPEN:
                continue
        if not given:
            yield at_field(
                file,
                ("hypotheses", index, key),
                f"must be given for a hypothesis that is {hypothesis.state}",
                "nothing",
                f"add `{key}:`, or write `state: open`",
            )


@file_rule("PM408", Level.WARNING, exemptable=True)
def unused_evidence(file: RecordFile) -> Iterator[Problem]:
    """Each piece of evidence supports something.

    What it does
        Looks for evidence that no claim refers to and the body does not mention.
    Why it matters
        Either a claim lacks its evidence, or the reader is sent to something that says nothing.
    Example
        `E5` is the id of a piece of evidence and stands nowhere else.
    Instead
        Refer to it where it matters, or delete it.
    """
    if not (record := published(file)):
        return
    used = {word for field in EVIDENCE_REFERENCES for _, word in words(record, field)}
    for index, item in enumerate(known_items(record.evidence)):
        if item.id not in used and item.id not in file.body.text:
            yield at_field(
                file,
                ("evidence", index),
                "must be referred to by a claim, or in the body",
                f"{shown(item.id)}, which nothing names",
                "add it to the claim it supports, or delete it",
            )


@file_rule("PM409", Level.WARNING, exemptable=True)
def detection_gap_without_action(file: RecordFile) -> Iterator[Problem]:
    """What outsiders noticed first is followed by an action that detects it.

    What it does
        Looks for an action with `type: detect` where a customer, partner, auditor or the press was first; not after a
        drill, which is held to find it.
    Why it matters
        The next one is noticed by customers again.
    Example
        `source: customer` of the detection, and only actions of type `repair`
    Instead
        The check or monitor that `should_have_been` names, as an action.
    """
    record = own_published(file)
    if not record or record.kind is Kind.DRILL or not known_items(record.actions):
        return
    detection = known(record.detection)
    source = known(detection.source) if detection else None
    if (
        source
        and source.is_outside
        and all(action.type is not ActionType.DETECT for action in known_items(record.actions))
    ):
        yield at_field(
            file,
            ("actions",),
            f"must hold one of type `detect`, because {with_article(source)} noticed it first",
            "none",
            "add the check or monitor that `detection.should_have_been` names",
        )


@file_rule("PM414", Level.WARNING)
def unconfirmed_cause(file: RecordFile) -> Iterator[Problem]:
    """What is only a potential cause can be confirmed.

    What it does
        For each cause with `confidence: potential` that was not ruled out, looks for an action that addresses it, or
        for a hypothesis with evidence for it, in our own published records.
    Why it matters
        A guess that nobody follows up becomes a fact by age.
    Example
        `confidence: potential`, and no action to find out or to answer it
    Instead
        An action of type `investigate` that addresses the cause, or one that answers it anyway.
    """
    record = own_published(file)
    if not record or any(each.evidence_for for each in known_items(record.hypotheses)):
        return
    looked_into = {
        cause
        for action in known_items(record.actions)
        if action.status is not ActionStatus.WONT_DO
        for cause in action.addresses
    }
    for index, cause in enumerate(known_items(record.causes)):
        is_open = cause.confidence is Confidence.POTENTIAL and cause.role is not CauseRole.RULED_OUT
        if is_open and cause.id not in looked_into:
            yield at_field(
                file,
                ("causes", index, "confidence"),
                "must be followed up where it is `potential`",
                f"no action that addresses {cause.id}, and no hypothesis with evidence",
                f"add an action of type `investigate` that addresses {cause.id}, or the hypothesis with its evidence",
            )
