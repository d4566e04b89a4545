"""PM8 for an artifact that a pull request brings into the catalog under almost the name of another one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ml_postmortems.edit_distance import edit_distance
from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import record_rule
from ml_postmortems.model.catalog import Artifact, Catalog
from ml_postmortems.model.requirements import words
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_WORD = lazy_pattern(r"[^\W_]+")
_VERSION = lazy_pattern(r"v(?:ersion)?|v?\d[\d.]*[a-z]{0,2}|new|old|latest")
_MOST_CHANGES = 2
_LETTERS_TO_A_CHANGE = 4
"""A word of fewer letters is another one when one of them is changed: `de` and `fr`, `eval` and `oval`."""


@record_rule("PM816", Level.WARNING)
def twin_artifact(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A record of a pull request names no new artifact whose name is almost that of one in the catalog.

    What it does
        Looks in the records that a pull request changes for artifacts that it adds to catalog.yml, and warns where
        another artifact of the same operator, which the catalog has already, has an id or a name that differs by one
        or two letters, or by signs or a version at the end.
    Why it matters
        The incidents of one model under two names are told on two pages, and no repeat of them is asked for.
    Example
        `- {id: rankings-model, role: failed}` with a new artifact `rankings-model` beside `ranking-model`
    Instead
        `- {id: ranking-model, version: v41, role: failed}`
    """
    base, catalog = context.base_catalog, context.corpus.catalog
    if not file.record or file.path not in context.changed or not base or not catalog:
        return
    for place, key in words(file.record, ("artifacts", "id")):
        if key in catalog.artifacts and key not in base.artifacts and (twin := _twin_of(key, catalog, base)):
            yield at_field(
                file,
                place,
                "must not be another name of an artifact that the catalog has already",
                f"{shown(key)}, which is new, beside {shown(twin)}",
                f"write `id: {twin}`, with its `version`; if they are two, give the new one a name that says what sets "
                "it apart",
            )


def _twin_of(key: str, catalog: Catalog, base: Catalog) -> str | None:
    """The artifact of the same operator that stood in the catalog before, stands there still, and has a near name."""
    operator = catalog.operator_of(catalog.artifacts[key].team)
    names = _names(key, catalog.artifacts[key])
    old = (other for other in catalog.artifacts if other in base.artifacts)
    of_operator = (other for other in old if catalog.operator_of(catalog.artifacts[other].team) == operator)
    for other in of_operator:
        if any(_are_near(one, two) for one in names for two in _names(other, catalog.artifacts[other])):
            return other
    return None


def _names(key: str, artifact: Artifact) -> set[tuple[str, ...]]:
    """The words of the id and of the name, without a version at the end."""
    return {_without_version(_WORD.findall(name.casefold())) for name in (key, artifact.name)}


def _without_version(parts: Sequence[str]) -> tuple[str, ...]:
    end = len(parts)
    while end > 1 and _VERSION.fullmatch(parts[end - 1]):
        end -= 1
    return tuple(parts[:end])


def _are_near(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the words are the same without what stands between them, or differ by a few letters of long words."""
    if "".join(one) == "".join(other):
        return True
    if len(one) != len(other):
        return False
    different = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    if any(abs(len(a) - len(b)) > _MOST_CHANGES for a, b in different):
        return False
    changes = [edit_distance(a, b) for a, b in different]
    return sum(changes) <= _MOST_CHANGES and all(
        min(len(a), len(b)) > _LETTERS_TO_A_CHANGE * count for (a, b), count in zip(different, changes, strict=True)
    )
