"""`mkdocs build` does nothing where nothing changed, and everything where anything did."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import git
from tests.helpers import external_record, own_record, write_record
from tests.site import run_mkdocs, write_project

STANDS = "Nothing has changed since site/ was built"
CUSTOM = "theme: {name: material, custom_dir: overrides, font: false}"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was built, in a repository, with a template of its own and a draft; each test leaves it built."""
    draft = own_record(id="PM-2025-0009", title="The unfinished quokka", status="draft")
    project = write_project(
        tmp_path_factory.mktemp("project"), external_record(), draft, site_url="!ENV [SITE_URL, '']"
    )
    settings = project / "mkdocs.yml"
    theme = next(line for line in settings.read_text().split("\n") if line.startswith("theme:"))
    settings.write_text(settings.read_text().replace(theme, CUSTOM))
    (project / "overrides").mkdir()
    (project / "overrides/own.html").write_text("Own\n")
    (project / ".gitignore").write_text("site/\n.*\n")
    git(project, "init", "-q", "-b", "main")
    git(project, "add", ".")
    git(project, "commit", "-qm", "Begin")
    built(project)
    return project


def built(project: Path, **environment: str) -> str:
    """What a build says."""
    environment["XDG_CACHE_HOME"] = str(project / ".cache")
    done = run_mkdocs(project, "build", "--strict", **environment)  # type: ignore[arg-type]  # none of them is `program`
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_the_site_stands_and_the_same_is_said(project: Path) -> None:
    """No file of the site is touched, and a record that is left out is named as before."""
    before = {path: path.stat().st_ctime_ns for path in (project / "site").rglob("*")}
    said = built(project)
    assert STANDS in said
    assert "quokka.md is left out: it is a draft" in said
    assert "1 error" not in said
    assert {path: path.stat().st_ctime_ns for path in (project / "site").rglob("*")} == before


def edit_record(project: Path) -> None:
    write_record(project / "postmortems", external_record(symptom="Other answers came for a day."))


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


def commit(project: Path) -> None:
    git(project, "commit", "-q", "--allow-empty", "-m", "Go on")


def replace_with_same_size_and_time(project: Path) -> None:
    """What a look at size and time of the content alone would miss."""
    page = project / "docs/index.md"
    times = page.stat()
    page.write_text(page.read_text().replace("Home", "Here"))
    os.utime(page, ns=(times.st_atime_ns, times.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "a record": edit_record,
    "a record that is gone": lambda project: next(project.glob("postmortems/2024/*.md")).unlink(),
    "the catalog": lambda project: append(project / "postmortems/catalog.yml", "# Note\n"),
    "a page": lambda project: (project / "docs/page.md").write_text("# Page\n"),
    "a page of the same size and time": replace_with_same_size_and_time,
    "a template": lambda project: (project / "overrides/own.html").write_text("Owl\n"),
    "the configuration": lambda project: append(project / "mkdocs.yml", "copyright: Us\n"),
    "a commit": commit,
    "a file of the site that is gone": lambda project: (project / "site/404.html").unlink(),
    "a file of the site that was edited": lambda project: (project / "site/404.html").write_text("Hello"),
    "a file of the site that is new": lambda project: (project / "site/new.html").write_text("Hello"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changed_is_built(project: Path, change: Callable[[Path], object]) -> None:
    """Everything that a build reads, and the site itself."""
    change(project)
    assert STANDS not in built(project)
    assert "Hello" not in (project / "site/404.html").read_text()
    assert not (project / "site/new.html").exists()


@pytest.mark.parametrize(
    "environment",
    [{"SITE_URL": "https://example.org/"}, {"SOURCE_DATE_EPOCH": "1796083200"}, {"POSTMORTEMS_NO_CACHE": "1"}],
    ids=str,
)
def test_what_the_environment_says_is_built(project: Path, environment: dict[str, str]) -> None:
    """A variable that the configuration names, the day, and the wish for no cache."""
    assert STANDS not in built(project, **environment)


@pytest.mark.parametrize("others", ["hooks", "macros"])
def test_where_others_have_a_say_all_is_built(project: Path, others: str) -> None:
    """A hook, or a module of macros, may put anything into a page."""
    settings = (project / "mkdocs.yml").read_text()
    module = project / ("own.py" if others == "hooks" else "main.py")
    if others == "hooks":
        module.write_text("def on_page_markdown(text, **_): return text\n")
        append(project / "mkdocs.yml", "hooks: [own.py]\n")
    else:
        module.write_text("def define_env(env): pass\n")
    built(project)
    assert STANDS not in built(project)
    module.unlink()
    (project / "mkdocs.yml").write_text(settings)
    built(project)
    assert STANDS in built(project)


PROGRAM = """
from mkdocs.commands.build import build
from mkdocs.config import load_config

config = load_config()
config.plugins.on_startup(command="build", dirty=False)
build(config)
config.plugins.on_shutdown()
print("went on")
"""


def test_only_the_command_ends_early(project: Path) -> None:
    """Who builds from a program goes on after it."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=project, capture_output=True, text=True, check=False)
    assert "went on" in done.stdout, done.stderr
