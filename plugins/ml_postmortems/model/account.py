"""What happened: the blocks that tell the story of a failure."""

from datetime import UTC
from typing import Annotated, Self

from pydantic import Field, model_validator

from ml_postmortems.model.block import Block, Gate, Needed, NeededWithItem
from ml_postmortems.model.failure_numbers import FailureNumbers
from ml_postmortems.model.instant import Instant, Span
from ml_postmortems.model.not_known import Maybe, NotKnown
from ml_postmortems.model.scalars import EvidenceId, Line, Name, Sha256, ShortList, Slug, Text, Uri, When, malformed
from ml_postmortems.model.terms import (
    ArtifactRole,
    DetectionSource,
    EventKind,
    EvidenceKind,
    KeyInstant,
    Phase,
    Visibility,
)
from ml_postmortems.model.tiers import FULL_FORM, MODERATE, SEVERE
from ml_postmortems.model.versioned_artifact import VersionedArtifact


class Teams(Block):
    """Who owns the failed system, and who else took part."""

    owner: Annotated[Slug, Field(description="The team that owns the system that failed; an id of the catalog.")]
    involved: Annotated[ShortList[Slug], Field(description="Other teams that took part; ids of the catalog.")] = ()


class Trigger(Block):
    """What set the failure off, apart from why it could happen."""

    category: Annotated[Maybe[Name], Field(description="A trigger of the taxonomy.")]
    text: Annotated[Text, Field(description="What happened, in a sentence.")]
    evidence: Annotated[ShortList[EvidenceId], Field(description="What it is known from.")] = ()


class Failure(Block):
    """What counted as failure: the indicator or threshold that was violated."""

    definition: Annotated[
        Text | None,
        Needed(Gate.IN_REVIEW, MODERATE),
        Field(description="What counts as failure here, where `metric` and `expected` do not say it."),
    ] = None
    metric: Annotated[
        Maybe[Text] | None, Needed(Gate.IN_REVIEW, SEVERE), Field(description="The indicator it was measured by.")
    ] = None
    expected: Annotated[
        Maybe[Text] | None, Needed(Gate.IN_REVIEW, SEVERE), Field(description="What it should have been.")
    ] = None
    observed: Annotated[Maybe[Text], Field(description="What it was.")]
    numbers: Annotated[
        FailureNumbers | None, Field(description="The same as numbers of one unit, and the value after the fix.")
    ] = None
    evidence: Annotated[ShortList[EvidenceId], Field(description="What it is known from.")] = ()


class ArtifactUse(Block):
    """An artifact of the catalog and the part it played."""

    id: Annotated[Slug, Field(description="Id of the artifact in the catalog.")]
    version: Annotated[Maybe[Line] | None, Field(description="Which version of it; models and data sets need one.")] = (
        None
    )
    role: Annotated[ArtifactRole, Field(description="What part it played.")]
    upstream: Annotated[
        ShortList[VersionedArtifact],
        Field(description="What fed it, each with its version where one is known: `feature-store@v12`."),
    ] = ()


class Detection(Block):
    """How the failure came to light."""

    source: Annotated[Maybe[DetectionSource], Field(description="Who or what noticed it first.")]
    monitor: Annotated[
        Maybe[Text] | None,
        Needed(Gate.PUBLISHED, FULL_FORM),
        Field(description="The monitor, check or person that spoke up."),
    ] = None
    should_have_been: Annotated[
        Maybe[Text] | None,
        Needed(Gate.IN_REVIEW, SEVERE),
        Field(description="What should have noticed it, and would have been sooner."),
    ] = None
    caught_by: Annotated[
        ShortList[Slug],
        Field(description="Controls of earlier records that stopped the failure before it did harm, by their ids."),
    ] = ()
    evidence: Annotated[ShortList[EvidenceId], Field(description="What it is known from.")] = ()


class Evidence(Block):
    """Something that a claim of the record rests on."""

    id: Annotated[EvidenceId, Field(description="`E1`, `E2` and so on; claims refer to it.")]
    kind: Annotated[EvidenceKind, Field(description="What sort of thing it is.")]
    title: Annotated[Line, Field(description="What it is called.")]
    uri: Annotated[
        Maybe[Uri],
        Field(description="Where it is: a link, or the path of a file beside the record (`postmortems attach`)."),
    ]
    team: Annotated[Slug | None, Field(description="The team it comes from; an id of the catalog.")] = None
    publisher: Annotated[
        Line | None, Field(description="Who published it, where that is not a team of the catalog.")
    ] = None
    date: Annotated[Maybe[When] | None, Field(description="When it was made or published.")] = None
    copy_uri: Annotated[
        Uri | None,
        Field(
            alias="copy",
            description="Where a captured copy is kept, for the day when the address is gone: a link, or the path of a "
            "picture beside the record.",
        ),
    ] = None
    captured: Annotated[
        Maybe[When] | None,
        Field(description="When the copy was taken, or the file attached; `postmortems attach` writes it."),
    ] = None
    visibility: Annotated[Visibility, Field(description="Who may see it.")]
    sha256: Annotated[
        Sha256 | None,
        Field(
            description="The SHA-256 of the file that is kept: of the one beside the record, as `postmortems "
            "attach` writes it, else of the copy."
        ),
    ] = None


class Event(Block):
    """One entry of the timeline."""

    at: Annotated[When, Field(description="When, as exactly as the source says.")]
    phase: Annotated[
        Phase | None, NeededWithItem(Gate.IN_REVIEW), Field(description="Where in the system or the response.")
    ] = None
    kind: Annotated[EventKind, Field(description="What sort of entry it is.")]
    text: Annotated[Text, Field(description="What happened, in a phrase: who did what, and what it changed.")]
    evidence: Annotated[ShortList[EvidenceId], Field(description="What it is known from.")] = ()
    marks: Annotated[ShortList[KeyInstant], Field(description="Key instants that this entry fixes.")] = ()
    before: Annotated[Text | None, Field(alias="from", description="For a change: what it was before.")] = None
    after: Annotated[Text | None, Field(alias="to", description="For a change: what it became.")] = None
    ref: Annotated[Line | None, Field(description="For a change: commit, release or ticket.")] = None
    why_it_mattered: Annotated[Text | None, Field(description="For a change: how it came to matter.")] = None


class PublishedInstant(Block):
    """One of several values that sources give for the same key instant."""

    IDENTITY = ("at",)

    at: Annotated[When, Field(description="When, by this source.")]
    evidence: Annotated[ShortList[EvidenceId], Field(description="Which source says so.")] = ()


class Interval(Block):
    """What is known of a key instant that no entry of the timeline marks: bounds, values that compete, or not yet."""

    start: Annotated[When | None, Field(alias="from", description="Not before.")] = None
    end: Annotated[When | None, Field(alias="to", description="Not after.")] = None
    one_of: Annotated[
        ShortList[PublishedInstant],
        Field(description="Where sources differ: each value with its source; durations become a range."),
    ] = ()
    not_yet: Annotated[
        When | None, Field(description="It had not come by this day: the incident was still going on.")
    ] = None
    evidence: Annotated[ShortList[EvidenceId], Field(description="What it is known from.")] = ()

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        forms = (self.start is not None or self.end is not None, bool(self.one_of), self.not_yet is not None)
        if not any(forms):
            raise malformed(
                "must have `from`, `to` or both, or `one_of`, or `not_yet`",
                "add `from:`, `to:` or both; `one_of:` where sources differ; `not_yet:` where it goes on",
            )
        if sum(forms) > 1:
            raise malformed("must have only one of `from` and `to`, `one_of` and `not_yet`", "keep one of the three")
        if len(self.one_of) == 1:
            raise malformed(
                "must have at least two values in `one_of`", "add the other value, or write `from:` and `to:`"
            )
        return self

    @property
    def not_before(self) -> Instant | None:
        """The instant by which it had not come, where nothing later is known of it."""
        return self.not_yet or (None if self.end else self.start)

    def span(self, came: str) -> Span | NotKnown:
        """The same as a span; where one end is open nothing can be computed, and the reason says what is known.

        `came` says of what: `started`, `was detected`.
        """
        if self.one_of:
            spans = [Span.at(each.at) for each in self.one_of]
            zone = next((span.zone for span in spans if span.zone), UTC)
            bounds = [span.bounds(span.zone or zone) for span in spans]
            first = min(range(len(spans)), key=lambda place: bounds[place][0])
            last = max(range(len(spans)), key=lambda place: bounds[place][1])
            return Span(self.one_of[first].at, self.one_of[last].at)
        if self.not_yet:
            return NotKnown(unknown=f"still going on at {self.not_yet}")
        if self.start and self.end:
            return Span(self.start, self.end)
        known_end = f"not before {self.start}" if self.start else f"not after {self.end}"
        return NotKnown(unknown=f"when it {came} is only known to be {known_end}")
