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
        (("team", "pricing", "--operator", "uss"), EditRefused, "did you mean `us`"),
        (("artifact", "x", "--kind", "models", "--team", "search"), UnknownName, "did you mean `model`"),
        (("artifact", "x", "--kind", "model", "--team", "searches"), EditRefused, "did you mean `search`"),
        (
            ("artifact", "x", "--kind", "model", "--team", "search", "--upstream", "y"),
            EditRefused,
            "add it first: `postmortems catalog add artifact y ...`",
        ),
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


ARTIFACT = ("artifact", "new", "--kind", "model", "--team", "delivery", "--name", "Eta, new: 2", "--upstream", "old")


@pytest.mark.parametrize(
    ("table", "written", "after"),
    [
        ("operators", "{}", "operators:\n  new:\n    name: New\n"),
        ("teams", "{}  # none yet", "teams:  # none yet\n  new:\n    operator: us\n    name: New\n"),
        ("operators", "{\n  # None yet.\n}", "operators: {\n  # None yet.\nnew: {name: New}}\n"),
        ("operators", "\n  {}", "operators: \n  {new: {name: New}}\n"),
        ("operators", "{us: {name: Us}}", "operators: {us: {name: Us}, new: {name: New}}\n"),
        ("operators", "{us: {name: Us},}  # a, b", "operators: {us: {name: Us}, new: {name: New},}  # a, b\n"),
        (
            "operators",
            "{\n  us: {name: Us} # ours\n}",
            "operators: {\n  us: {name: Us},\n  new: {name: New} # ours\n}\n",
        ),
        (
            "operators",
            "\n    # Ours.\n    us: {name: Us}",
            "operators: \n    new:\n      name: New\n    # Ours.\n    us: {name: Us}\n",
        ),
        (
            "artifacts",
            "{old: {kind: dataset, name: Old, team: delivery}}",
            "artifacts: {old: {kind: dataset, name: Old, team: delivery}, "
            'new: {kind: model, name: "Eta, new: 2", team: delivery, upstream: [old]}}\n',
        ),
    ],
)
def test_a_table_takes_an_entry_however_it_is_written(root: Path, table: str, written: str, after: str) -> None:
    """Empty, in braces or on lines of any indent: the entry is read back, and comments of the table stay."""
    tables = {
        "operators": "operators:\n  us: {name: Us}\n",
        "teams": "teams:\n  delivery: {operator: us, name: Delivery}\n",
        "artifacts": "artifacts: {}\n",
    }
    before = "schema_version: 1\ncorpus: census\n"
    rest = "".join(text for key, text in tables.items() if key != table)
    (root / "catalog.yml").write_text(f"{before}{table}: {written}\n{rest}")
    result = run(root, *(ARTIFACT if table == "artifacts" else (table[:-1], "new")))
    assert result.exit_code == 0, result.exception
    assert (root / "catalog.yml").read_text() == f"{before}{after}{rest}"
    catalog = load_corpus(root).catalog
    assert catalog and "new" in getattr(catalog, table)


def test_a_catalog_in_braces_takes_an_entry(root: Path) -> None:
    """A catalog that another program wrote as JSON is YAML too, and stays in braces."""
    text = (
        '{"schema_version": 1, "corpus": "census", "operators": {"us": {"name": "Us"}}, "teams": {}, "artifacts": {}}'
    )
    (root / "catalog.yml").write_text(text + "\n")
    assert run(root, "team", "ads").exit_code == 0
    expected = text.replace('"teams": {}', '"teams": {ads: {operator: us, name: Ads}}')
    assert (root / "catalog.yml").read_text() == expected + "\n"


def test_a_large_catalog_takes_an_entry(root: Path) -> None:
    """It is read with the bound of catalogs, which is wider than that of records."""
    many = "".join(f"  a{n:05}: {{kind: model, name: A, team: search}}\n" for n in range(3_000))
    (root / "catalog.yml").write_text(CATALOG + many)
    assert run(root, "team", "ads").exit_code == 0
    assert "ads" in (load_corpus(root).catalog or pytest.fail("no catalog")).teams


def test_lines_of_windows_stay_lines_of_windows(root: Path) -> None:
    """What comes ends as the other lines do."""
    (root / "catalog.yml").write_bytes(CATALOG.replace("\n", "\r\n").encode())
    assert run(root, "team", "pricing").exit_code == 0
    written = (root / "catalog.yml").read_bytes().decode()
    assert "  pricing:\r\n    operator: us\r\n" in written
    assert written.count("\n") == written.count("\r\n")
