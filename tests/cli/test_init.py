"""`postmortems init`: a base of one's own by one command."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from ml_postmortems.base.manifest import MANIFEST
from tests.authoring.terminal import Terminal
from tests.cli.running import Run

GIVEN = ["--organisation", "Acme", "--forge", "gitlab", "--audience", "internal", "--team", "Search", "--no-input"]
NEW_TO_GIT = {
    **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
    **{f"GIT_{role}_{what}": "a@example.com" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}
"""The environment of somebody who has told git nothing but a name."""


def test_an_empty_folder_becomes_a_running_base(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends with a clean check, a built site and the command to type next, which works there."""
    monkeypatch.chdir(tmp_path)
    done = run("init", "base", *GIVEN, "--example")
    assert done.code == 0, done.errors
    assert "3 records checked: no findings" in done.output
    assert (tmp_path / "base/site/index.html").is_file()
    assert done.output.splitlines()[-1] == "  postmortems new"
    monkeypatch.chdir(tmp_path / "base")
    subprocess.run(done.output.splitlines()[-2], shell=True, check=True, capture_output=True, env=NEW_TO_GIT)
    assert run("review", "--changed", "main").code == 0, "the branch is the one that guides and workflows name"
    assert run("check", "--merge").output == "3 records checked: no findings\n"
    assert run("init", "--update").output == "Everything is as version 0.1.0 writes it.\n"


def test_nothing_is_overwritten(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is there stays and is told; a second run refuses and names the command that updates."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text("ours\n")
    done = run("init", *GIVEN)
    assert done.code == 0
    assert "keep     README.md (it was there before)" in done.output
    assert (tmp_path / "README.md").read_text() == "ours\n"
    assert "README.md" not in json.loads((tmp_path / MANIFEST).read_text("utf-8"))["files"]
    again = run("init", *GIVEN)
    assert again.code == 2
    assert "`postmortems init --update`" in again.errors


def test_a_dry_run_writes_nothing(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It lists what would be written, and no folder is made."""
    monkeypatch.chdir(tmp_path)
    done = run("init", "base", *GIVEN, "--dry-run")
    assert done.code == 0
    assert "create   mkdocs.yml" in done.output.splitlines()
    assert list(tmp_path.iterdir()) == []


def test_without_a_terminal_the_defaults_hold(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a script nothing is asked: the organisation is the folder's name, and GitLab is known by its address."""
    monkeypatch.chdir(tmp_path)
    base = tmp_path / "acme-robots"
    (base / ".git").mkdir(parents=True)
    (base / ".git/config").write_text('[remote "origin"]\n\turl = git@gitlab.com:acme/pm.git\n')
    run("init", str(base), "--dry-run")
    assert ".gitlab-ci.yml" in run("init", str(base), "--dry-run").output
    assert run("init", str(base)).code == 0
    kept = json.loads((base / MANIFEST).read_text("utf-8"))["answers"]
    assert kept == {
        "organisation": "Acme robots",
        "forge": "gitlab",
        "audience": "internal",
        "teams": ["Machine learning"],
        "example": False,
        "rules_since": "0.1",
    }


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--forge", "gihub"], "did you mean `github`?"),
        (["--audience", "all"], "use one of: public, internal, restricted"),
        (["--team", "!!!"], "the name of the team must have"),
        (["--update", "--example"], "--update must go with no option but --dry-run"),
        (["--update"], "must exist: found no such file"),
    ],
)
def test_wrong_use_is_told_and_writes_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    """A misspelt word is named with the nearest right one; exit code 2."""
    monkeypatch.chdir(tmp_path)
    done = run("init", *arguments)
    assert (done.code, said in done.errors) == (2, True), done.errors
    assert list(tmp_path.iterdir()) == []


def test_an_update_says_what_changed(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A base of an earlier version: a file that it changed is merged, a conflict is shown and makes exit code 1."""
    monkeypatch.chdir(tmp_path)
    assert run("init", *GIVEN).code == 0
    manifest = json.loads((tmp_path / MANIFEST).read_text("utf-8"))
    manifest["package_version"] = "0.0.9"
    manifest["files"]["AGENTS.md"] = ["# Before", *manifest["files"]["AGENTS.md"][1:]]
    manifest["files"]["README.md"] = ["# Before", *manifest["files"]["README.md"][1:]]
    (tmp_path / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    for name in ("AGENTS.md", "README.md"):
        text = (tmp_path / name).read_text("utf-8").partition("\n")[2]
        (tmp_path / name).write_text(f"# {'Before' if name == 'AGENTS.md' else 'Ours'}\n{text}ours\n", "utf-8")
    dry = run("init", "--update", "--dry-run")
    assert (tmp_path / "README.md").read_text("utf-8").startswith("# Ours\n")
    done = run("init", "--update")
    assert (dry.code, done.code) == (1, 1)
    assert dry.output == done.output
    assert "merge    AGENTS.md" in done.output.splitlines()
    assert "conflict README.md (in 1 place)" in done.output.splitlines()
    text = (tmp_path / "AGENTS.md").read_text("utf-8")
    assert text.startswith("# For coding agents\n") and text.endswith("ours\n")
    assert (tmp_path / "README.md").read_text("utf-8").startswith("<<<<<<< yours\n# Ours\n=======\n")
    assert run("init", "--update").code == 0


def test_an_answer_that_will_not_do_is_asked_again(tmp_path: Path) -> None:
    """At a terminal a slip costs one question: what was answered before stays, and what may be said is told."""
    with Terminal(tmp_path, "init", "--dry-run") as terminal:
        terminal.answer("Organisation [", "<b>")
        terminal.expect("organisation")
        terminal.answer("Organisation [", "Acme")
        terminal.answer("Forge", "gitlub")
        terminal.expect("did you mean `gitlab`")
        terminal.answer("Forge", "GitLab")
        terminal.answer("Who reads", "nobody")
        terminal.answer("Who reads", "")
        terminal.answer("First teams", "Ads, !!!")
        terminal.answer("First teams", ",")
        terminal.answer("First teams", "Ads, Search")
        terminal.expect("create   .gitlab-ci.yml")
