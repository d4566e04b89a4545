"""Whatever ends `mkdocs build`: the site is the old one or the new one."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.helpers import REPOSITORY, external_record
from tests.site import build, run_mkdocs, tree_of, write_project

OLD = {"old.html": b"old"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that builds, with an older site."""
    folder = write_project(tmp_path / "project", external_record(), pages={"page.md": "# Page\n"})
    (folder / "site").mkdir()
    (folder / "site/old.html").write_bytes(b"old")
    return folder


def assert_old(project: Path) -> None:
    """The old site is as it was, and nothing lies beside it."""
    assert tree_of(project / "site") == OLD
    assert not (project / ".site.build").exists()


def start(project: Path) -> subprocess.Popen[str]:
    """A build that has begun to write beside the site, and is held there."""
    process = subprocess.Popen([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=project, text=True)
    while process.poll() is None and not list(project.glob(".site.build/new-*/assets")):
        time.sleep(0.02)
    process.send_signal(signal.SIGSTOP)
    assert process.poll() is None, "the build ended before anything was seen of it"
    return process


@pytest.mark.parametrize("program", ["mkdocs", "properdocs"])
def test_a_warning_in_a_strict_build_leaves_the_old_site(project: Path, program: str) -> None:
    """It is counted when all files are written; without `--strict` the same build is published."""
    (project / "docs/page.md").write_text("# Page\n\n[nowhere](nowhere.md)\n")
    options = ("build", "--strict", "-f", "mkdocs.yml")
    done = run_mkdocs(project, *options, program=("-m", program))
    assert done.returncode != 0
    assert "nowhere.md" in done.stderr
    assert_old(project)
    done = run_mkdocs(project, "build", "-f", "mkdocs.yml", program=("-m", program))
    assert done.returncode == 0, done.stderr
    assert {"index.html", "search/manifest.json", "page/index.html"} <= set(tree_of(project / "site"))
    assert not (project / "site/old.html").exists()


def test_a_page_that_cannot_be_made_leaves_the_old_site(project: Path) -> None:
    """A plugin raises while pages are read."""
    (project / "docs/page.md").write_text("# Page\n\n{{ record_cout() }}\n")
    assert run_mkdocs(project, "build").returncode != 0
    assert_old(project)


def test_a_page_that_is_missing_at_the_end_leaves_the_old_site(project: Path) -> None:
    """MkDocs says nothing where another plugin makes a page empty."""
    (project / "hook.py").write_text(
        "def on_post_page(output, page, config):\n    return '' if page.url == 'page/' else output\n"
    )
    with (project / "mkdocs.yml").open("a") as file:
        file.write("hooks: [hook.py]\n")
    done = run_mkdocs(project, "build")
    assert done.returncode == 1
    assert "must hold every file that was to be made: found no page/index.html" in done.stderr
    assert "Traceback" not in done.stderr
    assert_old(project)


def test_a_full_disk_is_one_message(project: Path) -> None:
    """Here a limit on the size of files, which a file of the theme exceeds; no traceback, and the old site stays."""
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build"],
        cwd=project,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert (
        f"{project / 'site'}/: the folder must be made anew and put in place whole: found file too large" in done.stderr
    )
    assert_old(project)


def test_a_second_build_is_refused_and_a_killed_one_repaired(project: Path) -> None:
    """The second says what runs, in one line without a traceback; what a kill leaves goes with the next build."""
    first = start(project)
    second = run_mkdocs(project, "build")
    assert second.returncode == 1
    assert f"one build at a time must make it: found `mkdocs build -q` (process {first.pid}) since 20" in second.stderr
    assert "Traceback" not in second.stderr
    first.kill()
    first.wait()
    assert tree_of(project / "site") == OLD
    assert list(project.glob(".site.build/new-*"))
    done = run_mkdocs(project, "build", "--strict")
    assert done.returncode == 0, done.stderr
    assert f"The site is in {project / 'site'}/" in done.stderr
    assert (project / "site/page/index.html").is_file()
    assert not (project / ".site.build").exists()


def test_a_dirty_build_keeps_what_it_does_not_make(project: Path) -> None:
    """`--dirty` skips pages that did not change and cleans nothing; the result is whole, too."""
    whole = tree_of(build(project, project / "site"))
    (project / "site/mine.txt").write_bytes(b"mine")
    assert "old.html" not in whole
    done = run_mkdocs(project, "build", "--dirty")
    assert done.returncode == 0, done.stderr
    found = tree_of(project / "site")
    assert found.pop("mine.txt") == b"mine"
    assert found.keys() == whole.keys()


def test_what_is_deployed_is_the_new_site(project: Path, tmp_path: Path) -> None:
    """`mkdocs gh-deploy` commits all of it, and nothing of what lay aside."""
    remote = tmp_path / "remote.git"
    git = ("git", "-c", "user.name=x", "-c", "user.email=x@example.com")
    subprocess.run([*git, "init", "-q", "--bare", remote], check=True)
    for command in (("init", "-q"), ("commit", "-q", "--allow-empty", "-m", "x"), ("remote", "add", "origin", remote)):
        subprocess.run([*git, *command], cwd=project, check=True)
    done = run_mkdocs(
        project, "gh-deploy", GIT_AUTHOR_NAME="x", GIT_AUTHOR_EMAIL="x", GIT_COMMITTER_NAME="x", GIT_COMMITTER_EMAIL="x"
    )
    assert done.returncode == 0, done.stderr
    listed = subprocess.run(
        ["git", "ls-tree", "-r", "--name-only", "gh-pages"], cwd=remote, capture_output=True, text=True, check=True
    )
    assert set(listed.stdout.splitlines()) == set(tree_of(project / "site")) | {".nojekyll"}
    assert "page/index.html" in listed.stdout
    assert not (project / ".site.build").exists()


def test_random_kills_leave_the_old_site_or_the_new(tmp_path: Path) -> None:
    """Builds of a small project are killed anywhere, two at once, and each state of the site is compared by hash."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.kill_builds", "--builds", "2", "--at-once", "2", "--folder", tmp_path],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "after the last kill: repaired and built: 1" in done.stdout
