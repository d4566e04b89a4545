"""Who took part, who answers for what and who was told."""

from typing import Annotated

from pydantic import Field

from ml_postmortems.model.block import OWN, Block, Gate, Needed
from ml_postmortems.model.not_known import Maybe
from ml_postmortems.model.scalars import EvidenceId, Flag, Handle, Line, RuleCode, ShortList, Slug, Text, When
from ml_postmortems.model.terms import Discipline
from ml_postmortems.model.tiers import FULL_FORM, SEVERE

NEEDED_DISCIPLINES = (Discipline.DATA, Discipline.ML, Discipline.PLATFORM, Discipline.PRODUCT)
"""The points of view that take part at SEV1 and SEV2, or are said to be absent."""


class Participant(Block):
    """Somebody who took part in the investigation."""

    IDENTITY = ("person", "discipline")

    person: Annotated[Handle, Field(description="A handle.")]
    discipline: Annotated[Discipline, Field(description="The point of view brought.")]
    team: Annotated[Slug, Field(description="An id of the catalog.")]


class Reviewer(Block):
    """Somebody who reviewed the record."""

    IDENTITY = ("person",)

    person: Annotated[Handle, Field(description="A handle.")]
    team: Annotated[Slug, Field(description="An id of the catalog.")]
    external: Annotated[Flag, Field(description="Whether from outside the teams involved.")]


class Absence(Block):
    """A discipline that did not take part, and why."""

    IDENTITY = ("discipline",)

    discipline: Annotated[Discipline, Field(description="The point of view that is missing.")]
    reason: Annotated[Text | None, Field(description="Why it is missing, where that is known.")] = None


class Exemption(Block):
    """A rule of the checker that this record is exempt from."""

    IDENTITY = ("rule",)

    rule: Annotated[RuleCode, Field(description="The code of the rule, such as `PM602`.")]
    reason: Annotated[Text, Field(description="Why it does not apply here.")]


class People(Block):
    """Who investigated, wrote and reviewed."""

    facilitator: Annotated[
        Maybe[Handle] | None,
        Needed(Gate.CLOSED, SEVERE, OWN),
        Field(description="Who led the review; at SEV1-2 of another team than the owner, and with no action."),
    ] = None
    authors: Annotated[
        Maybe[ShortList[Handle]], Needed(Gate.PUBLISHED, FULL_FORM, OWN), Field(description="Who wrote the record.")
    ] = ()
    participants: Annotated[
        Maybe[ShortList[Participant]] | None,
        Needed(Gate.PUBLISHED, SEVERE, OWN),
        Field(description="Who took part, and as what."),
    ] = None
    absent: Annotated[
        ShortList[Absence], Field(description="Disciplines that did not take part at SEV1-2, and why.")
    ] = ()
    reviewers: Annotated[
        Maybe[ShortList[Reviewer]] | None,
        Needed(Gate.CLOSED, FULL_FORM, OWN),
        Field(description="Who reviewed it."),
    ] = None
    reviews: Annotated[
        Maybe[ShortList[When]] | None,
        Needed(Gate.CLOSED, SEVERE, OWN),
        Field(description="When review meetings were held."),
    ] = None


class Responsibilities(Block):
    """Which team answers for what."""

    data_quality: Annotated[Maybe[Slug], Field(description="For the quality of the data.")]
    model_monitoring: Annotated[Maybe[Slug], Field(description="For watching the model.")]
    release_pipeline: Annotated[Maybe[Slug], Field(description="For how models and code go out.")]
    incident_response: Annotated[Maybe[Slug], Field(description="For the response.")]


class Update(Block):
    """One message to an audience."""

    date: Annotated[When, Field(description="When.")]
    audience: Annotated[Line, Field(description="To whom.")]
    text: Annotated[Text, Field(description="What was said.")]


class Communication(Block):
    """Who is told, and what they were told."""

    audiences: Annotated[ShortList[Line], Field(description="Who has to be told.")]
    updates: Annotated[Maybe[ShortList[Update]], Field(description="What was said so far.")]
    next_update: Annotated[Maybe[When], Field(description="When the next message is due.")]


class Alignment(Block):
    """What of the organisation's plans the incident touches."""

    slos: Annotated[Maybe[ShortList[Slug]], Field(description="Service level objectives.")]
    goals: Annotated[Maybe[ShortList[Slug]] | None, Field(description="Goals.")] = None
    roadmap: Annotated[Maybe[ShortList[Slug]] | None, Field(description="Items of the roadmap.")] = None


class Recognition(Block):
    """Thanks to somebody for something done well."""

    to: Annotated[Line, Field(description="A handle or a team.")]
    text: Annotated[Text, Field(description="What for.")]


class Regulatory(Block):
    """What a regulator or court asked for, found or decided; duties to report stand under `reporting`."""

    authority: Annotated[Line, Field(description="Which authority or law.")]
    text: Annotated[Text, Field(description="What it asked for or decided.")]
    date: Annotated[Maybe[When] | None, Field(description="When.")] = None
    evidence: Annotated[ShortList[EvidenceId], Field(description="Where it stands.")] = ()
