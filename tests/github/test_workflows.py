"""The workflows hold the rules that make them safe, and do nothing that cannot be done on a developer's machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from ml_postmortems.cli.main import postmortems
from scripts.reference import vocabulary_files
from tests.helpers import FROZEN_RECORDS, REPOSITORY, record_text

WORKFLOWS = sorted((REPOSITORY / ".github/workflows").glob("*.y*ml"))
TOOLS = Path(sys.executable).parent
PRIVILEGED = {
    ("nightly.yml", "overdue"): {"issues"},
    ("nightly.yml", "publish"): {"pages", "id-token"},
    ("publish.yml", "deploy"): {"pages", "id-token"},
    ("review-comment.yml", "comment"): {"pull-requests"},
    ("release.yml", "attest"): {"attestations", "id-token"},
    ("release.yml", "publish"): {"id-token"},
    ("tracker-sync.yml", "sync"): {"contents", "pull-requests"},
}
"""Every job that may write, and what."""
TRIGGERS = {
    "nightly.yml": {"schedule", "workflow_dispatch"},
    "publish.yml": {"push", "workflow_dispatch", "workflow_call"},
    "pull-request.yml": {"pull_request"},
    "release.yml": {"push"},
    "review-comment.yml": {"workflow_run"},
    "tests.yml": {"pull_request"},
    "tracker-sync.yml": {"schedule", "workflow_dispatch"},
}
ALLOWED_SHELL = {"sudo apt-get -qq update && sudo apt-get -qq install --yes --no-install-recommends graphviz"}
"""Run lines that are neither a make target nor a command of ours: what needs rights that `make` does not ask for."""
WITH_TOKEN = {"make post-review", "make post-overdue", "make post-tracker", "make tracker-export"}


@dataclass(frozen=True)
class Job:
    """One job of one workflow."""

    file: str
    name: str
    content: dict[str, Any]

    @property
    def steps(self) -> list[dict[str, Any]]:
        steps: list[dict[str, Any]] = self.content.get("steps", [])
        return steps

    @property
    def runs(self) -> list[str]:
        return [step["run"] for step in self.steps if "run" in step]


def load(path: Path) -> dict[str, Any]:
    """A workflow; YAML 1.1 reads its key `on` as true."""
    content: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    content["on"] = content.pop(True)
    return content


JOBS = [Job(path.name, name, job) for path in WORKFLOWS for name, job in load(path)["jobs"].items()]


def make_targets() -> set[str]:
    """The targets that `make help` lists."""
    return set(re.findall(r"^([a-z][a-z-]*):.*## ", (REPOSITORY / "Makefile").read_text("utf-8"), re.MULTILINE))


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.name)
def workflow(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Each workflow."""
    return load(request.param)


@pytest.fixture(params=JOBS, ids=lambda job: f"{job.file}:{job.name}")
def job(request: pytest.FixtureRequest) -> Job:
    """Each job."""
    found: Job = request.param
    return found


def test_triggers_are_the_known_ones() -> None:
    """No workflow has a trigger beyond the list, and pull_request_target is never one."""
    found = {path.name: set(load(path)["on"]) for path in WORKFLOWS}
    assert found == TRIGGERS
    assert not any("pull_request_target" in path.read_text("utf-8") for path in WORKFLOWS)


def test_nothing_is_allowed_at_the_top(workflow: dict[str, Any]) -> None:
    """A workflow grants nothing; runs of one kind wait for or replace each other."""
    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["group"]
    assert isinstance(workflow["concurrency"]["cancel-in-progress"], bool)


def test_job_has_the_rights_it_needs_and_ends(job: Job) -> None:
    """A job names its rights, writes only what the list says, and ends after a bounded time."""
    rights = job.content["permissions"]
    assert set(rights.values()) <= {"read", "write"}
    assert {right for right, level in rights.items() if level == "write"} == PRIVILEGED.get((job.file, job.name), set())
    if "uses" not in job.content:
        assert 0 < job.content["timeout-minutes"] <= 60


def test_actions_are_pinned(job: Job) -> None:
    """Each action is GitHub's own, or the one that PyPI trusts, pinned by a commit whose version its comment says."""
    text = (REPOSITORY / ".github/workflows" / job.file).read_text("utf-8")
    for step in job.steps:
        if "uses" in step:
            assert re.fullmatch(r"(actions/[a-z-]+|pypa/gh-action-pypi-publish)@[0-9a-f]{40}", step["uses"])
            assert re.search(rf"uses: {step['uses']} # v\d+\.\d+\.\d+$", text, re.MULTILINE)
    if "uses" in job.content:
        assert job.content["uses"].startswith("./.github/workflows/")


def test_what_is_released_is_not_run_by_who_proves_it() -> None:
    """Of a release only the build checks out and runs code; the jobs with an identity get what was built."""
    jobs = {each.name: each for each in JOBS if each.file == "release.yml"}
    assert jobs.keys() == {"build", "attest", "publish"}
    assert jobs["build"].runs == ["make dist"]
    for name in ("attest", "publish"):
        assert jobs[name].runs == []
        assert not any("checkout" in step["uses"] for step in jobs[name].steps)
    assert jobs["publish"].content["environment"] == {"name": "pypi"}


def test_one_version_of_an_action() -> None:
    """All workflows use the same commit of an action."""
    used = {step["uses"] for each in JOBS for step in each.steps if "uses" in step}
    assert len({name.partition("@")[0] for name in used}) == len(used)


def test_checkout_leaves_no_token(job: Job) -> None:
    """No checkout keeps the token; the privileged workflow checks out the main branch and nothing else."""
    for step in job.steps:
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
            is_after_a_run = job.file == "review-comment.yml"
            assert step["with"].get("ref") == (
                "${{ github.event.repository.default_branch }}" if is_after_a_run else None
            )


def test_no_expression_in_a_script(job: Job) -> None:
    """What a stranger may have written never becomes part of a script: values come by the environment."""
    assert not any("${{" in run for run in job.runs)


def test_no_secrets(job: Job) -> None:
    """No job has a secret; only the steps that talk to GitHub have the token, and they run nothing installed."""
    assert "secrets" not in str(job.content)
    assert "token" not in str(job.content.get("env", {})).lower()
    for step in job.steps:
        if "github.token" in str(step):
            assert step["run"] in WITH_TOKEN
            assert job.name in ("comment", "overdue", "sync")
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    for command in WITH_TOKEN:
        [recipe] = re.findall(rf"^{command.removeprefix('make ')}: ## .*\n\t(.*)\n(?!\t)", makefile, re.MULTILINE)
        assert recipe.startswith("@$(PYTHON) -m scripts.")


@pytest.mark.parametrize("module", ["post_review", "overdue_issue", "tracker_sync", "gitlab_note", "gitlab_overdue"])
def test_what_holds_the_token_needs_no_packages(module: str) -> None:
    """The scripts that write to GitHub run on the standard library alone."""
    code = f"import scripts.{module}, sys; print('ml_postmortems' in sys.modules)"
    isolated = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, '.'); {code}"]
    done = subprocess.run(isolated, cwd=REPOSITORY, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "False"), done.stderr


def test_the_tracker_is_asked_only_where_somebody_wants_it() -> None:
    """Every job of the workflow waits for a variable that a fresh repository lacks, and for the default branch."""
    jobs = [each for each in JOBS if each.file == "tracker-sync.yml"]
    assert [each.name for each in jobs] == ["sync"]
    for each in jobs:
        variable, branch = each.content["if"].strip("${} ").split(" && ")
        assert variable == "vars.POSTMORTEMS_TRACKER_SYNC == 'on'"
        runs_by_itself = "github.event_name == 'schedule'"
        assert branch == f"({runs_by_itself} || github.ref_name == github.event.repository.default_branch)"


def test_every_step_runs_anywhere(job: Job) -> None:
    """Each run line is a make target with a help line, a command of ours, or one of the listed shell lines."""
    for run in job.runs:
        for line in filter(None, run.split("\n")):
            program, _, rest = line.partition(" ")
            if program == "make":
                assert re.fullmatch(r"[a-z][a-z-]*", rest)
                assert rest in make_targets()
            elif program == "postmortems":
                assert rest.split()[0] in postmortems.list_commands(click.Context(postmortems))
            else:
                assert line in ALLOWED_SHELL


def test_review_is_posted_by_the_run_it_belongs_to() -> None:
    """The second workflow waits for the first by its name, and the script for its path, artifact and file."""
    from scripts import post_review

    assert load(REPOSITORY / ".github/workflows/review-comment.yml")["on"]["workflow_run"]["workflows"] == [
        load(REPOSITORY / post_review.WORKFLOW)["name"]
    ]
    uploads = [
        step["with"] for each in JOBS if each.file == "pull-request.yml" for step in each.steps if "with" in step
    ]
    [upload] = [each for each in uploads if each.get("name") == post_review.ARTIFACT]
    assert Path(upload["path"]).name == post_review.ENTRY


def test_workflows_are_clean_for_zizmor() -> None:
    """Zizmor finds nothing over .github/, and `make lint` asks it without the network."""
    done = subprocess.run(
        [TOOLS / "zizmor", "--offline", "--quiet", "--no-progress", "--persona", "pedantic", ".github"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "$(BIN)/zizmor --offline" in (REPOSITORY / "Makefile").read_text("utf-8")


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", ".github/workflows/*.yml"),
        ("custom.github-workflows-require-timeout", ".github/workflows/pu*.yml"),
        ("vendor.github-issue-forms", ".github/ISSUE_TEMPLATE/ml-*.yml"),
        ("vendor.github-issue-config", ".github/ISSUE_TEMPLATE/config.yml"),
        ("vendor.dependabot", ".github/dependabot.yml"),
    ],
)
def test_files_fit_their_schemas(schema: str, files: str) -> None:
    """Workflows, issue forms and Dependabot's file are of the form that GitHub reads."""
    paths = sorted(REPOSITORY.glob(files))
    assert paths
    done = subprocess.run(
        [TOOLS / "check-jsonschema", "--builtin-schema", schema, *paths], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


# The steps of a pull request, run as the workflow runs them


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose main branch holds what this folder holds now, committed or not, with the frozen records."""
    folder = tmp_path_factory.mktemp("upstream")
    names = git(REPOSITORY, "ls-files", "-co", "--exclude-standard", "-z").split("\0")
    for name in filter(None, names):
        if not name.startswith("postmortems/") and (REPOSITORY / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPOSITORY / name, folder / name)
    shutil.copytree(FROZEN_RECORDS.parent, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("README.md"))
    for name, text in vocabulary_files(FROZEN_RECORDS).items():
        (folder / name).write_text(text, "utf-8")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=main")
    return folder


def check_out(clone: Path, branch: str, name: str, text: str) -> None:
    """Stand where actions/checkout stands: on the merge of a branch that adds one file."""
    git(clone, "checkout", "--quiet", "-b", branch, "origin/main")
    (clone / name).parent.mkdir(parents=True, exist_ok=True)
    (clone / name).write_text(text, "utf-8")
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message=change")
    git(clone, "checkout", "--quiet", "--detach", "origin/main")
    git(clone, "merge", "--quiet", "--no-ff", "--message=merge", branch)


def run_steps(folder: Path, job: Job, summary: Path) -> tuple[dict[str, subprocess.CompletedProcess[str]], str, str]:
    """Run each step of a job in order, as `bash -e` with the job's environment, whatever the steps before it said.

    Gives what each did, the job summary, and everything that was printed.
    """
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "PIP_CONFIG_FILE", "PIP_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX")
    expressions = {"${{ github.base_ref }}": "main"}
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    for name, value in job.content.get("env", {}).items():
        for expression, meaning in expressions.items():
            value = value.replace(expression, meaning)
        assert "${{" not in value
        environment[name] = value
    environment |= {"CI": "true", "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    done = {
        run: subprocess.run(
            ["bash", "-e", "-c", run], cwd=folder, env=environment, capture_output=True, text=True, timeout=600
        )
        for run in job.runs
    }
    said = "\n".join(f"$ {run}\n{each.stdout}{each.stderr}" for run, each in done.items())
    return done, summary.read_text("utf-8") if summary.exists() else "", said


[RECORDS_JOB] = [each for each in JOBS if (each.file, each.name) == ("pull-request.yml", "records")]
[TESTS_JOB] = [each for each in JOBS if each.file == "tests.yml"]
STEPS = ["make setup", "make ci-check", "make check", "make review", "make preview"]


def test_steps_of_a_pull_request_are_known() -> None:
    """The tests below know every step; the other job decides what runs them, and is never skipped: GitHub takes a
    required check that was skipped for one that passed."""
    assert RECORDS_JOB.runs == STEPS
    assert not {"if", "needs"} & TESTS_JOB.content.keys()
    install, *runs = TESTS_JOB.runs
    assert "graphviz" in install
    assert runs == ["make ci-test"]


def test_tests_run_on_the_oldest_and_the_newest_python() -> None:
    """The bounds are those that pyproject.toml gives: `requires-python`, and the last classifier."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    versions = [each.rpartition(" ")[2] for each in project["classifiers"] if "Python :: 3." in each]
    assert [each["python"] for each in TESTS_JOB.content["strategy"]["matrix"]["include"]] == [
        versions[-1],
        versions[0],
    ]
    assert project["requires-python"] == f">={versions[0]}"
    assert f"--python-version {versions[0]} " in (REPOSITORY / "Makefile").read_text("utf-8")


def test_editor_and_linter_agree_on_the_length_of_a_line() -> None:
    """`.editorconfig`, the rulers of VS Code and ruff name one number."""
    ruff = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["line-length"]
    editor = (REPOSITORY / ".editorconfig").read_text("utf-8")
    settings = json.loads((REPOSITORY / ".vscode/settings.json").read_text("utf-8"))
    assert re.findall(r"^max_line_length = (\d+)$", editor, re.MULTILINE) == [str(ruff)]
    assert [settings[each]["editor.rulers"] for each in ("[markdown]", "[python]")] == [[ruff], [ruff]]


DRAFT = "postmortems/2026/PM-2026-9999-a-draft-of-a-record.md"


def draft() -> str:
    """The fields that a draft needs, of somebody that the real catalog knows."""
    catalog = yaml.safe_load((FROZEN_RECORDS / "catalog.yml").read_text("utf-8"))
    fields = {
        "schema_version": "1",
        "id": "PM-2026-9999",
        "title": "A draft of a record",
        "kind": "incident",
        "origin": "external",
        "status": "draft",
        "severity": "SEV4",
        "visibility": "public",
        "teams": {"owner": next(iter(catalog["teams"]))},
        "symptom": "Nothing was seen.",
    }
    return record_text(fields, "\n")


def test_steps_of_a_pull_request_run_here(upstream: Path, tmp_path: Path) -> None:
    """In a fresh clone every step runs in order: a draft is refused with an annotation and a summary and still has
    its report and its page in the preview, a good change passes; what is uploaded exists, and git sees nothing new."""
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(upstream), str(clone))

    check_out(clone, "draft", DRAFT, draft())
    done, summary, said = run_steps(clone, RECORDS_JOB, tmp_path / "summary-draft.md")
    assert {run: each.returncode for run, each in done.items()} == dict.fromkeys(STEPS, 0) | {"make ci-check": 2}, said
    assert f"::error file={DRAFT}" in done["make ci-check"].stdout, said
    assert "PM-2026-9999" in summary
    assert "PM-2026-9999" in (clone / "build/review.md").read_text("utf-8")
    assert (clone / "build/preview/postmortems/PM-2026-9999/index.html").is_file()
    assert git(clone, "status", "--porcelain") == ""

    done, _, said = run_steps(clone, TESTS_JOB, tmp_path / "summary-tests.md")
    assert done["make ci-test"].returncode, "records alone are checked in place of the code, and this one is a draft"
    assert "Records only: 1 changed" in said and "must be" in said and "pytest" not in said, said

    check_out(clone, "page", "docs/extra.md", "# Extra\n")
    done, summary, said = run_steps(clone, RECORDS_JOB, tmp_path / "summary-page.md")
    assert {run: each.returncode for run, each in done.items()} == dict.fromkeys(STEPS, 0), said
    assert "::error" not in done["make ci-check"].stdout, said
    assert "## Postmortem check" in summary
    assert (clone / "build/preview/extra/index.html").is_file()
    assert not (clone / "build/preview/postmortems/PM-2026-9999").exists()
    for step in RECORDS_JOB.steps:
        if step.get("uses", "").startswith("actions/upload-artifact@"):
            path = step["with"]["path"]
            assert (clone / path).exists(), f"{path} is uploaded and was not made"
            assert not any(part.startswith(".") for part in Path(path).parts), "hidden files are not uploaded"
    assert git(clone, "status", "--porcelain") == ""
