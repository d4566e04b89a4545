"""Duties to report an incident: since when one knew, to whom it must be reported, until when, and whether it was."""

from typing import Annotated

from pydantic import Field

from ml_postmortems.model.block import Block
from ml_postmortems.model.not_known import Maybe
from ml_postmortems.model.scalars import EvidenceId, Name, ShortList, Slug, Text, When
from ml_postmortems.model.terms import Origin, Term, Visibility


class MustReport(Term):
    """Whether a regime asks for a report, as people judged it; nothing here knows a law."""

    REQUIRED = "required", "It must be reported."
    NOT_REQUIRED = "not-required", "It need not be reported."
    UNDER_REVIEW = "under-review", "It is being judged."


class Duty(Block):
    """What one regime asks for, and what was done about it."""

    IDENTITY = ("regime",)

    regime: Annotated[Name, Field(description="A regime of the taxonomy, or one that is not listed there yet.")]
    must_report: Annotated[Maybe[MustReport], Field(description="Whether it must be reported, as people judged it.")]
    why: Annotated[Text, Field(description="Why it must, need not, or is not decided yet.")]
    team: Annotated[
        Slug | None, Field(description="The team that answers for it, if not the owner; an id of the catalog.")
    ] = None
    due: Annotated[
        Maybe[When] | None, Field(description="Until when the report, or the decision about it, is due.")
    ] = None
    sent: Annotated[Maybe[When] | None, Field(description="When the report was sent.")] = None
    evidence: Annotated[
        ShortList[EvidenceId], Field(description="Where it stands; `evidence_default` does not count.")
    ] = ()


class Reporting(Block):
    """Since when one knew, and what has to be reported."""

    visibility: Annotated[
        Visibility | None,
        Field(description="Who may read the block; if left out, `internal` in our own records and `public` in others."),
    ] = None
    aware_since: Annotated[
        Maybe[When] | None, Field(description="The moment from which periods run; not always that of the detection.")
    ] = None
    regimes: Annotated[ShortList[Duty], Field(description="Each regime that was thought of.")]

    def visibility_in(self, origin: Origin) -> Visibility:
        """Who may read the block in a record of an origin: what insiders owe is theirs unless they say so."""
        default = Visibility.INTERNAL if origin is Origin.OWN else Visibility.PUBLIC
        return self.visibility or default
