"""This repository and a base of `init` for GitHub are one family: what serves one purpose is the same in both."""

from __future__ import annotations

import configparser
import json
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from ml_postmortems.base.base_files import base_files
from ml_postmortems.model.terms import Visibility
from tests.base.bases import answers, packaged_taxonomy
from tests.helpers import REPOSITORY

BASE = base_files(answers(audience=Visibility.PUBLIC), packaged_taxonomy())
"""The site of this repository is for everybody, too."""
FOLDER = ".github/workflows/"
OWN_WORKFLOWS = {"release.yml", "tests.yml", "tracker-sync.yml"}
"""What a base has not: it publishes no package, has no code, and its tracker is a command of the guide."""
OWN_JOBS = {("nightly.yml", "links")}
"""The evidence of a base lies mostly where a pipeline does not reach it."""
SHARED = sorted(name.removeprefix(FOLDER) for name in BASE if name.startswith(FOLDER))


def own(name: str) -> str:
    """A file of this repository."""
    return (REPOSITORY / name).read_text("utf-8")


def workflows(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """One workflow, here and in a base; strings stay strings, so that `on` is a key."""
    here, there = (yaml.load(text, yaml.BaseLoader) for text in (own(FOLDER + name), BASE[FOLDER + name]))
    return here, there


def without_commands(step: Mapping[str, Any]) -> dict[str, Any]:
    """A step but for what it runs: here a target of make, there commands of the package."""
    return {key: value for key, value in step.items() if key != "run"} | {"runs": "run" in step}


def test_workflows_are_shared_or_listed() -> None:
    """Every workflow of a base is one of this repository; this repository has only the listed ones more."""
    assert {path.name for path in (REPOSITORY / FOLDER).iterdir()} == OWN_WORKFLOWS | set(SHARED)


@pytest.mark.parametrize("name", SHARED)
def test_workflows_have_the_same_jobs(name: str) -> None:
    """Name, triggers, rights, order of jobs and steps, pinned actions and their options are equal."""
    here, there = workflows(name)
    jobs, other_jobs = here.pop("jobs"), there.pop("jobs")
    assert here == there
    assert [key for key in jobs if (name, key) not in OWN_JOBS] == list(other_jobs)
    for key, other in other_jobs.items():
        steps, other_steps = jobs[key].pop("steps", []), other.pop("steps", [])
        assert jobs[key] == other
        assert [without_commands(step) for step in steps] == [without_commands(step) for step in other_steps]


def test_comments_on_pinned_actions_are_the_same() -> None:
    """The version that stands beside a hash is the same as well."""

    def pins(text: str) -> set[str]:
        return {line.strip(" -") for line in text.splitlines() if "uses: actions/" in line}

    here = {pin for path in (REPOSITORY / FOLDER).iterdir() for pin in pins(path.read_text("utf-8"))}
    there = {pin for name in SHARED for pin in pins(BASE[FOLDER + name])}
    assert there and there <= here


def test_owners_and_hooks_are_the_same() -> None:
    """A base has each owner and hook of this repository that is not about its code."""
    rows, other_rows = (
        [line.split() for line in text.splitlines() if line.startswith(("# *", "# /"))]
        for text in (own(".github/CODEOWNERS"), BASE[".github/CODEOWNERS"])
    )
    assert [row for row in other_rows if ".txt" not in row[1]] == [
        row for row in rows if row[1] not in ("/Makefile", "/scripts/", "/requirements*.lock")
    ]
    hooks, other_hooks = (
        yaml.safe_load(text)["repos"][0]["hooks"]
        for text in (own(".pre-commit-config.yaml"), BASE[".pre-commit-config.yaml"])
    )
    assert other_hooks == hooks[: len(other_hooks)]


def test_templates_and_requirements_are_the_same() -> None:
    """The form is equal, the template but for its one command; what is installed is this repository's lock."""
    form = ".github/ISSUE_TEMPLATE/ml-incident.yml"
    assert BASE[form] == own(form)
    template = ".github/pull_request_template.md"
    assert BASE[template].replace("postmortems check --merge", "make ci-check") == own(template)
    assert BASE["requirements.txt"].endswith(own("requirements.lock"))


def test_dependabot_asks_in_the_same_way() -> None:
    """A base has no action of its own to look after."""
    here, there = (yaml.safe_load(text) for text in (own(".github/dependabot.yml"), BASE[".github/dependabot.yml"]))
    assert here["updates"][0].pop("directories")[0] == there["updates"][0].pop("directory")
    assert here == there


def test_editors_are_told_the_same() -> None:
    """What a base says about the form of files, and to VS Code and git, holds here."""
    here, there = configparser.ConfigParser(), configparser.ConfigParser()
    for parser, text in ((here, own(".editorconfig")), (there, BASE[".editorconfig"])):
        parser.read_string(f"[top]\n{text}")
    for section in there.sections():
        assert dict(there[section]) == dict(here[section])
    settings, other = json.loads(own(".vscode/settings.json")), json.loads(BASE[".vscode/settings.json"])
    for key, value in other.items():
        assert value.items() <= settings[key].items() if isinstance(value, dict) else value == settings[key], key
    assert set(BASE[".gitignore"].split()) <= set(own(".gitignore").split())


def test_a_base_has_no_file_that_is_missing_here() -> None:
    """What `init` writes for GitHub has its twin at the same path."""
    assert [name for name in BASE if name.startswith(".github/") and not (REPOSITORY / name).is_file()] == []
