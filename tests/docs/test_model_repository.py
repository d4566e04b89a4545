"""The guide for the repositories of models is followed by the letter, and what it offers to pipelines is sound."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from inspect import get_annotations
from pathlib import Path

import pytest
import yaml

from ml_postmortems.audit.finding import AuditLevel, CheckName
from ml_postmortems.mcp_server.answers import Answers
from ml_postmortems.mcp_server.bounds import MOST_CHARACTERS, MOST_ITEMS
from tests.audit.bases import CLEAN, TODAY, base
from tests.docs.test_guides import GUIDES, blocks
from tests.helpers import REPOSITORY

GUIDE = GUIDES / "model-repository.md"
AGENTS = GUIDES / "agents.md"
SITE = "https://postmortems.example.com/"
TOOLS = Path(sys.executable).parent
ACTION = REPOSITORY / ".github/actions/audit/action.yml"
TEMPLATE = REPOSITORY / ".ci/gitlab-audit.yml"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """The address of a site with the files of a base: bad data, an overdue prevention and something clean."""
    postmortems(tmp_path, "audit", "--base", str(base(tmp_path)), "--write-base", "site", "--as-of", TODAY)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path / "site")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def postmortems(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One run of the command."""
    command = [sys.executable, "-m", "ml_postmortems.cli.main", *arguments]
    environment = os.environ | {"SOURCE_DATE_EPOCH": "1748736000"}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment, timeout=120)


def files_of_guide(site: str) -> dict[str, str]:
    """The blocks of the guide that are files, or parts of one, with the address of a site that answers."""
    found = {}
    for language, block in blocks(GUIDE):
        if language == "yaml":
            name, _, content = block.partition("\n")
            found[name.removeprefix("# ")] = content.replace(SITE, site)
    return found


def test_the_guide_works_literally(tmp_path: Path, site: str) -> None:
    """Its manifest finds data under quarantine and overdue prevention; its exception accepts the first of them."""
    folder = tmp_path / "model"
    folder.mkdir()
    parts = files_of_guide(site)
    (folder / "ml-audit.yml").write_text(parts["ml-audit.yml"])
    assert ("sh", "postmortems audit\n") in blocks(GUIDE)
    done = postmortems(folder, "audit")
    assert done.returncode == 1, done.stderr
    found = done.stdout.splitlines()
    assert any("contaminated-data (error) `click-log`" in line for line in found)
    assert any("overdue-prevention (error) `click-log`" in line for line in found)
    assert not any(CLEAN in line for line in found[:-1])
    assert f"see {site}postmortems/PM-2025-0001/" in done.stdout
    (folder / "ml-audit.yml").write_text(parts["ml-audit.yml"] + parts["ml-audit.yml, at its end"])
    done = postmortems(folder, "audit")
    assert "contaminated-data (error) `click-log`" not in done.stdout
    assert "accepted until 2025-12-31" in done.stdout
    assert (folder / ".ml-audit-base.json").is_file()


def test_a_clean_repository_passes(tmp_path: Path, site: str) -> None:
    """The same guide with the clean service alone ends with exit code 0."""
    folder = tmp_path / "model"
    folder.mkdir()
    manifest = yaml.safe_load(files_of_guide(site)["ml-audit.yml"])
    clean = {key: manifest[key] for key in ("schema_version", "base", "services")}
    (folder / "ml-audit.yml").write_text(yaml.safe_dump(clean))
    assert postmortems(folder, "audit", "--strict").returncode == 0


def test_the_training_script_of_the_guide_stops(tmp_path: Path, site: str) -> None:
    """The Python of the guide raises for the range that it names, and keeps the copy that it asks for."""
    script, keeping = (block.replace(SITE, site) for language, block in blocks(GUIDE) if language == "python")
    kept = [sys.executable, "-c", "from ml_postmortems import quarantine\n" + keeping]
    assert f"quarantine as of {TODAY}" in subprocess.check_output(kept, cwd=tmp_path, text=True)
    assert (tmp_path / ".quarantine.json").is_file()
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 1
    assert "DataInQuarantine" in done.stderr
    assert "run_date = 2025-03-11" in done.stderr


def test_the_guide_names_every_check() -> None:
    """Each check stands in its table with its level."""
    rows = [line.split("|") for line in GUIDE.read_text("utf-8").splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall("`([a-z-]+)`", row[1])}
    assert named == set(CheckName)
    assert all(any(level in row[2] for level in AuditLevel) for row in rows)


def test_pipelines_of_the_guide_use_what_exists() -> None:
    """The action, the hook and the template that its blocks name are there."""
    parts = files_of_guide(SITE)
    steps = yaml.safe_load(parts[".github/workflows/audit.yml"])["jobs"]["audit"]["steps"]
    place = steps[-1]["uses"].partition("@")[0].removeprefix("your-org/ml-postmortems/")
    assert REPOSITORY / place / "action.yml" == ACTION
    assert REPOSITORY / yaml.safe_load(parts[".gitlab-ci.yml"])["include"][0]["file"].lstrip("/") == TEMPLATE
    hooks = {each["id"] for each in yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    assert yaml.safe_load(parts[".pre-commit-config.yaml"])["repos"][0]["hooks"][0]["id"] in hooks


@pytest.mark.parametrize(
    ("schema", "path"), [("vendor.github-actions", ACTION), ("vendor.gitlab-ci", TEMPLATE)], ids=["action", "gitlab"]
)
def test_files_for_pipelines_fit_their_schema(schema: str, path: Path) -> None:
    """As GitHub and GitLab publish them."""
    command = [str(TOOLS / "check-jsonschema"), "--builtin-schema", schema, str(path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_action_runs_no_input_as_a_script() -> None:
    """Inputs reach the shell by the environment, actions of others are pinned, and packages have hashes."""
    for step in yaml.safe_load(ACTION.read_text("utf-8"))["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert "uses" not in step or re.search("@[0-9a-f]{40}$", step["uses"])
    assert "--require-hashes" in ACTION.read_text("utf-8")


@pytest.mark.parametrize("strict", ["false", "true"])
def test_the_script_of_the_action_audits(tmp_path: Path, site: str, strict: str) -> None:
    """Its last step, run by bash with the package that is here, fails with annotations and takes all inputs."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "ml-audit.yml").write_text(files_of_guide(site)["ml-audit.yml"])
    bin_folder = tmp_path / "postmortems-audit/bin"
    bin_folder.mkdir(parents=True)
    (bin_folder / "postmortems").symlink_to(TOOLS / "postmortems")
    script = yaml.safe_load(ACTION.read_text("utf-8"))["runs"]["steps"][-1]["run"]
    inputs = {"FOLDER": "model", "BASE": f"{site}audit.json", "SHA256": "", "STRICT": strict, "SINCE": ""}
    environment = os.environ | inputs | {"RUNNER_TEMP": str(tmp_path), "SOURCE_DATE_EPOCH": "1748736000"}
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "::error file=model/ml-audit.yml,line=4,title=contaminated-data::" in done.stdout


def test_the_guide_for_agents_names_every_tool() -> None:
    """The tools and the bounds of its table are those of the server, and its start is a command that exists."""
    text = AGENTS.read_text("utf-8")
    public = {name: member for name, member in vars(Answers).items() if not name.startswith("_")}
    tools = {name for name, member in public.items() if get_annotations(member).get("return") == "Answer"}
    assert set(re.findall(r"^\| `([a-z_]+)` \|", text, re.MULTILINE)) == tools
    assert f"at most {MOST_ITEMS} items and {MOST_CHARACTERS:,} characters" in text
    [settings] = (json.loads(block) for language, block in blocks(AGENTS) if language == "json")
    assert settings["mcpServers"]["postmortems"]["args"][0] == "mcp"
