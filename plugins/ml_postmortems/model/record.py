"""The record: one postmortem, in either version of the format."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, WithJsonSchema

from ml_postmortems.model.account import (
    ArtifactUse,
    Detection,
    Event,
    Evidence,
    Failure,
    Interval,
    Teams,
    Trigger,
)
from ml_postmortems.model.action import Action, Lesson, ValidationRound
from ml_postmortems.model.agent import Agent
from ml_postmortems.model.block import OWN, Answered, Block, Gate, InsiderOnly, Needed
from ml_postmortems.model.corrections import Correction
from ml_postmortems.model.extent import Extent
from ml_postmortems.model.impact import AffectedData, Impact
from ml_postmortems.model.not_known import Maybe, known, known_items
from ml_postmortems.model.own_fields import MOST_FIELDS, OwnValue
from ml_postmortems.model.people import (
    Alignment,
    Communication,
    Exemption,
    People,
    Recognition,
    Regulatory,
    Responsibilities,
)
from ml_postmortems.model.reasoning import Assumption, Cause, Dissent, Hypothesis, Recurrence
from ml_postmortems.model.reporting import Reporting
from ml_postmortems.model.risk import Risk
from ml_postmortems.model.scalars import (
    CauseId,
    EvidenceId,
    Line,
    LongList,
    Name,
    RecordId,
    ShortList,
    Slug,
    Text,
    TimeZone,
    Title,
    malformed,
)
from ml_postmortems.model.terms import (
    CauseRole,
    KeyInstant,
    Kind,
    Origin,
    Severity,
    Status,
    Visibility,
)
from ml_postmortems.model.tiers import CRITICAL, FULL_FORM, SEVERE, Tier

SCHEMA_VERSIONS = ("1", "2")
"""The versions of the format that are read: files of the last one leave out what can be derived."""
_ANSWERED = Answered(Gate.PUBLISHED, origins=OWN)


def _schema_version(value: object) -> str:
    if value not in SCHEMA_VERSIONS:
        raise malformed(f"must be {' or '.join(SCHEMA_VERSIONS)}", f"write `schema_version: {SCHEMA_VERSIONS[-1]}`")
    return str(value)


def _only_in_version_2(value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    if value and info.data.get("schema_version") == "1":
        raise malformed("must stand in files of version 2 only", "write `schema_version: 2`, or delete it")
    return value


class Record(Block):
    """One postmortem: the front matter of one file, and its Markdown body.

    A field that only later statuses need is None while it is missing. What is computed is never a field: see
    `durations`, `completeness`, `Risk.score` and `Action.is_overdue`. What version 2 derives is: see `derived_values`.
    """

    schema_version: Annotated[
        Literal["1", "2"],
        BeforeValidator(_schema_version),
        WithJsonSchema({"enum": [*map(int, SCHEMA_VERSIONS), *SCHEMA_VERSIONS]}),
        Needed(Gate.DRAFT),
        Field(description="The version of this format; files of version 2 leave out what can be derived."),
    ]
    id: Annotated[RecordId, Needed(Gate.DRAFT), Field(description="Stable, never used again.")]
    aliases: Annotated[ShortList[RecordId], Field(description="Former ids; their addresses lead here.")] = ()
    title: Annotated[Title, Needed(Gate.DRAFT), Field(description="What failed; no names of persons.")]
    kind: Annotated[Kind, Needed(Gate.DRAFT), Field(description="What sort of event it is.")]
    origin: Annotated[Origin, Needed(Gate.DRAFT), Field(description="Whose incident it is.")]
    status: Annotated[Status, Needed(Gate.DRAFT), Field(description="How far the record has come.")]
    superseded_by: Annotated[
        RecordId | None, Needed(Gate.SUPERSEDED), Field(description="The record that replaces this one.")
    ] = None
    status_reason: Annotated[
        Text | None, Needed(Gate.TAKEN_BACK), Field(description="Why it was withdrawn or superseded.")
    ] = None
    severity: Annotated[
        Severity, Needed(Gate.DRAFT), Field(description="How bad it was, by the criteria of the taxonomy.")
    ]
    visibility: Annotated[Visibility, Needed(Gate.DRAFT), Field(description="Who may read it.")]
    teams: Annotated[Teams, Needed(Gate.DRAFT), Field(description="Who owns it and who took part.")]
    symptom: Annotated[Text, Needed(Gate.DRAFT), Field(description="What was seen, apart from why.")]
    incident_refs: Annotated[
        Maybe[ShortList[Line]] | None,
        InsiderOnly(),
        Needed(Gate.IN_REVIEW, FULL_FORM, OWN),
        Field(description="Tickets or pages of the response."),
    ] = None
    summary: Annotated[
        Maybe[Text] | None,
        Needed(Gate.IN_REVIEW),
        Field(description="In 40 to 120 plain words, for a reader outside ML."),
    ] = None
    trigger: Annotated[Maybe[Trigger] | None, Needed(Gate.IN_REVIEW), Field(description="What set it off.")] = None
    further_triggers: Annotated[
        ShortList[Trigger], Field(description="What else it took to set it off, where one thing was not enough.")
    ] = ()
    failure: Annotated[
        Maybe[Failure] | None, Needed(Gate.IN_REVIEW, FULL_FORM), Field(description="What counted as failure.")
    ] = None
    artifacts: Annotated[
        Maybe[LongList[ArtifactUse]] | None,
        Needed(Gate.IN_REVIEW),
        _ANSWERED,
        Field(description="Models, data, pipelines and services that played a part."),
    ] = None
    lifecycle_stage: Annotated[
        Maybe[Name] | None,
        Needed(Gate.IN_REVIEW),
        Field(description="Where it broke; a lifecycle stage of the taxonomy."),
    ] = None
    detection: Annotated[
        Maybe[Detection] | None, Needed(Gate.IN_REVIEW), Field(description="How it came to light.")
    ] = None
    evidence: Annotated[
        Maybe[LongList[Evidence]] | None,
        Needed(Gate.IN_REVIEW),
        _ANSWERED,
        Field(description="What the claims rest on."),
    ] = None
    timezone: Annotated[
        TimeZone | None,
        Field(description="The zone of times that are written without an offset, such as `Europe/Berlin`."),
    ] = None
    evidence_default: Annotated[
        ShortList[EvidenceId],
        AfterValidator(_only_in_version_2),
        Field(description="What claims rest on that name no `evidence`; `evidence: []` says that one rests on none."),
    ] = ()
    timeline: Annotated[
        Maybe[LongList[Event]] | None,
        Needed(Gate.PUBLISHED),
        _ANSWERED,
        Field(description="What happened when, in order."),
    ] = None
    times: Annotated[
        dict[KeyInstant, Maybe[Interval]],
        Field(
            default_factory=dict,
            description="Key instants that no entry marks: not known, an interval, values that compete, or not yet.",
        ),
    ]
    causes: Annotated[
        Maybe[ShortList[Cause]] | None, Needed(Gate.PUBLISHED), _ANSWERED, Field(description="Why it happened.")
    ] = None
    primary_cause: Annotated[
        CauseId | None, Needed(Gate.PUBLISHED), Field(description="The cause that counts in totals.")
    ] = None
    hypotheses: Annotated[
        Maybe[ShortList[Hypothesis]] | None,
        Needed(Gate.PUBLISHED, SEVERE, OWN),
        Field(description="Explanations that were considered besides the causes; at least one that did not hold."),
    ] = None
    dissent: Annotated[ShortList[Dissent], Field(description="Views that differ, unedited.")] = ()
    assumptions: Annotated[ShortList[Assumption], Field(description="What is taken as true.")] = ()
    impact: Annotated[
        Maybe[Impact] | None,
        Needed(Gate.PUBLISHED, FULL_FORM),
        Field(description="Who was harmed (`users`, `groups` or both), what and how much."),
    ] = None
    risk: Annotated[
        Maybe[Risk] | None,
        InsiderOnly(),
        Needed(Gate.PUBLISHED, CRITICAL, OWN),
        Field(description="The risk of the next one."),
    ] = None
    recurrence: Annotated[
        Maybe[Recurrence] | None,
        Field(description="Whether it happened before; asked for where another record has much in common with it."),
    ] = None
    affected_data: Annotated[
        Maybe[ShortList[AffectedData]] | None,
        Needed(Gate.PUBLISHED, FULL_FORM),
        Field(description="Bad data left behind."),
    ] = None
    extent: Annotated[
        Maybe[ShortList[Extent]] | None,
        Field(description="Which other artifacts could have the same fault, and what was found there."),
    ] = None
    agent: Annotated[
        Maybe[Agent] | None, Field(description="What an agent or a language model that failed was and did.")
    ] = None
    actions: Annotated[
        Maybe[ShortList[Action]] | None,
        Needed(Gate.PUBLISHED),
        _ANSWERED,
        Field(description="What is done about it."),
    ] = None
    validation: Annotated[
        Maybe[ShortList[ValidationRound]] | None,
        Needed(Gate.CLOSED, FULL_FORM),
        Field(description="The trials that the actions passed."),
    ] = None
    lessons: Annotated[
        Maybe[ShortList[Lesson]] | None,
        Needed(Gate.PUBLISHED, FULL_FORM),
        Field(description="What somebody else can use."),
    ] = None
    people: Annotated[
        Maybe[People] | None,
        InsiderOnly(),
        Needed(Gate.PUBLISHED, FULL_FORM, OWN),
        Field(description="Who investigated, wrote and reviewed."),
    ] = None
    responsibilities: Annotated[
        Maybe[Responsibilities] | None,
        InsiderOnly(),
        Needed(Gate.PUBLISHED, CRITICAL, OWN),
        Field(description="Which team answers for what."),
    ] = None
    communication: Annotated[
        Maybe[Communication] | None,
        InsiderOnly(),
        Needed(Gate.PUBLISHED, CRITICAL, OWN),
        Field(description="Who is told, and what they were told."),
    ] = None
    alignment: Annotated[
        Maybe[Alignment] | None,
        InsiderOnly(),
        Needed(Gate.PUBLISHED, CRITICAL, OWN),
        Field(description="Objectives, goals and plans that it touches."),
    ] = None
    recognition: Annotated[ShortList[Recognition], Field(description="Thanks for things done well.")] = ()
    tags: Annotated[ShortList[Slug], Field(description="Free words to find it by.")] = ()
    extra: Annotated[
        dict[Slug, Maybe[OwnValue]],
        Field(
            default_factory=dict,
            max_length=MOST_FIELDS,
            description="Fields of your organisation, by the keys under `fields` of `settings.yml`.",
        ),
    ]
    reporting: Annotated[
        Maybe[Reporting] | None,
        Field(description="To whom it must be reported, until when, and whether it was."),
    ] = None
    regulatory: Annotated[
        ShortList[Regulatory], Field(description="What authorities asked for, found and decided.")
    ] = ()

    corrections: Annotated[
        ShortList[Correction], Field(description="What was changed on purpose after it was merged, and why.")
    ] = ()
    exemptions: Annotated[
        ShortList[Exemption], Field(description="Rules that do not apply here, each with the reason.")
    ] = ()

    @property
    def tier(self) -> Tier:
        """How much is asked of it."""
        return Tier.of(self.kind, self.severity)

    @property
    def is_own(self) -> bool:
        """Whether insiders wrote it, so that everything can be asked of them."""
        return self.origin is Origin.OWN

    @property
    def triggers(self) -> tuple[Trigger, ...]:
        """All that set it off, the first one first."""
        first = known(self.trigger)
        return (*((first,) if first else ()), *self.further_triggers)

    @property
    def caught_by(self) -> tuple[str, ...]:
        """The controls of earlier records that stopped it before it did harm, as far as it says so."""
        detection = known(self.detection)
        return detection.caught_by if detection else ()

    @property
    def real_causes(self) -> tuple[Cause, ...]:
        """The causes that were not ruled out."""
        return tuple(cause for cause in known_items(self.causes) if cause.role is not CauseRole.RULED_OUT)

    @property
    def telling_causes(self) -> tuple[Cause, ...]:
        """The immediate and the systemic causes: what one incident has to share with another to be a recurrence."""
        roles = (CauseRole.IMMEDIATE, CauseRole.SYSTEMIC)
        return tuple(cause for cause in self.real_causes if cause.role in roles)

    @property
    def primary(self) -> Cause | None:
        """The cause that totals count, if it is named and exists."""
        return next((cause for cause in self.real_causes if cause.id == self.primary_cause), None)

    @property
    def year(self) -> int:
        """The year that the id gives."""
        return int(self.id[3:7])
