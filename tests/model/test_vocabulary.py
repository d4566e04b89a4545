"""The taxonomy and the catalog as objects."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.taxonomy import Taxonomy, family_of
from ml_postmortems.reading.vocabulary import read_catalog, read_taxonomy
from tests.helpers import CATALOG, TAXONOMY


@pytest.fixture
def taxonomy(tmp_path: Path) -> Taxonomy:
    marker = "      label-error:\n        name: Label error\n"
    assert marker in TAXONOMY
    text = TAXONOMY.replace(marker, f"{marker}        aliases: [data-quality/wrong-labels]\n")
    (tmp_path / "taxonomy.yml").write_text(text, "utf-8")
    read, _ = read_taxonomy(tmp_path / "taxonomy.yml")
    assert read
    return read


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    (tmp_path / "catalog.yml").write_text(CATALOG, "utf-8")
    read, _ = read_catalog(tmp_path / "catalog.yml")
    assert read
    return read


def test_leaves_have_full_names(taxonomy: Taxonomy) -> None:
    """A leaf is known by `family/leaf`, in the order of the file."""
    names = list(taxonomy.leaves)
    assert names[:2] == ["data-quality/schema-change", "data-quality/missing-or-late"]
    assert len(names) == sum(len(family.leaves) for family in taxonomy.causes.values()) >= 40
    assert taxonomy.leaves["data-quality/label-error"].name == "Label error"


def test_categories_end_with_unclassified(taxonomy: Taxonomy) -> None:
    """A cause may have every leaf as its category, or none as long as one is proposed."""
    assert list(taxonomy.categories()) == [*taxonomy.leaves, "unclassified"]


def test_former_names_of_leaves(taxonomy: Taxonomy) -> None:
    """A renamed leaf is still understood by its former name."""
    assert taxonomy.renamed_leaves == {"data-quality/wrong-labels": "data-quality/label-error"}
    assert taxonomy.current_name("data-quality/wrong-labels") == "data-quality/label-error"
    assert taxonomy.current_name("data-quality/label-error") == "data-quality/label-error"
    assert taxonomy.current_name("data-quality/nothing") == "data-quality/nothing"


def test_family_of_a_category() -> None:
    """The family stands before the slash; what is unclassified is its own family."""
    assert family_of("process/rollout-gap") == "process"
    assert family_of("unclassified") == "unclassified"


def test_operator_of_a_team(catalog: Catalog) -> None:
    """A team belongs to one operator; one that the catalog does not know belongs to none."""
    assert catalog.operator_of("ranking") == "us"
    assert catalog.operator_of("acme-search") == "acme"
    assert catalog.operator_of("nobody") is None
