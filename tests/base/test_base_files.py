"""The files of a new base: valid, safe, and the same rules as this repository's."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ml_postmortems.base.answers import BaseAnswers, Forge, checked_name, checked_teams, slug_of
from ml_postmortems.base.base_files import base_files
from ml_postmortems.base.carried import PAGES
from ml_postmortems.errors import NameUnusable
from ml_postmortems.lint.outputs.json import report_to_json
from ml_postmortems.lint.run import CheckRequest, start_check
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import load_corpus
from tests.base.bases import NASTY, OWN_RECORD, answers, packaged_taxonomy, write_base
from tests.cli.running import git
from tests.helpers import REPOSITORY
from tests.site import build

TOOLS = Path(sys.executable).parent
EVERY = [(forge, audience) for forge in Forge for audience in Visibility]


def run(*command: str | Path, folder: Path) -> None:
    """Run a tool that must find nothing."""
    done = subprocess.run(list(map(str, command)), cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("audience", Visibility)
def test_github_workflows_are_valid_and_safe(tmp_path: Path, audience: Visibility) -> None:
    """The published schemas accept each file for GitHub, and zizmor finds nothing in its strictest persona."""
    write_base(tmp_path, answers(Forge.GITHUB, audience))
    run(TOOLS / "zizmor", "--offline", "--quiet", "--no-progress", "--persona", "pedantic", ".github", folder=tmp_path)
    check, github = (TOOLS / "check-jsonschema", "--builtin-schema"), tmp_path / ".github"
    run(*check, "vendor.github-workflows", *sorted(github.glob("workflows/*.yml")), folder=tmp_path)
    run(*check, "vendor.dependabot", github / "dependabot.yml", folder=tmp_path)
    run(*check, "vendor.github-issue-forms", github / "ISSUE_TEMPLATE/ml-incident.yml", folder=tmp_path)


@pytest.mark.parametrize("audience", Visibility)
def test_gitlab_pipeline_is_valid(tmp_path: Path, audience: Visibility) -> None:
    """GitLab's published schema accepts the pipeline."""
    write_base(tmp_path, answers(Forge.GITLAB, audience))
    schema = (TOOLS / "check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci")
    run(*schema, tmp_path / ".gitlab-ci.yml", folder=tmp_path)


@pytest.mark.parametrize(("forge", "audience"), EVERY)
def test_only_a_public_site_is_published_unasked(forge: Forge, audience: Visibility) -> None:
    """Pages may be open to everybody, so a site for insiders waits for a variable that somebody sets."""
    files = base_files(answers(forge, audience), packaged_taxonomy())
    publishing = files.get(".github/workflows/publish.yml", files.get(".gitlab-ci.yml", ""))
    assert ("POSTMORTEMS_PAGES" in publishing) == (forge is not Forge.OTHER and audience is not Visibility.PUBLIC)
    assert f"AUDIENCE, {audience}]" in files["mkdocs.yml"]


@pytest.mark.parametrize("forge", Forge)
def test_a_forge_gets_its_own_files(forge: Forge) -> None:
    """No base has files of a forge that it does not live on; all have what is not the forge's."""
    files = base_files(answers(forge), packaged_taxonomy())
    of_forge = {name.split("/")[0] for name in files if "git" in name.split("/")[0]} - {".gitignore"}
    wanted = {Forge.GITHUB: {".github"}, Forge.GITLAB: {".gitlab", ".gitlab-ci.yml"}, Forge.OTHER: set[str]()}
    assert of_forge == wanted[forge]
    assert {"mkdocs.yml", "README.md", "AGENTS.md", "requirements.txt", "postmortems/settings.yml"} <= files.keys()
    assert not [name for name in files if not name.isprintable() or "dot." in name]
    assert not [name for name, text in files.items() if re.search(r"<< ?[a-z_.]+.*>>|<%", text)]


def test_names_act_in_no_file(tmp_path: Path) -> None:
    """Whatever an organisation or a team is called, each file says that name, and the site is built with it."""
    given = answers(organisation=NASTY, teams=(NASTY, "Überwachung"))
    write_base(tmp_path, given)
    corpus = load_corpus(tmp_path / "postmortems")
    assert corpus.catalog
    assert corpus.catalog.operators["us"].name == NASTY
    assert {key: team.name for key, team in corpus.catalog.teams.items()} == {
        slug_of(NASTY): NASTY,
        "uberwachung": "Überwachung",
    }
    page = (build(tmp_path, tmp_path / "site") / "index.html").read_text("utf-8")
    assert ">Ac'me &amp; Söhne: #1 *b* [x](y) %s postmortems</h1>" in page


@pytest.mark.parametrize("audience", Visibility)
def test_example_records_are_faultless(tmp_path: Path, audience: Visibility) -> None:
    """Three records of different kinds without a finding, warnings included, and each explains itself in comments."""
    write_base(tmp_path, answers(audience=audience, teams=("Ops",), has_example=True))
    run_ = start_check(CheckRequest(tmp_path / "postmortems", is_merge=True))
    assert (run_.report.findings, run_.report.record_count) == ((), 3)
    assert {record.kind for record in run_.corpus.records} == {"incident", "near-miss", "hazard"}
    assert all(file.path.read_text("utf-8").startswith("---\n# An example of ") for file in run_.corpus.files)


@pytest.mark.parametrize(
    "category", ["data-quality/missing-or-late", "technical/feature-pipeline-bug", "process/monitoring-gap"]
)
def test_no_record_of_ones_own_has_to_speak_of_the_examples(tmp_path: Path, category: str) -> None:
    """A record with the cause of an example, in a team of one's own, is whole without it: examples can be deleted."""
    write_base(tmp_path, answers(teams=("Ops",), has_example=True))
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "A base")
    catalog = tmp_path / "postmortems/catalog.yml"
    catalog.write_text(catalog.read_text() + "  ranker: {kind: service, name: Ranker, team: ops}\n")
    (tmp_path / "postmortems/2026").mkdir()
    (tmp_path / "postmortems/2026/PM-2026-0001-new-shops.md").write_text(OWN_RECORD.replace("CATEGORY", category))
    request = CheckRequest(tmp_path / "postmortems", since="main", is_merge=True)
    assert (start_check(request).report.findings, start_check(request).report.record_count) == ((), 1)
    for path in (tmp_path / "postmortems/2025").iterdir():
        path.unlink()
    assert start_check(CheckRequest(tmp_path / "postmortems")).report.findings == ()


@pytest.mark.parametrize("team", ["Example planning", "Example forecasting"])
def test_a_team_may_be_called_as_one_of_the_examples(tmp_path: Path, team: str) -> None:
    """Its id stands once in the catalog, with the name that was given, and the records stay faultless."""
    write_base(tmp_path, answers(teams=(team,), has_example=True))
    run_ = start_check(CheckRequest(tmp_path / "postmortems", is_merge=True))
    assert run_.report.findings == ()
    assert run_.corpus.catalog and run_.corpus.catalog.teams[slug_of(team)].name == team


def test_everything_that_is_installed_has_a_hash() -> None:
    """`--require-hashes` takes the list of requirements, which names no host; the package has its version beside it."""
    files = base_files(answers(), packaged_taxonomy())
    lines = [line for line in files["requirements.txt"].splitlines() if "==" in line]
    assert len(lines) > 20
    assert all(line.endswith("\\") for line in lines)
    assert "://" not in files["requirements.txt"]
    assert [line for line in files["postmortems.txt"].splitlines() if "==" in line] == ["ml-postmortems==0.1.0"]


def test_the_build_carries_what_the_package_reads() -> None:
    """`setup.py` cannot import the package that it builds, so its list is held equal to what is read."""
    text = (REPOSITORY / "setup.py").read_text("utf-8")
    manifest = (REPOSITORY / "MANIFEST.in").read_text("utf-8")
    source = (REPOSITORY / "plugins/ml_postmortems/base/carried.py").read_text("utf-8")
    named = {f"docs/{name}" for name in PAGES} | {
        part for part in source.split('"') if part.startswith((".github/", ".vscode/", "requirements", "scripts/"))
    }
    assert {name for name in named if f'    "{name}",' not in text} == set()
    assert {name for name in named if name not in manifest} == set()


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Search & Ads", "search-ads"), ("  Größe  ", "grosse"), ("x" * 300, "x" * 64), ("R2-D2", "r2-d2")],
)
def test_ids_of_teams(name: str, slug: str) -> None:
    """An id is made of the letters and digits of a name, and is one that the catalog takes."""
    assert slug_of(name).startswith(slug[:60])


@pytest.mark.parametrize("name", ["", "  ", "!!!", "<script>", "{{ x }}", 'a "b"', "a\x00b", "x" * 500, "\u202eevil"])
def test_names_that_nobody_can_read_are_refused(name: str) -> None:
    """What has no letter, is too long or hides something is told, and nothing is written."""
    with pytest.raises(NameUnusable):
        checked_name("team", name)


def test_a_team_is_taken_once() -> None:
    """Two spellings of one id are one team."""
    assert checked_teams(["Ads", "ads", "Search"]) == ("Ads", "Search")


def test_answers_are_kept_whole() -> None:
    """What an update reads back is what `init` was told."""
    given = answers(Forge.GITLAB, Visibility.PUBLIC, organisation=NASTY, has_example=True)
    assert BaseAnswers.from_json(json.loads(json.dumps(given.to_json()))) == given


def test_settings_keep_the_version_they_began_with() -> None:
    """A later version does not raise `rules_since`, which would make its rules errors for merged records."""
    text = base_files(answers(rules_since="0.0"), packaged_taxonomy())["postmortems/settings.yml"]
    assert yaml.load(text, yaml.BaseLoader)["rules_since"] == "0.0"


def test_scripts_of_a_base_run_without_the_package(tmp_path: Path) -> None:
    """What posts and lists in a workflow needs only its own folder, and says what it misses."""
    write_base(tmp_path, answers(Forge.GITHUB))
    scripts = tmp_path / ".postmortems/ci"
    python = (sys.executable, "-S", "-E")
    posted = subprocess.run(
        [*python, scripts / "post_review.py"], capture_output=True, text=True, env={"RUN_ID": "1"}, check=False
    )
    assert posted.returncode == 1
    assert "GITHUB_" in posted.stderr and "Traceback" not in posted.stderr
    report = start_check(CheckRequest(tmp_path / "postmortems", select=("PM503",))).report
    wrote = subprocess.run(
        [*python, scripts / "overdue_text.py", tmp_path / "overdue.md"],
        input=report_to_json(report),
        capture_output=True,
        text=True,
        env={},
        check=False,
    )
    assert (wrote.returncode, wrote.stderr) == (0, "")
    assert "No action is overdue" in (tmp_path / "overdue.md").read_text("utf-8")
    assert (tmp_path / re.findall(r'WORKFLOW = "(.+)"', (scripts / "post_review.py").read_text("utf-8"))[0]).is_file()
