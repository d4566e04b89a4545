"""Impact, and data that was left behind."""

from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import Discriminator, Field, Tag, model_validator

from ml_postmortems.model.block import Block, Gate, Needed
from ml_postmortems.model.not_known import Maybe
from ml_postmortems.model.scalars import (
    EvidenceId,
    Flag,
    Line,
    Number,
    ShortList,
    Slug,
    Text,
    When,
    malformed,
)
from ml_postmortems.model.terms import AffectedDataState
from ml_postmortems.model.tiers import SEVERE

AMOUNT_TAGS = _NUMBER_TAG, _RANGE_TAG = "\0number", "\0range"
"""The tags of the two sorts of amount in the locations of errors; no key of a file can hold NUL."""
IMPACT_HEADINGS = ("users", "requests", "predictions", "money", "slo_budget", "other")
"""The fields of the impact that hold measures."""


class Quantity(Block):
    """An amount that is only known to lie in a range; either end may be open."""

    at_least: Annotated[Number | None, Field(alias="from", description="Not less than.")] = None
    at_most: Annotated[Number | None, Field(alias="to", description="Not more than.")] = None


def _amount_tag(value: Any) -> str:
    return _RANGE_TAG if isinstance(value, dict | Quantity) else _NUMBER_TAG


Amount = Annotated[
    Annotated[Number, Tag(_NUMBER_TAG)] | Annotated[Quantity, Tag(_RANGE_TAG)], Discriminator(_amount_tag)
]


class PublishedAmount(Block):
    """Another number that a source gives for the same thing."""

    value: Annotated[Amount, Field(description="The number, or `{from, to}` with either end open.")]
    evidence: Annotated[ShortList[EvidenceId], Field(description="Which source says so.")]


class Measure(Block):
    """One published or measured number of the impact."""

    text: Annotated[Text, Field(description="What was counted.")]
    value: Annotated[Amount, Field(description="The number, or `{from, to}` with either end open.")]
    approximate: Annotated[Flag, Field(description="Whether the source says `about`.")] = False
    unit: Annotated[Line, Field(description="Of what: `users`, `%`, `USD`, `minutes`.")]
    evidence: Annotated[ShortList[EvidenceId], Field(description="Where the number stands.")]
    first_reported: Annotated[
        Amount | None, Field(description="The number that was told at first, where a later count corrected it.")
    ] = None
    others_say: Annotated[
        ShortList[PublishedAmount], Field(description="Where sources differ: the other numbers, each with its source.")
    ] = ()

    @property
    def values(self) -> tuple[Decimal | Quantity, ...]:
        """The number and those of other sources."""
        return (self.value, *(other.value for other in self.others_say))

    @property
    def amounts(self) -> tuple[Decimal, ...]:
        """Each number, or the ends of the ranges that are given."""
        ends = ((value.at_least, value.at_most) if isinstance(value, Quantity) else (value,) for value in self.values)
        return tuple(end for each in ends for end in each if end is not None)

    @property
    def certain_amount(self) -> Decimal:
        """What it is at least, by every source; 0 for a range without a lower end."""
        return min((value.at_least or Decimal(0)) if isinstance(value, Quantity) else value for value in self.values)


class HarmWindow(Block):
    """A time during which there was harm, where it stopped and came back."""

    start: Annotated[When, Field(alias="from", description="When the harm began or came back.")]
    end: Annotated[When | None, Field(alias="to", description="When it stopped; left out while it goes on.")] = None
    evidence: Annotated[ShortList[EvidenceId], Field(description="What it is known from.")] = ()


class Impact(Block):
    """Who and what was harmed, and how much."""

    users: Annotated[Maybe[ShortList[Measure]] | None, Field(description="People affected, counted.")] = None
    groups: Annotated[
        ShortList[Line], Field(description="Who was hit, in words; enough where nobody counted them.")
    ] = ()
    requests: Annotated[Maybe[ShortList[Measure]] | None, Field(description="Requests failed or degraded.")] = None
    predictions: Annotated[
        Maybe[ShortList[Measure]] | None, Field(description="Predictions or decisions that were wrong.")
    ] = None
    money: Annotated[
        Maybe[ShortList[Measure]] | None, Needed(Gate.PUBLISHED, SEVERE), Field(description="Money lost or paid.")
    ] = None
    slo_budget: Annotated[Maybe[ShortList[Measure]] | None, Field(description="Error budget spent.")] = None
    other: Annotated[
        Maybe[ShortList[Measure]] | None,
        Field(description="Other numbers: minutes of outage, jobs, orders."),
    ] = None
    harm: Annotated[
        Maybe[Text] | None,
        Needed(Gate.PUBLISHED, SEVERE),
        Field(
            description="Harm to people that no number above says: it decides the severity. What is no harm to people "
            "goes into `notes`."
        ),
    ] = None
    windows: Annotated[
        ShortList[HarmWindow],
        Field(description="Where the harm stopped and came back: each time of harm. `Harm lasted` is their sum."),
    ] = ()
    evidence: Annotated[ShortList[EvidenceId], Field(description="What harm and notes are known from.")] = ()
    notes: Annotated[Text | None, Field(description="What else there is to say, such as why this severity.")] = None

    @model_validator(mode="after")
    def _says_who_was_hit(self) -> Self:
        if self.users is None and not self.groups:
            raise malformed(
                "must have `users`, `groups` or both", "add who was hit: counted in `users:`, or in words in `groups:`"
            )
        return self


class AffectedData(Block):
    """Bad rows, labels or predictions that were left behind."""

    artifact: Annotated[Slug, Field(description="Where they are; an id of the catalog.")]
    start: Annotated[Maybe[When], Field(alias="from", description="From when on.")]
    end: Annotated[Maybe[When], Field(alias="to", description="Until when.")]
    filter: Annotated[Maybe[Text], Field(description="How to select exactly them.")]
    state: Annotated[Maybe[AffectedDataState], Field(description="What became of them.")]
    evidence: Annotated[ShortList[EvidenceId], Field(description="What it is known from.")] = ()
