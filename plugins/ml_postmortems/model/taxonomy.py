"""The open vocabulary: causes on two levels, severities, triggers, lifecycle stages, controls and risk anchors."""

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from ml_postmortems.model.block import Block
from ml_postmortems.model.instant import FIRST_YEAR, LAST_YEAR
from ml_postmortems.model.scalars import (
    NAME_LENGTH,
    Flag,
    Integer,
    Line,
    Number,
    ShortList,
    Slug,
    Table,
    Text,
    UniqueItems,
    Uri,
    formed_text,
    whole_number,
)
from ml_postmortems.model.terms import Severity

UNCLASSIFIED = "unclassified"

LeafName = Annotated[str, formed_text(r"[a-z0-9-]+/[a-z0-9-]+", "must have the form `family/leaf`", NAME_LENGTH)]


class Source(Block):
    """A work that a definition rests on."""

    title: Text
    authors: Text
    year: Annotated[int, whole_number(FIRST_YEAR, LAST_YEAR)]
    publisher: Text
    uri: Uri
    note: Text


class Definition(Block):
    """A term and what it means."""

    name: Line
    definition: Text
    example: Text | None = None


class SeverityBound(Block):
    """An amount of harm from which on a record has at least this severity."""

    measure: Literal["users", "requests", "predictions", "money", "slo_budget", "harm"]
    """A field of the impact; of `harm` any text counts."""
    at_least: Number
    percent: Flag = False
    """Whether shares in per cent are meant; otherwise only other units count."""
    for_minutes: Integer = 0
    """How long at least, from started to mitigated, where that is known."""
    categories: ShortList[LeafName] = ()
    """If given, only for records with one of these causes."""
    or_unknown: Flag = False
    """Whether not knowing the amount counts as reaching it."""

    @property
    def text(self) -> str:
        """The bound in words, which complete "where ..."."""
        unit = " per cent of" if self.percent else ""
        amount = "there is any" if self.measure == "harm" else f"there are at least {self.at_least:,f}{unit}"
        duration = f" for {self.for_minutes} minutes or longer" if self.for_minutes else ""
        causes = f" with the cause {' or '.join(self.categories)}" if self.categories else ""
        return f"{amount} {self.measure}{duration}{causes}{', or it is unknown' if self.or_unknown else ''}"


class SeverityCriteria(Definition):
    """One level of severity and the observable criteria, any of which is enough."""

    criteria: ShortList[Text]
    bounds: ShortList[SeverityBound] = ()
    """Criteria that the checker can read: a record that reaches one of them has at least this severity."""


class Exclusion(Block):
    """Something that a leaf does not mean, and the leaf that does."""

    text: Text
    use: LeafName


class Questions(Block):
    """What a reviewer asks of a record that names the leaf."""

    data_source: Text
    alternative: Text
    refutation: Text
    bias: Text


class Leaf(Definition):
    """One category of causes."""

    includes: ShortList[Text]
    excludes: ShortList[Exclusion]
    example: Text
    sources: ShortList[Slug]
    questions: Questions
    aliases: ShortList[LeafName] = ()


class Family(Block):
    """A group of categories."""

    name: Line
    definition: Text
    leaves: Table[Slug, Leaf]


class Regime(Definition):
    """A set of rules by which incidents must be reported to somebody; whether one must be, people judge."""

    link: Uri


class RiskAnchors(Block):
    """What the numbers 1 to 5 of a risk estimate mean."""

    likelihood: dict[Literal["1", "2", "3", "4", "5"], Definition]
    impact: dict[Literal["1", "2", "3", "4", "5"], Definition]


class Taxonomy(Block):
    """Everything that `taxonomy.yml` defines."""

    schema_version: Literal["1"]
    extends: Literal["default"] | None = None
    """Whether it adds to the taxonomy of the package; what it does not say is as it is there."""
    sources: Table[Slug, Source]
    causes: Table[Slug, Family]
    unclassified: Definition
    severities: dict[Severity, SeverityCriteria]
    triggers: Table[Slug, Definition]
    lifecycle_stages: Table[Slug, Definition]
    controls: Table[Slug, Definition]
    risk: RiskAnchors
    regimes: Table[Slug, Regime] = Field(default_factory=dict)
    synonyms: Annotated[tuple[ShortList[Line], ...], UniqueItems(1000)] = ()
    """Groups of words and phrases that mean the same in this field: a search for one finds the others."""

    @cached_property
    def leaves(self) -> dict[str, Leaf]:
        """Every leaf by its full name `family/leaf`, in the order of the file."""
        return {
            f"{family_name}/{leaf_name}": leaf
            for family_name, family in self.causes.items()
            for leaf_name, leaf in family.leaves.items()
        }

    @cached_property
    def renamed_leaves(self) -> dict[str, str]:
        """Former names of leaves, each with the name that holds now."""
        return {alias: name for name, leaf in self.leaves.items() for alias in leaf.aliases}

    def categories(self) -> Iterator[str]:
        """Every value that a cause may have as its category."""
        yield from self.leaves
        yield UNCLASSIFIED

    def current_name(self, category: str) -> str:
        """The name that holds now for a category, which may be a former one."""
        return self.renamed_leaves.get(category, category)


def family_of(category: str) -> str:
    """The family of a category: what stands before the slash, or `unclassified` itself."""
    return category.split("/", 1)[0]
