"""The nightly list of what is overdue, run line by line as each forge runs it in a base."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from ml_postmortems.base.answers import Forge
from tests.base.bases import OWN_RECORD, answers, write_base
from tests.cli.running import git
from tests.github.gitlab import PROJECT, FakeGitLab, gitlab

__all__ = ["gitlab"]
TOOLS = Path(sys.executable).parent
LATE = "{id: A1, type: prevent, person: '@mchen', due: 2026-03-20, title: Refuse features in which shops are missing}"
DAYS = {Forge.GITHUB: "DIGEST_DAYS", Forge.GITLAB: "POSTMORTEMS_DIGEST_DAYS"}
AUDIENCE = {Forge.GITHUB: "DIGEST_AUDIENCE", Forge.GITLAB: "POSTMORTEMS_DIGEST_AUDIENCE"}


@pytest.fixture(scope="module", params=[Forge.GITHUB, Forge.GITLAB])
def base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Forge, Path]:
    """A base for insiders on either forge, with one record for insiders, an action of which is overdue."""
    folder, forge = tmp_path_factory.mktemp("base"), request.param
    write_base(folder, answers(forge, teams=("Ops",)))
    catalog = folder / "postmortems/catalog.yml"
    ranker = "artifacts:\n  ranker: {kind: service, name: Ranker, team: ops}\n"
    catalog.write_text(catalog.read_text("utf-8").replace("artifacts: {}\n", ranker), "utf-8")
    lines = OWN_RECORD.replace("CATEGORY", "technical/feature-pipeline-bug").splitlines(keepends=True)
    record = "".join(f"  - {LATE}\n" if "id: A1" in line else line for line in lines)
    (folder / "postmortems/2026").mkdir()
    (folder / "postmortems/2026/PM-2026-0001-new-shops.md").write_text(record, "utf-8")
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "A base")
    return forge, folder


def script(forge: Forge, folder: Path) -> str:
    """What the forge gives to bash: the lines of the step or job that lists, and no expression in them."""
    if forge is Forge.GITHUB:
        steps = yaml.safe_load((folder / ".github/workflows/nightly.yml").read_text("utf-8"))["jobs"]["overdue"][
            "steps"
        ]
        [lines] = [step["run"] for step in steps if step.get("name") == "List the overdue actions"]
    else:
        job = yaml.safe_load((folder / ".gitlab-ci.yml").read_text("utf-8"))["overdue"]
        lines = "\n".join(job["script"])
    assert "${{" not in lines
    return str(lines)


def run(forge: Forge, folder: Path, log: str = "", **environment: str) -> str:
    """Run it with the rights of a developer, and give what it wrote; `log` is what it has to tell besides."""
    variables: Mapping[str, str] = {"PATH": f"{TOOLS}:{os.environ['PATH']}", "HOME": str(folder), **environment}
    if forge is Forge.GITHUB:  # which sets what a variable does not have to an empty text
        variables = {DAYS[forge]: "", AUDIENCE[forge]: "", **variables}
    command = ["bash", "-eo", "pipefail", "-c", script(forge, folder)]
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, log), done.stdout + done.stderr
    return (folder / "build/overdue.md").read_text("utf-8")


def test_what_is_overdue_is_listed_and_told_if_asked(base: tuple[Forge, Path]) -> None:
    """One row for the action, without a digest; with a number of days the digest for the audience of the site."""
    forge, folder = base
    plain = run(forge, folder)
    assert "1 action is past the due date" in plain and "A1: Refuse features" in plain
    assert "# Postmortems since" not in plain
    told = run(forge, folder, **{DAYS[forge]: "7"})
    assert told.startswith(plain.partition("\n\n")[0]) and "# Postmortems since" in told
    assert "**New**" in told and "**Overdue**" in told and "for the audience internal" in told
    hidden = "1 record that the audience `public` may not see is left out; --audience internal reads it too\n"
    public = run(forge, folder, hidden, **{DAYS[forge]: "7", AUDIENCE[forge]: "public"})
    assert public == plain, "nothing of the record is for the public"


def test_the_list_becomes_an_issue_without_what_is_installed(base: tuple[Forge, Path], gitlab: FakeGitLab) -> None:
    """On GitLab the second job has the token, takes the list from the first, and runs the standard library alone."""
    forge, folder = base
    if forge is not Forge.GITLAB:
        return
    run(forge, folder)
    gitlab.answers[f"/api/v4/projects/{PROJECT}/issues"] = []
    jobs = yaml.safe_load((folder / ".gitlab-ci.yml").read_text("utf-8"))
    listing, posting = jobs["overdue"], jobs["overdue-issue"]
    assert "environment" not in listing and posting["environment"]["name"] == "postmortem-notes"
    assert posting["before_script"] == [] and posting["needs"] == ["overdue"]
    assert listing["rules"] == posting["rules"]
    program, *words = posting["script"][0].split()
    assert (program, words[-1]) == ("python3", listing["artifacts"]["paths"][0])
    done = subprocess.run([sys.executable, "-S", *words], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    [(method, path, body)] = gitlab.sent
    assert (method, path, body["confidential"]) == ("POST", "issues", True)
    assert "A1: Refuse features" in body["description"]
