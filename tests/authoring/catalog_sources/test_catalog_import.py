"""`postmortems catalog import` and `catalog check` as they are run, on the files that other systems give out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ml_postmortems.cli.main import postmortems
from ml_postmortems.errors import InputUnusable
from ml_postmortems.reading.corpus import load_corpus
from tests.authoring.workspace import workspace

BACKSTAGE = """\
# Our software.
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: pricing
  title: Pricing team
spec:
  type: team
  children: []
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: price-service
  annotations:
    github.com/project-slug: shop/price
spec:
  type: service
  lifecycle: production
  owner: group:default/pricing
  dependsOn:
    - component:default/price-model
    - resource:click-log
    - resource:gone
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: price-model}
spec: {type: ml-model, owner: pricing}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: search-service}
spec: {type: service, owner: pricing}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: jdoe}
"""
MLFLOW = {
    "registered_models": [
        {
            "name": "Churn_Model",
            "creation_timestamp": 1582671933216,
            "latest_versions": [{"name": "Churn_Model", "version": "3", "current_stage": "Production"}],
            "tags": [{"key": "team", "value": "ranking"}],
        },
        {"name": "ranking-model"},
        {"name": "orphan"},
    ]
}
CSV = """\
id,name,kind,team,upstream,remark
query-log,Query log,dataset,data-platform,,x
query-model,,,ranking,query-log,
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of records whose catalog has a comment."""
    found, _ = workspace(tmp_path)
    catalog = found / "catalog.yml"
    catalog.write_text(
        catalog.read_text("utf-8").replace("artifacts:\n", "artifacts:\n  # The log of clicks.\n"), "utf-8"
    )
    return found


def run(root: Path, *words: str) -> Result:
    """One run of `postmortems catalog`."""
    return CliRunner().invoke(postmortems, ["catalog", *words, "--root", str(root)])


def saved(root: Path, name: str, content: object) -> str:
    """A source beside the folder of records."""
    path = root.parent / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return str(path)


def test_a_proposal_writes_nothing(root: Path) -> None:
    """The diff adds lines and takes none away."""
    before = (root / "catalog.yml").read_bytes()
    result = run(root, "import", saved(root, "catalog-info.yaml", BACKSTAGE))
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert "+  price-model:" in lines and "+  pricing:" in lines
    assert not [line for line in lines if line.startswith("-") and not line.startswith("---")]
    assert (root / "catalog.yml").read_bytes() == before


def test_backstage_gives_teams_services_and_what_they_need(root: Path) -> None:
    """Known entries and comments stay; what no catalog has is told."""
    result = run(root, "import", saved(root, "catalog-info.yaml", BACKSTAGE), "--write")
    assert result.exit_code == 0
    catalog = load_corpus(root).vocabulary.catalog
    assert (catalog.teams["pricing"].operator, catalog.teams["pricing"].name) == ("us", "Pricing team")
    service = catalog.artifacts["price-service"]
    assert (service.kind, service.team, service.depends_on) == ("service", "pricing", ("price-model", "click-log"))
    assert catalog.artifacts["price-model"].kind == "model"
    assert catalog.artifacts["search-service"].team == "ranking"
    assert "# The log of clicks." in (root / "catalog.yml").read_text("utf-8")
    for told in ("without gone", "search-service is of ranking in the catalog, of pricing", "the user jdoe"):
        assert told in result.output
    again = run(root, "import", saved(root, "catalog-info.yaml", BACKSTAGE), "--write")
    assert "nothing to add" in again.output


def test_a_registry_gives_models(root: Path) -> None:
    """By their tags; one without a team needs one to be named."""
    source = saved(root, "models.json", MLFLOW)
    result = run(root, "import", source, "--write")
    assert "orphan was left out" in result.output
    catalog = load_corpus(root).vocabulary.catalog
    assert (catalog.artifacts["churn-model"].name, catalog.artifacts["churn-model"].team) == ("Churn_Model", "ranking")
    run(root, "import", source, "--write", "--team", "reliability")
    assert load_corpus(root).vocabulary.catalog.artifacts["orphan"].team == "reliability"


def test_a_table_gives_models_and_their_lineage(root: Path) -> None:
    """Without a kind a row is a model; other columns are told."""
    result = run(root, "import", saved(root, "models.csv", CSV), "--write")
    catalog = load_corpus(root).vocabulary.catalog
    assert catalog.artifacts["query-model"].upstream == ("query-log",)
    assert catalog.artifacts["query-log"].kind == "dataset"
    assert "the column `remark`" in result.output


def test_check_names_what_records_use_and_no_source_has(root: Path) -> None:
    """Only of the kinds that the sources list: a registry says nothing of data sets."""
    result = run(root, "check", saved(root, "models.json", {"registered_models": [{"name": "other"}]}))
    assert result.exit_code == 1
    assert result.output == "artifact ranking-model: in no source, and used by PM-2025-0001\n"
    assert run(root, "check", saved(root, "models.json", MLFLOW)).exit_code == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.yaml", "a: &x 1\nb: *x\n"),
        ("a.yaml", "{" * 1000),
        ("a.yaml", "- 1\n"),
        ("a.yaml", "kind: Component\n"),
        ("a.json", "[" * 100_000),
        ("a.json", '{"registered_models": 3}'),
        ("a.json", '{"registered_models": [{"name": 3}]}'),
        ("a.csv", "color\nred\n"),
        ("a.csv", "id,kind\nx,spaceship\n"),
        ("a.csv", "id,id\nx,y\n"),
        ("a.csv", 'id\n"x\n'),
        ("a.txt", "x"),
    ],
)
def test_a_source_that_cannot_be_used_is_told_with_its_place(root: Path, name: str, content: str) -> None:
    """And nothing is written."""
    before = (root / "catalog.yml").read_bytes()
    result = run(root, "import", saved(root, name, content), "--write")
    assert isinstance(result.exception, InputUnusable)
    assert name in str(result.exception) and "fix:" in str(result.exception)
    assert (root / "catalog.yml").read_bytes() == before


def test_text_of_a_source_cannot_change_the_form_of_the_catalog(root: Path) -> None:
    """Names with colons, quotes, formulas and line breaks are one text each."""
    name = "=cmd|' /C calc'!A0: \"x\"\n  evil: {operator: us}"
    run(root, "import", saved(root, "m.json", {"registered_models": [{"name": name}]}), "--write", "--team", "ranking")
    catalog = load_corpus(root).vocabulary.catalog
    assert " ".join(name.split()) in [artifact.name for artifact in catalog.artifacts.values()]
    assert "evil" not in catalog.artifacts and "evil" not in catalog.teams
