"""What is done about it: actions, the controls they put in place, and their validation."""

from datetime import date
from typing import Annotated

from pydantic import Field

from ml_postmortems.model.block import OWN, Block, Gate, InsiderOnly, Needed
from ml_postmortems.model.due_day import day_after, days_late
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.not_known import Maybe, known
from ml_postmortems.model.regression_case import CaseResult, RegressionCase
from ml_postmortems.model.risk import FurtherEstimate
from ml_postmortems.model.scalars import (
    ActionId,
    CauseId,
    EvidenceId,
    Flag,
    Handle,
    LessonId,
    Line,
    Name,
    ShortList,
    Slug,
    Text,
    Uri,
    When,
    whole_number,
)
from ml_postmortems.model.terms import ActionStatus, ActionType, Priority, ValidationMethod, ValidationResult
from ml_postmortems.model.tiers import FULL_FORM


class Control(Block):
    """The lasting mechanism that an action puts in place."""

    id: Annotated[Slug, Field(description="Its name throughout the records.")]
    kind: Annotated[Name, Field(description="A control of the taxonomy.")]
    where: Annotated[Maybe[Text], Field(description="Where it runs.")]
    threshold: Annotated[Maybe[Text] | None, Field(description="When it speaks up or stops.")] = None
    runbook: Annotated[Uri | None, Field(description="What to do when it does.")] = None
    regression_case: Annotated[
        RegressionCase | None, Field(description="The test or evaluation that fails if the failure comes back.")
    ] = None


class Action(Block):
    """Something done or to be done about the failure."""

    id: Annotated[ActionId, Field(description="`A1`, `A2` and so on.")]
    title: Annotated[Line, Field(description="What is done.")]
    type: Annotated[ActionType, Field(description="What it does about the failure.")]
    addresses: Annotated[
        ShortList[CauseId], Field(description="The causes it answers; `[]` for a repair of the damage alone.")
    ] = ()
    team: Annotated[Slug, Field(description="The team that owns it; an id of the catalog.")]
    person: Annotated[Maybe[Handle] | None, InsiderOnly(), Field(description="Who does it; a handle.")] = None
    due: Annotated[
        Maybe[When] | None,
        Needed(Gate.PUBLISHED, origins=OWN),
        Field(description="When it must be done."),
    ] = None
    priority: Annotated[
        Priority | None,
        InsiderOnly(),
        Needed(Gate.PUBLISHED, FULL_FORM, OWN),
        Field(description="How urgent it is."),
    ] = None
    status: Annotated[ActionStatus, Field(description="How far it has come.")]
    success_criterion: Annotated[
        Maybe[Text] | None,
        Needed(Gate.PUBLISHED, FULL_FORM, OWN),
        Field(description="How one can tell, by measurement, that it worked."),
    ] = None
    ticket: Annotated[Line | None, InsiderOnly(), Field(description="Where the work is tracked.")] = None
    completed: Annotated[When | None, Field(description="When it was done.")] = None
    evidence: Annotated[ShortList[EvidenceId], Field(description="Where it is announced or shown.")] = ()
    control: Annotated[Control | None, Field(description="The lasting mechanism it puts in place.")] = None
    reason: Annotated[Text | None, Field(description="For status `wont-do`: why.")] = None

    def is_overdue(self, as_of: Instant) -> bool:
        """Whether it is unfinished and its due date had certainly passed on the as-of date."""
        return self.days_overdue(as_of) > 0

    def overdue_from(self) -> date | None:
        """The first as-of date on which it is overdue; None where it is done or has no due date."""
        due = known(self.due)
        return day_after(due) if due is not None and self.status.is_open else None

    @property
    def removes_the_fault(self) -> bool:
        """Whether it is a repair that answers a cause; a refund or a restored table is one that answers none."""
        return self.type is ActionType.REPAIR and bool(self.addresses)

    @property
    def mends_damage_only(self) -> bool:
        """Whether it is a repair that answers no cause: it makes good what the failure left."""
        return self.type is ActionType.REPAIR and not self.addresses

    @property
    def failing_case(self) -> str | None:
        """The regression case of its control, if that failed when it ran last."""
        case = self.control.regression_case if self.control else None
        return case.case if case and known(case.result) is CaseResult.FAIL else None

    def days_overdue(self, as_of: Instant) -> int:
        """How many days ago an unfinished one was due at the latest, begun days included; 0 where it is not overdue.

        Whether what another operator announced was done in time is not known.
        """
        due = known(self.due)
        if due is None or not self.status.is_open:
            return 0
        return days_late(due, as_of.first_day)


class ValidationRound(Block):
    """One trial of the actions against the failure they should stop."""

    IDENTITY = ("round",)

    round: Annotated[int, whole_number(1, 99), Field(description="1, 2 and so on.")]
    date: Annotated[When, Field(description="When.")]
    method: Annotated[ValidationMethod, Field(description="How.")]
    actions: Annotated[ShortList[ActionId], Field(description="Which actions were tried.")]
    alert_fired: Annotated[Maybe[Flag], Field(description="Whether the alert that should fire did.")]
    pipeline_consistent: Annotated[Maybe[Flag], Field(description="Whether data and models came out consistent.")]
    performance_in_bounds: Annotated[Maybe[Flag], Field(description="Whether quality and latency stayed in bounds.")]
    no_new_issues: Annotated[Maybe[Flag], Field(description="Whether nothing else broke.")]
    result: Annotated[ValidationResult, Field(description="How it ended.")]
    risk: Annotated[
        Maybe[FurtherEstimate] | None,
        InsiderOnly(),
        Field(description="The risk of the next one, estimated again after the round."),
    ] = None
    evidence: Annotated[ShortList[EvidenceId], Field(description="What shows it.")] = ()


class Lesson(Block):
    """Something somebody else can use."""

    id: Annotated[LessonId, Field(description="`L1`, `L2` and so on.")]
    text: Annotated[Text, Field(description="The lesson, in one sentence.")]
    applies_to: Annotated[ShortList[Slug], Field(description="Artifacts of the catalog it applies to.")] = ()
