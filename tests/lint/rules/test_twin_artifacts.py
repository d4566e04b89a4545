"""Which names of artifacts are taken for another name of one that the catalog has."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.rule_set import select_rules
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.vocabulary import parse_catalog
from tests.helpers import CATALOG, own_record, record_text
from tests.lint.rules.cases import AS_OF, OWN, write_files


def twins(folder: Path, key: str, team: str = "ranking", *, base: str = CATALOG) -> list[str]:
    """What PM816 finds where a record of a pull request names an artifact that the pull request adds."""
    added = f"{CATALOG}  {key}:\n    kind: model\n    name: Quite another thing\n    team: {team}\n"
    record = own_record(**{"artifacts.0.id": key})
    root = write_files(folder, {"catalog.yml": added, OWN: record_text(record)})
    context = Context(load_corpus(root), AS_OF, changed={root / OWN})
    context = replace(context, base_catalog=parse_catalog(base.encode()))
    return [each.found for each in check(context, rules=select_rules(["PM816"], [])).findings]


@pytest.mark.parametrize(
    "key", ["rankings-model", "rnaking-model", "ranking-models", "rankingmodel", "ranking-model-v2"]
)
def test_a_near_name_is_told_with_the_name_that_it_is_near(tmp_path: Path, key: str) -> None:
    """One model under two names is two in every count."""
    assert twins(tmp_path, key) == [f"`{key}`, which is new, beside `ranking-model`"]


@pytest.mark.parametrize("key", ["pricing-model", "ranking-data", "ranking-model-of-ads", "mailing-model"])
def test_another_name_is_left_alone(tmp_path: Path, key: str) -> None:
    """Models of one team have common words."""
    assert twins(tmp_path, key) == []


def test_names_of_others_and_old_names_are_left_alone(tmp_path: Path) -> None:
    """Another operator may name its model as it likes, and a name that was merged is nobody's doing now."""
    assert twins(tmp_path, "rankings-model", "acme-search") == []
    merged = f"{CATALOG}  rankings-model:\n    kind: model\n    name: Another\n    team: ranking\n"
    assert twins(tmp_path, "rankings-model", base=merged) == []
