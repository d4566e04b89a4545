"""`postmortems catalog add` as it is run: one entry comes, and every other line of the catalog stays."""

from __future__ import annotations

from difflib import ndiff
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ml_postmortems.cli.main import postmortems
from ml_postmortems.errors import EditRefused, PostmortemsError, UnknownName
from ml_postmortems.reading.corpus import load_corpus

CATALOG = """\
# Ours alone.
schema_version: 1
corpus: census
operators:
  us: {name: Our company}   # for now
teams:
  # The first team.
  delivery:
    operator: us
    name: "Delivery: last mile"
  # Search came later.
  search:
    operator: us
    name: Search

# Everything that serves.
artifacts:
  eta-features:
    kind: feature
    name: Eta features
    team: delivery
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of records with nothing but a catalog with comments."""
    folder = tmp_path / "postmortems"
    folder.mkdir()
    (folder / "catalog.yml").write_text(CATALOG)
    return folder


def run(root: Path, *arguments: str) -> Result:
    """Add something."""
    return CliRunner().invoke(postmortems, ["catalog", "add", *arguments, "--root", str(root)])


def added(root: Path) -> list[str]:
    """The lines that came; none may have gone."""
    changes = list(ndiff(CATALOG.splitlines(), (root / "catalog.yml").read_text().splitlines()))
    assert not [line for line in changes if line.startswith("- ")]
    return [line[2:] for line in changes if line.startswith("+ ")]


def test_team_and_artifact_need_one_line_each(root: Path) -> None:
    """Names come from the ids, the operator is the only one, and the checker reads what was added."""
    assert run(root, "team", "pricing").exit_code == 0
    assert added(root) == ["  pricing:", "    operator: us", "    name: Pricing"]
    text = (root / "catalog.yml").read_text()
    assert text.index("  delivery:") < text.index("  pricing:") < text.index("  # Search came later.\n  search:")
    made = run(root, "artifact", "eta-model", "--kind", "model", "--team", "pricing", "--upstream", "eta-features")
    assert made.exit_code == 0 and "+  eta-model:" in made.stdout
    catalog = load_corpus(root).catalog
    assert catalog and catalog.artifacts["eta-model"].upstream == ("eta-features",)
    assert catalog.artifacts["eta-model"].name == "Eta model"
    assert run(root, "operator", "acme", "--name", "Acme: maps").exit_code == 0
    assert '  acme:\n    name: "Acme: maps"\n  us: {' in (root / "catalog.yml").read_text()


def test_entry_out_of_order_comes_last(root: Path) -> None:
    """Where ids are in no order, the new one stands behind the others and before the next table."""
    text = CATALOG.replace("  search:", "  apps:")
    (root / "catalog.yml").write_text(text)
    assert run(root, "team", "ads").exit_code == 0
    assert (
        "    name: Search\n  ads:\n    operator: us\n    name: Ads\n\n# Everything"
        in (root / "catalog.yml").read_text()
    )


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("team", "search"), EditRefused, "must be new to `teams`"),
        (("team", "Search Team"), EditRefused, "must be lower-case letters"),
        (("team", "pricing", "--operator", "uss"), UnknownName, "did you mean `us`"),
        (("artifact", "x", "--kind", "models", "--team", "search"), UnknownName, "did you mean `model`"),
        (("artifact", "x", "--kind", "model", "--team", "searches"), UnknownName, "did you mean `search`"),
        (("artifact", "x", "--kind", "model", "--team", "search", "--upstream", "y"), UnknownName, "eta-features"),
    ],
)
def test_what_does_not_fit_is_refused(
    root: Path, arguments: tuple[str, ...], error: type[PostmortemsError], message: str
) -> None:
    """The message names what there is; not a byte is written."""
    result = run(root, *arguments)
    assert isinstance(result.exception, error), result.output
    assert message in str(result.exception)
    assert (root / "catalog.yml").read_text() == CATALOG


def test_dry_run_writes_nothing(root: Path) -> None:
    """It shows the lines that would come."""
    assert "+  pricing:" in run(root, "team", "pricing", "--dry-run").stdout
    assert (root / "catalog.yml").read_text() == CATALOG
