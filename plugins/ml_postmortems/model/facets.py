"""The facets: the ways in which records are grouped, each with an index page and one page a term."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.durations import happened
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.own_fields import OwnField, own_values
from ml_postmortems.model.record import Record
from ml_postmortems.model.scalars import SLUG_LENGTH
from ml_postmortems.model.taxonomy import UNCLASSIFIED, Definition, Taxonomy, family_of
from ml_postmortems.model.terms import DetectionSource, Kind, Origin, Status, Term
from ml_postmortems.plurals import words


@dataclass(frozen=True)
class Vocabulary:
    """The two vocabulary files together, both readable."""

    taxonomy: Taxonomy
    catalog: Catalog
    fields: Mapping[str, OwnField] = field(default_factory=dict)
    """The organisation's own fields, by their keys."""

    @cached_property
    def terms(self) -> Mapping[str, Mapping[str, FacetTerm]]:
        """By the key of each facet the terms that it has, whether a record uses them or not."""
        return {facet.key: _facet_terms(facet, self) for facet in FACETS}

    @cached_property
    def synonyms_text(self) -> str:
        """All groups of synonyms in one string, for telling whether they are the same."""
        return repr(self.taxonomy.synonyms)


@dataclass(frozen=True, slots=True)
class FacetTerm:
    """One term of a facet, as it is shown."""

    key: str
    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class Facet:
    """One way of grouping records."""

    key: str
    """Its name in queries and macros: `team`."""
    title: str
    """The heading of its index page: `Teams`."""
    noun: str
    """What one term is called: `team`."""
    folder: str
    """Where its pages live, with a slash at the end."""
    field: str
    """The field of a record that its terms stand in, for those who look at an empty list."""
    about: str
    """One sentence for the index page."""
    keys: Callable[[Record, Vocabulary], tuple[str, ...]]
    """The terms that a record belongs to."""
    terms: Callable[[Vocabulary], Mapping[str, FacetTerm]] = lambda _: {}
    """The terms that the vocabulary defines."""
    primary_keys: Callable[[Record, Vocabulary], tuple[str, ...]] | None = None
    """The terms that a record counts for in totals, where that is fewer; see `primary_label`."""
    primary_label: str = ""
    """How the smaller count reads: `as primary`."""
    newest_term_first: bool = False
    """Whether terms without a definition are listed in falling order."""

    def url(self, key: str) -> str:
        """The address of the page of one term."""
        return f"{self.folder}{key.lower()}/"


def _unique(keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))


def _leaves(record: Record, vocabulary: Vocabulary) -> tuple[str, ...]:
    return _unique(tuple(vocabulary.taxonomy.current_name(cause.category) for cause in record.real_causes))


def _primary_leaf(record: Record, vocabulary: Vocabulary) -> tuple[str, ...]:
    return (vocabulary.taxonomy.current_name(record.primary.category),) if record.primary else ()


def _families(record: Record, vocabulary: Vocabulary) -> tuple[str, ...]:
    return _unique(tuple(family_of(leaf) for leaf in _leaves(record, vocabulary)))


def _primary_family(record: Record, vocabulary: Vocabulary) -> tuple[str, ...]:
    return tuple(family_of(leaf) for leaf in _primary_leaf(record, vocabulary))


def _teams(record: Record, _: Vocabulary) -> tuple[str, ...]:
    return _unique((record.teams.owner, *record.teams.involved))


def _operators(record: Record, vocabulary: Vocabulary) -> tuple[str, ...]:
    operators = (vocabulary.catalog.operator_of(team) for team in _teams(record, vocabulary))
    return _unique(tuple(operator for operator in operators if operator))


def _artifacts_where(is_model: bool) -> Callable[[Record, Vocabulary], tuple[str, ...]]:
    def keys(record: Record, vocabulary: Vocabulary) -> tuple[str, ...]:
        catalog = vocabulary.catalog.artifacts
        used = (use.id for use in known_items(record.artifacts) if use.id in catalog)
        return _unique(tuple(key for key in used if catalog[key].kind.is_model == is_model))

    return keys


def _artifact_terms(is_model: bool) -> Callable[[Vocabulary], Mapping[str, FacetTerm]]:
    def terms(vocabulary: Vocabulary) -> Mapping[str, FacetTerm]:
        return {
            key: FacetTerm(key, artifact.name, artifact.description or artifact.kind.doc)
            for key, artifact in vocabulary.catalog.artifacts.items()
            if artifact.kind.is_model == is_model
        }

    return terms


def _leaf_terms(vocabulary: Vocabulary) -> Mapping[str, FacetTerm]:
    leaves = vocabulary.taxonomy.leaves.items()
    return {key: FacetTerm(key, leaf.name, leaf.definition) for key, leaf in leaves}


def _family_terms(vocabulary: Vocabulary) -> Mapping[str, FacetTerm]:
    families = vocabulary.taxonomy.causes.items()
    return {key: FacetTerm(key, family.name, family.definition) for key, family in families}


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _trigger(record: Record, _: Vocabulary) -> tuple[str, ...]:
    found = (known(trigger.category) for trigger in record.triggers)
    return _unique(tuple(category for category in found if category))


def _detection(record: Record, _: Vocabulary) -> tuple[str, ...]:
    detection = known(record.detection)
    return _one(known(detection.source)) if detection else ()


def _controls(record: Record, _: Vocabulary) -> tuple[str, ...]:
    return _unique(tuple(action.control.kind for action in known_items(record.actions) if action.control))


def _own_fields(record: Record, vocabulary: Vocabulary) -> tuple[str, ...]:
    faceted = {key for key, own in vocabulary.fields.items() if own.type.is_faceted}
    return tuple(
        own_term_key(key, value)
        for key, values in own_values(record.extra).items()
        if key in faceted
        for value in values
        if own_term_key(key, value)
    )


def own_term_key(key: str, value: str) -> str:
    """The term of a value of an own field, as it stands in addresses: `region/eu`; empty for what has no letters."""
    word = "-".join(re.findall(r"[a-z0-9]+", value.lower()))[:SLUG_LENGTH]
    return f"{key}/{word}" if word else ""


def _own_terms(vocabulary: Vocabulary) -> Mapping[str, FacetTerm]:
    terms = {}
    for key, own in vocabulary.fields.items():
        for value in own.choices:
            term = own_term_key(key, value)
            terms[term] = FacetTerm(term, f"{own.label}: {value}", own.description)
    return terms


def _planned(name: str) -> Callable[[Record, Vocabulary], tuple[str, ...]]:
    def keys(record: Record, _: Vocabulary) -> tuple[str, ...]:
        alignment = known(record.alignment)
        return _unique(known_items(getattr(alignment, name))) if alignment else ()

    return keys


def _defined_terms(definitions: Mapping[str, Definition]) -> Mapping[str, FacetTerm]:
    return {key: FacetTerm(key, each.name, each.definition) for key, each in definitions.items()}


def _closed_terms(vocabulary: type[Term]) -> Callable[[Vocabulary], Mapping[str, FacetTerm]]:
    terms = {term.value: FacetTerm(term.value, words(term).capitalize(), term.doc) for term in vocabulary}
    return lambda _: terms


CAUSE_FAMILY = Facet(
    key="family",
    title="Causes",
    noun="cause family",
    folder="causes/",
    field="causes",
    about="Why it happened, on two levels. A record stands under every cause that was not ruled out, and counts in "
    "totals for its primary cause only.",
    keys=_families,
    terms=_family_terms,
    primary_keys=_primary_family,
    primary_label="as primary cause",
)
CAUSE = replace(CAUSE_FAMILY, key="cause", noun="cause", keys=_leaves, terms=_leaf_terms, primary_keys=_primary_leaf)
TEAM = Facet(
    key="team",
    title="Teams",
    noun="team",
    folder="teams/",
    field="teams",
    about="The teams that own what failed, or took part.",
    keys=_teams,
    terms=lambda vocabulary: {
        key: FacetTerm(key, team.name, team.description or "") for key, team in vocabulary.catalog.teams.items()
    },
    primary_keys=lambda record, _: (record.teams.owner,),
    primary_label="as owner",
)
OPERATOR = Facet(
    key="operator",
    title="Operators",
    noun="operator",
    folder="operators/",
    field="teams",
    about="The organisations that ran the systems.",
    keys=_operators,
    terms=lambda vocabulary: {
        key: FacetTerm(key, operator.name, "") for key, operator in vocabulary.catalog.operators.items()
    },
)
MODEL = Facet(
    key="model",
    title="Models",
    noun="model",
    folder="models/",
    field="artifacts",
    about="The models that failed, passed a failure on or were harmed by one.",
    keys=_artifacts_where(is_model=True),
    terms=_artifact_terms(is_model=True),
)
ARTIFACT = Facet(
    key="artifact",
    title="Other artifacts",
    noun="artifact",
    folder="artifacts/",
    field="artifacts",
    about="Data sets, features, pipelines, configuration and services that played a part.",
    keys=_artifacts_where(is_model=False),
    terms=_artifact_terms(is_model=False),
)
SEVERITY = Facet(
    key="severity",
    title="Severities",
    noun="severity",
    folder="severities/",
    field="severity",
    about="How bad it was, by observable criteria.",
    keys=lambda record, _: (record.severity.value,),
    terms=lambda vocabulary: {
        level.value: FacetTerm(level.value, f"{level} {criteria.name}", criteria.definition)
        for level, criteria in vocabulary.taxonomy.severities.items()
    },
)
YEAR = Facet(
    key="year",
    title="Years",
    noun="year",
    folder="years/",
    field="timeline",
    about="When it began, or the first that is known of it.",
    keys=lambda record, _: (str(happened(record).earliest.year),),
    newest_term_first=True,
)
TRIGGER = Facet(
    key="trigger",
    title="Triggers",
    noun="trigger",
    folder="triggers/",
    field="trigger",
    about="What set it off, apart from why it could happen.",
    keys=_trigger,
    terms=lambda vocabulary: _defined_terms(vocabulary.taxonomy.triggers),
)
STAGE = Facet(
    key="stage",
    title="Lifecycle stages",
    noun="lifecycle stage",
    folder="lifecycle-stages/",
    field="lifecycle_stage",
    about="Where in the life of a model it broke.",
    keys=lambda record, _: _one(known(record.lifecycle_stage)),
    terms=lambda vocabulary: _defined_terms(vocabulary.taxonomy.lifecycle_stages),
)
DETECTION = Facet(
    key="detection",
    title="Detection",
    noun="detection source",
    folder="detection/",
    field="detection",
    about="Who or what noticed it first.",
    keys=_detection,
    terms=_closed_terms(DetectionSource),
)
CONTROL = Facet(
    key="control",
    title="Control kinds",
    noun="control",
    folder="control-kinds/",
    field="actions",
    about="The lasting mechanisms that actions put in place, by what sort of thing they are.",
    keys=_controls,
    terms=lambda vocabulary: _defined_terms(vocabulary.taxonomy.controls),
)
KIND = Facet(
    key="kind",
    title="Kinds",
    noun="kind",
    folder="kinds/",
    field="kind",
    about="What sort of event it was.",
    keys=lambda record, _: (record.kind.value,),
    terms=_closed_terms(Kind),
)
ORIGIN = Facet(
    key="origin",
    title="Origins",
    noun="origin",
    folder="origins/",
    field="origin",
    about="Whose incident it was.",
    keys=lambda record, _: (record.origin.value,),
    terms=_closed_terms(Origin),
)
STATUS = Facet(
    key="status",
    title="Statuses",
    noun="status",
    folder="statuses/",
    field="status",
    about="How far the record has come.",
    keys=lambda record, _: (record.status.value,),
    terms=_closed_terms(Status),
)
TAG = Facet(
    key="tag",
    title="Tags",
    noun="tag",
    folder="tags/",
    field="tags",
    about="Free words that authors gave.",
    keys=lambda record, _: record.tags,
)
OWN_FIELD = Facet(
    key="field",
    title="Own fields",
    noun="own field",
    folder="fields/",
    field="extra",
    about="What the organisation asks beyond the format, by its settings.",
    keys=_own_fields,
    terms=_own_terms,
)
SLO = Facet(
    key="slo",
    title="Service level objectives",
    noun="service level objective",
    folder="slos/",
    field="alignment",
    about="The objectives that incidents touched, as their records name them.",
    keys=_planned("slos"),
)
GOAL = Facet(
    key="goal",
    title="Goals",
    noun="goal",
    folder="goals/",
    field="alignment",
    about="The goals of the organisation that incidents touched.",
    keys=_planned("goals"),
)
ROADMAP = Facet(
    key="roadmap",
    title="Roadmap items",
    noun="roadmap item",
    folder="roadmap/",
    field="alignment",
    about="The planned work that incidents touched.",
    keys=_planned("roadmap"),
)
PLANS = (SLO, GOAL, ROADMAP)
"""What of the organisation's plans incidents touch, told to insiders only."""

FACETS = (
    CAUSE_FAMILY,
    CAUSE,
    TEAM,
    MODEL,
    ARTIFACT,
    OPERATOR,
    SEVERITY,
    YEAR,
    TRIGGER,
    STAGE,
    DETECTION,
    CONTROL,
    KIND,
    ORIGIN,
    STATUS,
    *PLANS,
    OWN_FIELD,
    TAG,
)
"""In the order in which pages list them."""
FACETS_BY_KEY = {facet.key: facet for facet in FACETS}


def facet_terms(facet: Facet, vocabulary: Vocabulary) -> Mapping[str, FacetTerm]:
    """The terms of a facet that the vocabulary defines, with `unclassified` for causes."""
    return vocabulary.terms[facet.key]


def facet_term(facet: Facet, key: str, vocabulary: Vocabulary) -> FacetTerm:
    """A term by its key; one that nobody defines is called by the key, a value of an own field by label and key."""
    if found := facet_terms(facet, vocabulary).get(key):
        return found
    name, _, word = key.partition("/")
    if facet is OWN_FIELD and (own := vocabulary.fields.get(name)):
        return FacetTerm(key, f"{own.label}: {word.replace('-', ' ')}", own.description)
    return FacetTerm(key, key, "")


def _facet_terms(facet: Facet, vocabulary: Vocabulary) -> Mapping[str, FacetTerm]:
    terms = dict(facet.terms(vocabulary))
    if facet in (CAUSE, CAUSE_FAMILY):
        definition = vocabulary.taxonomy.unclassified
        terms[UNCLASSIFIED] = FacetTerm(UNCLASSIFIED, definition.name, definition.definition)
    return terms


def has_page_without_records(key: str) -> bool:
    """Whether a term of the vocabulary has a page although no record belongs to it."""
    return key != UNCLASSIFIED
