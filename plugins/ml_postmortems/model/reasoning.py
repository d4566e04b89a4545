"""Why it happened: the blocks that hold the argument."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from ml_postmortems.model.block import Block
from ml_postmortems.model.cause_age import Since
from ml_postmortems.model.not_known import Maybe
from ml_postmortems.model.scalars import (
    CauseId,
    EvidenceId,
    Line,
    Name,
    RecordId,
    ShortList,
    Slug,
    Text,
    When,
    malformed,
)
from ml_postmortems.model.terms import AssumptionState, CauseRole, Confidence, ControlOutcome, HypothesisState


class AcceptedRisk(Block):
    """A signed decision to leave a cause as it is."""

    reason: Annotated[Text, Field(description="Why it is accepted.")]
    by_role: Annotated[Line, Field(description="The role of who decided, not the name.")]
    date: Annotated[When, Field(description="When.")]


class Cause(Block):
    """One cause, classified by the taxonomy."""

    id: Annotated[CauseId, Field(description="`C1`, `C2` and so on.")]
    category: Annotated[Name, Field(description="A leaf of the taxonomy, `family/leaf`, or `unclassified`.")]
    role: Annotated[CauseRole, Field(description="What part it played.")]
    text: Annotated[Text, Field(description="The cause, in one sentence.")]
    confidence: Annotated[Confidence, Field(description="How sure the authors are.")]
    evidence: Annotated[ShortList[EvidenceId], Field(description="What shows it.")] = ()
    caused_by: Annotated[ShortList[CauseId], Field(description="The causes behind this one.")] = ()
    since: Annotated[
        Maybe[Since] | None,
        Field(description="Since when it was there: a time, or `{from, to}` with either end open."),
    ] = None
    hidden_by: Annotated[
        Maybe[Text] | None, Field(description="What kept anybody from seeing it until the incident.")
    ] = None
    ruled_out_because: Annotated[Text | None, Field(description="For role `ruled-out`: why it was not a cause.")] = None
    accepted_risk: Annotated[
        Maybe[AcceptedRisk] | None,
        Field(description="For a systemic cause that no action addresses: why that is accepted, and by whom."),
    ] = None
    no_regression_case: Annotated[
        Text | None, Field(description="For an immediate cause: why no test and no evaluation can catch it.")
    ] = None
    proposed_category: Annotated[
        Name | None, Field(description="For `unclassified`: the leaf that is missing from the taxonomy.")
    ] = None


class Hypothesis(Block):
    """An explanation that was considered."""

    text: Annotated[Text, Field(description="The explanation.")]
    state: Annotated[HypothesisState, Field(description="What became of it.")]
    evidence_for: Annotated[ShortList[EvidenceId], Field(description="What speaks for it.")] = ()
    evidence_against: Annotated[ShortList[EvidenceId], Field(description="What speaks against it.")] = ()


class Dissent(Block):
    """A view that differs from the record's, printed unedited."""

    text: Annotated[Text, Field(description="The view, in the words of who holds it.")]
    by_role: Annotated[Line, Field(description="The role of who holds it, not the name.")]


class Assumption(Block):
    """Something taken as true, which can turn out false."""

    text: Annotated[Text, Field(description="What is assumed.")]
    state: Annotated[AssumptionState, Field(description="Whether it was checked.")]
    recheck_by: Annotated[When | None, Field(description="When it has to be looked at again.")] = None
    broken_by: Annotated[
        RecordId | None,
        Field(description="Of a broken one the incident that showed it, where that is another than this."),
    ] = None

    @model_validator(mode="after")
    def _is_broken_where_it_was(self) -> Self:
        if self.broken_by and self.state is not AssumptionState.BROKEN:
            raise malformed("must be `broken` where `broken_by` names an incident", "write `state: broken`")
        return self


class Dismissed(Block):
    """An earlier record that looks alike and is not a recurrence."""

    IDENTITY = ("id",)

    id: Annotated[RecordId, Field(description="The earlier record.")]
    reason: Annotated[Text, Field(description="Why it is something else.")]


class BrokenControl(Block):
    """A control of an earlier record that should have stopped this failure."""

    IDENTITY = ("id",)

    id: Annotated[Slug, Field(description="The id of the control.")]
    outcome: Annotated[Maybe[ControlOutcome], Field(description="What it did instead.")]


class Recurrence(Block):
    """The answer to the recurrence question: has this happened before?"""

    of: Annotated[
        ShortList[RecordId], Field(description="Earlier records of the same operator that this repeats.")
    ] = ()
    related: Annotated[ShortList[RecordId], Field(description="Records of the same failure elsewhere.")] = ()
    dismissed: Annotated[ShortList[Dismissed], Field(description="Records that only look alike.")] = ()
    broken_controls: Annotated[ShortList[BrokenControl], Field(description="Controls that did not hold.")] = ()
