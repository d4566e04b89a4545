"""A pull request does not lower the gate that it is judged by: taxonomy and catalog of its base hold as well."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import Run
from tests.cli.test_gate import codes
from tests.helpers import external_record, own_record, record_text
from tests.lint.rules.cases import EXTERNAL, OWN

_DAY = ("--as-of", "2025-06-01")
_LEAK = "technical/cross-request-leak"


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def _raise_bounds(root: Path) -> None:
    (root / OWN).write_text(record_text(own_record(severity="SEV4")), "utf-8")
    text = (root / "taxonomy.yml").read_text("utf-8")
    (root / "taxonomy.yml").write_text(re.sub(r"at_least: \d+", "at_least: 999999999", text), "utf-8")


def _rename_leaf(root: Path) -> None:
    causes = {"causes.0.category": "technical/request-mix-up"}
    (root / OWN).write_text(record_text(own_record(severity="SEV2", **causes)), "utf-8")
    name = _LEAK.split("/")[1]
    _edit(root / "taxonomy.yml", f"categories: [{_LEAK}]", "for_minutes: 500000")
    _edit(root / "taxonomy.yml", _LEAK, "technical/request-mix-up")
    _edit(root / "taxonomy.yml", f"      {name}:\n", f"      request-mix-up:\n        aliases: [{_LEAK}]\n")


def _give_team_away(root: Path) -> None:
    teams = {"owner": "ranking", "involved": []}
    (root / EXTERNAL).write_text(record_text(external_record(teams=teams)), "utf-8")
    _edit(root / "catalog.yml", "ranking:\n    operator: us", "ranking:\n    operator: acme")


@pytest.mark.parametrize(
    ("edit", "code", "said"),
    [
        (
            _raise_bounds,
            "PM225",
            "SEV2 is no longer asked for where `there are at least 100,000 users for 240 minutes or longer`",
        ),
        (_rename_leaf, "PM225", "SEV1 is no longer asked for where"),
        (_give_team_away, "PM213", "The team `ranking` is of the operator `acme`; it was of `us`."),
    ],
)
def test_a_pull_request_is_judged_by_the_vocabulary_of_its_base(
    pull_request: Path, run: Run, edit: Callable[[Path], None], code: str, said: str
) -> None:
    """Who moves a bound, a leaf or a team and files a record by it is refused, and the review begins with the edit."""
    edit(pull_request)
    assert code not in codes(run("check", "--merge", *_DAY).output), "without a base there is nothing to compare"
    assert code in codes(run("check", "--merge", "--changed", *_DAY).output)
    report = run("review", "--changed", *_DAY).output
    assert report.index(said) < report.index("### ")


def test_a_new_operator_leads_the_review(pull_request: Path, run: Run) -> None:
    """Whose incident it is decides what is asked, so a reviewer sees an operator that the base did not know first."""
    _edit(pull_request / "catalog.yml", "operators:\n", "operators:\n  globex:\n    name: Globex\n")
    assert "`Globex` is a new operator" in run("review", "--changed", *_DAY).output
