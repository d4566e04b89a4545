"""PM5 for the data flow: versions that the incident depends on, and lineage that agrees with the catalog."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule, record_rule
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.model.catalog import ArtifactKind
from ml_postmortems.model.not_known import NotKnown, known_items
from ml_postmortems.model.terms import ArtifactRole, Kind
from ml_postmortems.model.versioned_artifact import split_version
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_VERSIONED_AT_ORIGIN = frozenset(
    {ArtifactKind.FEATURE, ArtifactKind.SCHEMA, ArtifactKind.LABEL_SET, ArtifactKind.PROMPT}
)


@record_rule("PM561", Level.WARNING)
def origin_without_version(file: RecordFile, context: Context) -> Iterator[Problem]:
    """Features, schemas, label sets and prompts at which a SEV1 or SEV2 of ours began are named with their version.

    What it does
        Asks for `version` of artifacts of these kinds in the role `origin`, from `published` on. Models and data sets
        need one in every role (PM307).
    Why it matters
        Whether the next version has the same fault depends on which one had it. It takes the place of the sentence of
        the account that names the version.
    Example
        `role: origin` at a feature
    Instead
        `version: v3`, or `version: {unknown: why}`, beside it.
    """
    record = own_published(file)
    if not record or not context.corpus.catalog or record.kind is not Kind.INCIDENT or not record.tier.is_severe:
        return
    for place, use in enumerate(known_items(record.artifacts)):
        artifact = context.corpus.catalog.artifacts.get(use.id)
        is_asked = artifact is not None and artifact.kind in _VERSIONED_AT_ORIGIN and use.role is ArtifactRole.ORIGIN
        if artifact and is_asked and use.version is None:
            yield at_field(
                file,
                ("artifacts", place, "version"),
                f"must be given for a {artifact.kind} at which the incident began",
                "nothing",
                "add the version, or `version: {unknown: why}`",
            )


@record_rule("PM562", Level.WARNING)
def lineage_not_in_catalog(file: RecordFile, context: Context) -> Iterator[Problem]:
    """What fed an artifact is upstream of it in the catalog, directly or not.

    What it does
        Looks up each artifact under `upstream` in the lineage of the artifact that it stands at.
    Why it matters
        The catalog tells which other artifacts a failure can reach; a way that only the record knows is missing there.
    Example
        `upstream: [ranking-model]` at the data set that the model is trained on
    Instead
        Add it to `upstream` of the artifact in `catalog.yml`, or name what did feed it.
    """
    catalog = context.corpus.catalog
    if not file.record or not catalog:
        return
    for place, use in enumerate(known_items(file.record.artifacts)):
        lineage = catalog.upstream_of([use.id])
        for number, named in enumerate(use.upstream):
            source, _ = split_version(named)
            if use.id in catalog.artifacts and source in catalog.artifacts and source not in lineage:
                yield at_field(
                    file,
                    ("artifacts", place, "upstream", number),
                    f"must be upstream of `{use.id}` in the catalog",
                    shown(source),
                    f"add `{source}` to `upstream` of `{use.id}` in catalog.yml, or name what did feed it",
                )


@file_rule("PM563", Level.WARNING)
def upstream_at_another_version(file: RecordFile) -> Iterator[Problem]:
    """What fed an artifact has the version under which it is listed itself.

    What it does
        Compares the version of each artifact under `upstream` with those of its own entries in `artifacts`.
    Why it matters
        One of the two is wrong, or the record lacks an entry: the data flow shows two artifacts where there was one.
    Example
        `upstream: [click-log@v9]` where `artifacts` lists `click-log` with `version: v3`
    Instead
        Write `click-log@v3`, or add an entry for the other version.
    """
    uses = known_items(file.record.artifacts) if file.record else ()
    for place, use in enumerate(uses):
        for number, named in enumerate(use.upstream):
            source, version = split_version(named)
            listed = [each.version for each in uses if each.id == source and each.version is not None]
            told = [each for each in listed if not isinstance(each, NotKnown)]
            if version and told and version not in told:
                yield at_field(
                    file,
                    ("artifacts", place, "upstream", number),
                    f"must have a version that `artifacts` lists for `{source}`",
                    f"{shown(named)}, and {', '.join(map(shown, told))} there",
                    "correct one of the two, or add an entry for the other version",
                )
