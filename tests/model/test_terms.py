"""The closed vocabularies."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

from ml_postmortems import model
from ml_postmortems.model.block import Gate
from ml_postmortems.model.catalog import ArtifactKind
from ml_postmortems.model.lifecycle import LIFECYCLE, allowed_moves
from ml_postmortems.model.terms import Status, Term, Visibility

for _module in pkgutil.iter_modules(model.__path__):
    importlib.import_module(f"{model.__name__}.{_module.name}")

VOCABULARIES = sorted(Term.__subclasses__(), key=lambda vocabulary: vocabulary.__name__)


def test_vocabularies_are_found() -> None:
    """The vocabularies of all modules of the model are looked at."""
    names = {vocabulary.__name__ for vocabulary in VOCABULARIES}
    assert {"Severity", "Visibility", "ArtifactKind", "Gate", "DurationName", "Coverage"} <= names
    assert len(VOCABULARIES) >= 25


def test_every_status_has_its_stage() -> None:
    """A status without an entry in the lifecycle would stop the first command that meets it."""
    assert set(LIFECYCLE) == set(Status)
    assert all(target in LIFECYCLE for stage in LIFECYCLE.values() for target in (*stage.moves, *stage.notes))


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda vocabulary: vocabulary.__name__)
def test_each_term_is_defined(vocabulary: type[Term]) -> None:
    """The reference pages are rendered from the terms: each has a definition that is a sentence, its own."""
    docs = [term.doc for term in vocabulary]
    assert docs
    assert len(docs) == len(set(docs))
    for term in vocabulary:
        assert term.doc.strip() == term.doc, term
        assert len(term.doc) > 5, term
        assert term.doc.endswith("."), term


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda vocabulary: vocabulary.__name__)
def test_each_term_is_its_spelling(vocabulary: type[Term]) -> None:
    """A term compares with, and prints as, the word of front matter; the definition is no part of it."""
    for term in vocabulary:
        assert term == term.value == str(term)
        assert vocabulary.__members__[term.name] is term


@pytest.mark.parametrize(
    ("reader", "sees"),
    [
        ("public", {"public"}),
        ("internal", {"public", "internal"}),
        ("restricted", {"public", "internal", "restricted"}),
    ],
)
def test_visibility(reader: str, sees: set[str]) -> None:
    """Each audience sees what is marked for it and for wider ones, and nothing else."""
    by_name = {reader.value: {mark.value for mark in Visibility if reader.may_see(mark)} for reader in Visibility}
    assert by_name[reader] == sees


def test_what_each_status_allows() -> None:
    """Drafts and records in review are not merged; of the merged ones withdrawn and superseded records do not count."""
    assert {status.value for status in Status if not status.is_mergeable} == {"draft", "in-review"}
    assert {status.value for status in Status if status.is_taken_back} == {"withdrawn", "superseded"}
    assert {status.value for status in Status if status.is_counted} == {
        *("published", "validating", "adjusting", "closed"),
    }


@pytest.mark.parametrize("status", Status)
def test_gates_and_moves_follow_the_standing(status: Status) -> None:
    """A status needs its line in the vocabulary and its moves; what is asked of records follows from its standing."""
    assert Gate.PUBLISHED.includes(status) == status.is_counted
    assert Gate.TAKEN_BACK.includes(status) == status.is_taken_back
    assert Gate.IN_REVIEW.includes(status) == (status is Status.IN_REVIEW or status.is_counted)
    taking_back = {each for each in Status if each.is_taken_back}
    assert status.is_taken_back or taking_back <= set(allowed_moves(status))


def test_kinds_of_artifacts() -> None:
    """Models and vendor models are indexed as models; these and data sets need a version."""
    assert {kind.value for kind in ArtifactKind if kind.is_model} == {"model", "vendor-model"}
    assert {kind.value for kind in ArtifactKind if kind.is_versioned} == {"model", "vendor-model", "dataset"}
