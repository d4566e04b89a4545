"""The catalog: who and what the records may name."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.model.block import Block
from ml_postmortems.model.scalars import Flag, Line, ShortList, Slug, Table, Text, When
from ml_postmortems.model.terms import Coverage, Term

_FORM_OF_COMPANY = lazy_pattern(
    r"(?:\W+(?:inc|incorporated|ltd|limited|llc|plc|gmbh|ag|se|corp|corporation|company|co))+\W*$"
)
_NO_LETTER = lazy_pattern(r"[\W_]+")


class ArtifactKind(Term):
    """What sort of thing an artifact of the catalog is."""

    MODEL = "model", "A trained model, or a family served under one name."
    DATASET = "dataset", "Data that models are trained on or that feeds them."
    FEATURE = "feature", "A feature or a file of features."
    SCHEMA = "schema", "The form that data must have: columns, types, units."
    LABEL_SET = "label-set", "Labels, or the proxy that stands in for them."
    EVAL_SET = "eval-set", "Data or a benchmark that models are measured by."
    PROMPT = "prompt", "A system prompt or a template of prompts."
    PIPELINE = "pipeline", "Something that makes artifacts of artifacts."
    CONFIG = "config", "Configuration that changes behaviour."
    SERVICE = "service", "Something that answers requests."
    LIBRARY = "library", "Code that others run: a library, a compiler, a runtime."
    VENDOR_MODEL = "vendor-model", "A model that somebody else runs or supplies."
    AGENT = "agent", "A system that plans and acts, or answers, by a language model."
    TOOL = "tool", "Something that an agent calls to read or to act."
    GUARDRAIL = "guardrail", "A check that limits what goes into a model or what comes out of it."
    POLICY = "policy", "Rules of what a model or an agent may do, as it is told or as they are enforced."

    @property
    def is_model(self) -> bool:
        """Whether it belongs on the index of models."""
        return self in (ArtifactKind.MODEL, ArtifactKind.VENDOR_MODEL)

    @property
    def is_versioned(self) -> bool:
        """Whether a record that names one must say which version."""
        return self in (ArtifactKind.MODEL, ArtifactKind.VENDOR_MODEL, ArtifactKind.DATASET)


class Operator(Block):
    """An organisation that runs ML systems."""

    name: Line
    ours: Flag | None = None
    """Whether this base is kept by it; where that is not said, the operator with the id `us` is."""


class Team(Block):
    """A team of an operator, or the operator as a whole where no team is published."""

    operator: Slug
    name: Line
    description: Text | None = None


class Artifact(Block):
    """A model, data set, service or other thing that incidents happen to."""

    kind: ArtifactKind
    name: Line
    team: Slug
    description: Text | None = None
    upstream: ShortList[Slug] = ()
    """Lineage: what its content is made of or computed from."""
    depends_on: ShortList[Slug] = ()
    """What it needs to run, without content passing."""
    in_service_from: When | None = None
    until: When | None = None


class Catalog(Block):
    """Everything that `catalog.yml` names."""

    schema_version: Literal["1"]
    corpus: Coverage
    operators: Table[Slug, Operator]
    teams: Table[Slug, Team]
    artifacts: Table[Slug, Artifact]

    def upstream_of(self, artifacts: Iterable[str]) -> list[str]:
        """Everything that these are made of, directly or not, but themselves; the nearest first.

        Names that are not in the catalog lead nowhere, and lineage need not be free of cycles.
        """
        frontier = list(artifacts)
        seen, found = set(frontier), []
        while frontier:
            sources = [source for key in frontier if key in self.artifacts for source in self.artifacts[key].upstream]
            frontier = [source for source in dict.fromkeys(sources) if source not in seen]
            seen.update(frontier)
            found += frontier
        return found

    @cached_property
    def made_of(self) -> Mapping[str, tuple[str, ...]]:
        """By artifact what is made of it directly, in the order of the catalog."""
        found: dict[str, list[str]] = {}
        for name, artifact in self.artifacts.items():
            for source in dict.fromkeys(artifact.upstream):
                found.setdefault(source, []).append(name)
        return {source: tuple(names) for source, names in found.items()}

    def is_ours(self, team: str) -> bool:
        """Whether a team belongs to an operator that keeps this base; false for one that is not in the catalog."""
        operator = self.operator_of(team)
        return operator in self.operators and self.keeps_base(operator)

    def keeps_base(self, operator: str) -> bool:
        """Whether an operator of the catalog keeps this base."""
        ours = self.operators[operator].ours
        return operator == "us" if ours is None else ours

    @cached_property
    def operators_of_our_name(self) -> frozenset[str]:
        """The operators that keep this base, and those that have a name or an id of theirs without signs and `Inc`."""
        ours = {name for key in self.operators if self.keeps_base(key) for name in self._names_of(key)}
        return frozenset(key for key in self.operators if not ours.isdisjoint(self._names_of(key)))

    def _names_of(self, operator: str) -> set[str]:
        names = (operator, self.operators[operator].name)
        return {_NO_LETTER.sub("", _FORM_OF_COMPANY.sub("", name.casefold())) for name in names}

    def is_supplied(self, artifact: str) -> bool:
        """Whether somebody else runs or supplies an artifact, whichever team uses it."""
        return artifact in self.artifacts and self.artifacts[artifact].kind is ArtifactKind.VENDOR_MODEL

    def operator_of(self, team: str) -> str | None:
        """The id of the operator a team belongs to, or None for a team that is not in the catalog."""
        return self.teams[team].operator if team in self.teams else None
