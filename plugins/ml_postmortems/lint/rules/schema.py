"""PM1: the schema of the record and the words of the vocabulary."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field, faults_of, from_fault, not_a_term
from ml_postmortems.lint.registry import file_rule, record_rule, side_rule
from ml_postmortems.model.requirements import (
    ARTIFACT_REFERENCES,
    CAUSE_FIELD,
    CONTROL_FIELD,
    STAGE_FIELD,
    TEAM_REFERENCES,
    TRIGGER_FIELDS,
    UPSTREAM_FIELD,
    FieldPath,
    insider_places,
    words,
)
from ml_postmortems.model.versioned_artifact import split_version
from ml_postmortems.reading.corpus import CATALOG_FILE, TAXONOMY_FILE, Corpus
from ml_postmortems.reading.faults import FaultKind, shown
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.reading.vocabulary import VocabularyFile
from ml_postmortems.suggestion import closest


@file_rule("PM101")
def missing_key(file: RecordFile) -> Iterator[Problem]:
    """A block has every key it cannot do without.

    What it does
        Reports a key that is missing or empty although its block, or every record, needs it.
    Why it matters
        A cause without a category is in no index; an entry of the timeline without a time is nowhere.
    Example
        `{id: C4, role: systemic, text: Nobody tried it on old data.}`, a cause without its category
    Instead
        Add the key.
    """
    yield from faults_of(file, FaultKind.MISSING_KEY)


@file_rule("PM102")
def unknown_key(file: RecordFile) -> Iterator[Problem]:
    """Every key is one that the format knows.

    What it does
        Reports keys that the format does not have, with the nearest that it has.
    Why it matters
        A misspelt key is a field that nobody reads: what it says is lost.
    Example
        `severty: SEV2`
    Instead
        `severity: SEV2`
    """
    yield from faults_of(file, FaultKind.UNKNOWN_KEY)


@file_rule("PM103")
def wrong_shape(file: RecordFile) -> Iterator[Problem]:
    """A value is a text, a list or a mapping, as its field asks.

    What it does
        Reports a text where a list belongs, and the like.
    Why it matters
        Guessing what was meant is how a reader and a checker come to disagree.
    Example
        `tags: capacity`
    Instead
        `tags: [capacity]`
    """
    yield from faults_of(file, FaultKind.WRONG_SHAPE)


@file_rule("PM104")
def unknown_term(file: RecordFile) -> Iterator[Problem]:
    """A field with a fixed vocabulary holds one of its words.

    What it does
        Compares the value, letter by letter, with the words of the field.
    Why it matters
        Indexes, filters and requirements depend on the word: `Public` is not `public`.
    Example
        `severity: SEV-2`
    Instead
        `severity: SEV2`
    """
    yield from faults_of(file, FaultKind.UNKNOWN_TERM)


@record_rule("PM105")
def malformed_value(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A date, number, id or link has the one form that the field reads.

    What it does
        Reports values of another form, with the form that is read. Times are read as they are pasted, such as
        `2025-11-18 11:20` or `2025-11-18 11:20 AM UTC`, where something tells their offset: they themselves, or
        `timezone: Europe/Berlin` in the record. `check --fix` writes them in the one form.
    Why it matters
        A time without its offset is off by hours for somebody, and a date that does not exist is a mistake.
    Example
        `at: 18/11/2025 11:20`
    Instead
        `at: 2025-11-18T11:20:00Z`
    """
    catalog = context.corpus.catalog
    for fault in file.faults:
        if fault.kind is not FaultKind.MALFORMED_VALUE:
            continue
        if catalog and isinstance(fault.meant, str):
            names = tuple(part for part in fault.field if isinstance(part, str))
            ids = (
                catalog.teams if names in TEAM_REFERENCES else catalog.artifacts if names in ARTIFACT_REFERENCES else ()
            )
            if near := closest(fault.meant, ids):
                fault = replace(fault, fix=f"did you mean `{near}`?")
        yield from_fault(fault)


@file_rule("PM106")
def value_out_of_bounds(file: RecordFile) -> Iterator[Problem]:
    """A value keeps the bounds of its field.

    What it does
        Checks the length of texts and lists and the range of numbers; the bounds stand on the page of the fields.
    Why it matters
        A title of 300 letters breaks every list it stands in, 5,000 tags make 5,000 pages, a likelihood of 7 has no
        anchor, and nothing lasted -5 minutes.
    Example
        `likelihood: 7`
    Instead
        `likelihood: 5`
    """
    yield from faults_of(file, FaultKind.VALUE_OUT_OF_BOUNDS)


@file_rule("PM117")
def repeated_item(file: RecordFile) -> Iterator[Problem]:
    """A list names each thing once.

    What it does
        Compares the items of every list. Of people, rounds, exemptions and references it compares what they name.
    Why it matters
        A repeat says nothing, and the record would stand twice on the page of a team or a tag.
    Example
        `tags: [capacity, autoscaling, capacity]`
    Instead
        `tags: [capacity, autoscaling]`
    """
    yield from faults_of(file, FaultKind.REPEATED_ITEM)


@file_rule("PM107")
def forbidden_unknown(file: RecordFile) -> Iterator[Problem]:
    """What must be known is not said to be unknown.

    What it does
        Refuses `{unknown: why}` and `{not_applicable: why}` in title, severity, symptom, owning team, primary cause,
        the owner and due date of an action, and in ids. Where another field gives the value, leave it out.
    Why it matters
        Without these nobody can find, rank or finish anything.
    Example
        `severity: {unknown: still being discussed}`
    Instead
        `severity: SEV3`, and say in the pull request that it is being discussed.
    """
    yield from faults_of(file, FaultKind.FORBIDDEN_UNKNOWN)


@record_rule("PM108")
def unknown_cause_category(file: RecordFile, context: Context) -> Iterator[Problem]:
    """The category of a cause is a leaf of the taxonomy.

    What it does
        Looks the category up in `taxonomy.yml`.
    Why it matters
        A cause under a word of its own is in no index, and its recurrence is never seen.
    Example
        `category: rollout-gap`
    Instead
        `category: process/rollout-gap`; where no leaf fits, `unclassified` with a `proposed_category`.
    """
    if file.record and (taxonomy := context.corpus.taxonomy):
        yield from _unknown(
            file,
            (CAUSE_FIELD,),
            "a cause of the taxonomy",
            f"{TAXONOMY_FILE}, or write `unclassified` and a `proposed_category`",
            [*taxonomy.categories(), *taxonomy.renamed_leaves],
        )


@record_rule("PM109", Level.WARNING)
def deprecated_cause_category(file: RecordFile, context: Context) -> Iterator[Problem]:
    """The category of a cause has the name that holds now.

    What it does
        Reports former names of a leaf.
    Why it matters
        The former name still works; two names for one thing make searches by hand miss half.
    Example
        `category: data-quality/format-change`, where a leaf has `aliases: [data-quality/format-change]` in
        `taxonomy.yml`
    Instead
        The name of that leaf.
    """
    if file.record and (taxonomy := context.corpus.taxonomy):
        for path, category in words(file.record, CAUSE_FIELD):
            if category in taxonomy.renamed_leaves:
                yield at_field(
                    file,
                    path,
                    "must have its current name",
                    shown(category),
                    f"write `{taxonomy.current_name(category)}`",
                )


@record_rule("PM110")
def unknown_taxonomy_term(file: RecordFile, context: Context) -> Iterator[Problem]:
    """Triggers, lifecycle stages and kinds of control are terms of the taxonomy.

    What it does
        Looks each up in `taxonomy.yml`.
    Why it matters
        Each term has a definition and a page; a word without one means something else to everybody.
    Example
        `category: deploy` under `trigger`
    Instead
        `category: binary-push`
    """
    if file.record and (taxonomy := context.corpus.taxonomy):
        yield from _unknown(file, TRIGGER_FIELDS, "a trigger of the taxonomy", TAXONOMY_FILE, taxonomy.triggers)
        yield from _unknown(
            file, (STAGE_FIELD,), "a lifecycle stage of the taxonomy", TAXONOMY_FILE, taxonomy.lifecycle_stages
        )
        yield from _unknown(file, (CONTROL_FIELD,), "a control of the taxonomy", TAXONOMY_FILE, taxonomy.controls)


@record_rule("PM111")
def unknown_team(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A team is one of the catalog.

    What it does
        Looks every team up in `catalog.yml`.
    Why it matters
        The team's page, its open actions and its trends are collected by this id.
    Example
        `owner: search-ranking`
    Instead
        `owner: ranking`, the id that the team has in `catalog.yml`.
    """
    if file.record and context.corpus.catalog:
        yield from _unknown(file, TEAM_REFERENCES, "a team of the catalog", CATALOG_FILE, context.corpus.catalog.teams)


@record_rule("PM112")
def unknown_artifact(file: RecordFile, context: Context) -> Iterator[Problem]:
    """An artifact is one of the catalog.

    What it does
        Looks every model, data set, service and other artifact up in `catalog.yml`.
    Why it matters
        "Has this model failed before" is answered by this id.
    Example
        `- id: ranker`
    Instead
        `- id: ranking-model`, the id that the artifact has in `catalog.yml`.
    """
    if file.record and context.corpus.catalog:
        yield from _unknown(
            file, ARTIFACT_REFERENCES, "an artifact of the catalog", CATALOG_FILE, context.corpus.catalog.artifacts
        )
        known = set(context.corpus.catalog.artifacts)
        for path, word in words(file.record, UPSTREAM_FIELD):
            artifact, _ = split_version(word)
            if artifact not in known:
                yield not_a_term(file, path, "an artifact of the catalog", CATALOG_FILE, artifact, known)


@file_rule("PM113")
def insider_knowledge_in_external_record(file: RecordFile) -> Iterator[Problem]:
    """A record of somebody else's incident has no fields that only an insider can fill in.

    What it does
        Refuses people, responsibilities, communication, alignment, incident references, risk estimates, and the
        person, priority and ticket of actions where `origin` is `external`. Dates of actions may stand there, since
        operators publish them.
    Why it matters
        Whatever stood there would be invented.
    Example
        `priority: P1` in an action that an operator announced.
    Instead
        Leave the field out.
    """
    if file.record:
        for path, _value in insider_places(file.record):
            yield at_field(
                file,
                path,
                "must not stand in a record of `origin: external`",
                "a value",
                "delete it, as only an insider can know it; if it was our incident, write `origin: own`",
            )


@side_rule("PM114")
def broken_vocabulary(context: Context) -> Iterator[Problem]:
    """The files beside the records have the form that the checker reads.

    What it does
        Reads `taxonomy.yml` and `catalog.yml`, and, where they exist, `exposure.yml`, `catches.csv`,
        `incidents.csv`, `ratings.csv`, `allowed-secrets.yml` and `settings.yml`, as strictly as a record.
    Why it matters
        Records are judged by what these files say, and numbers are computed from it.
    Example
        `lost-units: {name: Lost units}`, a leaf without a definition
    Instead
        Write the definition.
    """
    for file in context.corpus.vocabulary_files:
        for fault in file.faults:
            yield replace(from_fault(fault), path=file.path)


@side_rule("PM115")
def dangling_vocabulary_reference(context: Context) -> Iterator[Problem]:
    """What the taxonomy and the catalog refer to exists in them.

    What it does
        Looks up the leaf of each exclusion, the sources of each leaf, the operator of each team, and the team and the
        upstream artifacts of each artifact.
    Why it matters
        A lineage that points nowhere cannot be followed, and a definition without its source cannot be checked.
    Example
        `upstream: [bot-feature]` where the artifact is called `bot-feature-file`
    Instead
        `upstream: [bot-feature-file]`
    """
    for file, path, what, found, terms in _references(context.corpus):
        if found not in terms:
            yield replace(not_a_term(file, path, what, file.path.name, found, terms), path=file.path)


Reference = tuple[VocabularyFile, FieldPath, str, str, Collection[str]]


def _references(corpus: Corpus) -> Iterator[Reference]:
    """Each name that the vocabulary files use: where it stands, what it must be, itself, and what there is."""
    taxonomy_file, catalog_file = corpus.vocabulary_files[:2]
    if taxonomy := corpus.taxonomy:
        for name, leaf in taxonomy.leaves.items():
            family, short = name.split("/")
            base: FieldPath = ("causes", family, "leaves", short)
            others = taxonomy.leaves.keys() - {name}
            for index, exclusion in enumerate(leaf.excludes):
                yield taxonomy_file, (*base, "excludes", index, "use"), "another leaf", exclusion.use, others
            for index, source in enumerate(leaf.sources):
                yield taxonomy_file, (*base, "sources", index), "a source of the taxonomy", source, taxonomy.sources
    if catalog := corpus.catalog:
        for key, team in catalog.teams.items():
            base = ("teams", key, "operator")
            yield catalog_file, base, "an operator of the catalog", team.operator, catalog.operators
        for key, artifact in catalog.artifacts.items():
            base = ("artifacts", key)
            yield catalog_file, (*base, "team"), "a team of the catalog", artifact.team, catalog.teams
            others = catalog.artifacts.keys() - {key}
            for field in ("upstream", "depends_on"):
                for index, other in enumerate(getattr(artifact, field)):
                    yield catalog_file, (*base, field, index), "another artifact of the catalog", other, others


def _unknown(
    file: RecordFile, fields: Iterable[tuple[str, ...]], what: str, home: str, terms: Iterable[str]
) -> Iterator[Problem]:
    """A problem for each word in these fields that is not one of the terms."""
    known = set(terms)
    assert file.record
    for field in fields:
        for path, word in words(file.record, field):
            if word not in known:
                yield not_a_term(file, path, what, home, word, known)
