"""The issue form asks for what a draft needs, and hooks and templates name what exists."""

from __future__ import annotations

import re
from typing import Any

import click
import pytest
import yaml

from ml_postmortems.cli.main import postmortems
from ml_postmortems.model.block import Gate
from ml_postmortems.model.requirements import field_rules
from ml_postmortems.model.terms import Kind, Origin, Severity, Term, Visibility
from ml_postmortems.reading.corpus import SETTINGS_FILE
from tests.helpers import FROZEN_RECORDS, REPOSITORY

FORM = yaml.safe_load((REPOSITORY / ".github/ISSUE_TEMPLATE/ml-incident.yml").read_text("utf-8"))
FIELDS: dict[str, dict[str, Any]] = {item["id"]: item for item in FORM["body"] if "id" in item}
GIVEN_BY_US = {"schema_version", "id", "status"}
"""What whoever makes the record of the report fills in: the version, the next free id, `draft`."""


def test_form_asks_for_what_a_draft_needs() -> None:
    """Each field that a draft needs is asked for and required, apart from the three that are no question."""
    draft = {rule.path for rule in field_rules() if rule.needed and rule.needed.gate is Gate.DRAFT}
    leaves = {"-".join(path) for path in draft if not any(other[: len(path)] == path != other for other in draft)}
    if ("teams",) in draft and "teams" in leaves:
        leaves = leaves - {"teams"} | {"teams-owner"}
    assert {
        name for name, item in FIELDS.items() if item.get("validations", {}).get("required")
    } == leaves - GIVEN_BY_US


def test_other_questions_are_fields() -> None:
    """What else the reporter may know has the name of the field that it goes into, and is never required."""
    known = {"-".join(rule.path) for rule in field_rules()}
    assert set(FIELDS) - {"confirmed"} <= known


@pytest.mark.parametrize(
    ("name", "terms", "extra"),
    [
        ("kind", Kind, set()),
        ("origin", Origin, set()),
        ("severity", Severity, {"I cannot tell"}),
        ("visibility", Visibility, set()),
    ],
)
def test_choices_are_the_terms(name: str, terms: type[Term], extra: set[str]) -> None:
    """A choice begins with the term as it is spelt in a record; what is restricted is not offered in an open issue."""
    offered = {option.partition(":")[0] for option in FIELDS[name]["attributes"]["options"]}
    assert offered == {term.value for term in terms} - {"restricted"} | extra


def test_hooks_name_what_exists() -> None:
    """The hook for other repositories runs a command that exists, on records and vocabulary and nothing else."""
    hooks = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert [hook["id"] for hook in hooks] == ["postmortems-check", "postmortems-audit"]
    for hook in hooks:
        program, command = hook["entry"].split()
        assert (program, hook["language"]) == ("postmortems", "python")
        assert command in postmortems.list_commands(click.Context(postmortems))
    audited = re.compile(hooks[1]["files"])
    for name in ("ml-audit.yml", "models/a/MLmodel", "data/clicks.csv.dvc", "dvc.yaml", "README.md"):
        assert audited.search(name)
    assert not audited.search("train.py")
    hook = hooks[0]
    files = re.compile(hook["files"])
    for path in FROZEN_RECORDS.rglob("*"):
        name = path.relative_to(FROZEN_RECORDS.parent).as_posix()
        assert bool(files.search(name)) is (path.suffix in (".md", ".yml"))
    assert not files.search("docs/postmortems/x.md")


def test_local_hooks_download_nothing() -> None:
    """This repository's own hooks call what make has installed; none is fetched from elsewhere."""
    config = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [each["repo"] for each in config["repos"]] == ["local"]
    for hook in config["repos"][0]["hooks"]:
        assert hook["language"] == "system"
        assert hook["entry"].startswith((".venv/bin/", "make "))
        re.compile(hook.get("files", ""))


def test_owners_are_an_example() -> None:
    """The file names owners of everything, and is not in force until somebody takes the marks of a comment away."""
    lines = (REPOSITORY / ".github/CODEOWNERS").read_text("utf-8").splitlines()
    assert all(line.startswith("#") for line in lines if line)
    rules = [line.removeprefix("# ").split() for line in lines if line.startswith(("# *", "# /"))]
    assert rules[0][0] == "*"
    assert all(owner.startswith("@your-org/") for rule in rules for owner in rule[1:])
    for path, *_ in rules[1:]:
        is_optional = path == f"/postmortems/{SETTINGS_FILE}"
        assert is_optional or list(REPOSITORY.glob(path.strip("/"))), f"{path} does not exist"
