"""The package as people install it: built, put into an empty environment, with no source tree in reach."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import venv
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest

from ml_postmortems import __version__
from ml_postmortems.base.carried import PAGES
from tests.helpers import REPOSITORY

TOOLS = Path(sys.executable).parent


@dataclass(frozen=True)
class Installed:
    """An environment in which the wheel is installed, and an empty folder to work in."""

    python: Path
    folder: Path

    def run(self, *arguments: str, code: int = 0) -> str:
        """One command of the environment, by its name, in the folder; returns what it printed."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        environment |= {"NO_MKDOCS_2_WARNING": "1", "PATH": f"{self.python.parent}:{os.environ['PATH']}"}
        done = subprocess.run(arguments, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist of this repository, and the wheel that is built from that sdist.

    A build writes beside the sources, and other tests may build at the same time, so it builds a copy.
    """
    target = tmp_path_factory.mktemp("dist")
    source = tmp_path_factory.mktemp("source") / "repository"
    source.mkdir()
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=REPOSITORY, capture_output=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if not name.startswith(("postmortems/", "tests/")) and (REPOSITORY / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPOSITORY / name, source / name)
    offline = ["--offline", "--no-build-isolation", "--python", sys.executable, "--out-dir", str(target)]
    command = [str(TOOLS / "uv"), "build", "--quiet", *offline, str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """An environment with the wheel, the dependencies of this one, and nothing of this repository."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "env", with_pip=False)
    python = folder / "env/bin/python"
    [wheel] = built.glob("*.whl")
    offline = ["--offline", "--no-index", "--no-deps", "--python", str(python)]
    subprocess.run([str(TOOLS / "uv"), "pip", "install", "--quiet", *offline, str(wheel)], check=True)
    packages = Path(
        subprocess.run(
            [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
    )
    dependencies = folder / "dependencies"
    dependencies.mkdir()
    for entry in Path(sys.prefix).glob("lib/python*/site-packages/*"):
        if "ml_postmortems" not in entry.name and entry.suffix != ".pth":
            (dependencies / entry.name).symlink_to(entry)
    (packages / "dependencies.pth").write_text(f"{dependencies}\n")
    work = folder / "work"
    work.mkdir()
    return Installed(python, work)


def test_wheel_and_sdist_hold_what_a_base_needs(built: Path) -> None:
    """Theme, taxonomy, guides, reference, templates and the list of requirements; the version from one place."""
    [wheel], [sdist] = built.glob("*.whl"), built.glob("*.tar.gz")
    assert wheel.name == f"ml_postmortems-{__version__}-py3-none-any.whl"
    names = {name.removeprefix("ml_postmortems/") for name in ZipFile(wheel).namelist()}
    carried = [f"base/carried/docs/{name}" for name in PAGES]
    for wanted in (
        *carried,
        "base/carried/requirements.lock",
        "base/templates/common/mkdocs.yml",
        "base/templates/github/dot.github/workflows/publish.yml",
        "reading/default-taxonomy.yml",
        "search/words/english-stems.txt",
        "web/theme/site/assets/postmortems/postmortems.css",
        "py.typed",
    ):
        assert wanted in names or any(name.startswith(f"{wanted}/") for name in names), wanted
    assert not [name for name in names if name.startswith(("tests", "scripts", "postmortems/"))]
    with tarfile.open(sdist) as archive:
        assert any(name.endswith("/docs/guides/author.md") for name in archive.getnames())


def test_the_wheel_alone_does_everything(installed: Installed) -> None:
    """A base is made, checked, searched, written to and built, and every module comes from the wheel."""
    where = installed.run("python", "-c", "import ml_postmortems; print(ml_postmortems.__file__)")
    assert where.startswith(str(installed.python.parent.parent))
    path = installed.run("python", "-c", "import sys; print(sys.path)")
    assert str(REPOSITORY / "plugins") not in path
    said = installed.run("postmortems", "init", "base", "--organisation", "Acme", "--example", "--no-input")
    assert "3 records checked: no findings" in said
    base = Installed(installed.python, installed.folder / "base")
    assert base.run("postmortems", "check", "--merge") == "3 records checked: no findings\n"
    assert "PM-2025-0001" in base.run("postmortems", "search", "stale orders")
    base.run("python", "-m", "mkdocs", "build", "--strict", "--quiet")
    for page in ("guides/author", "reference/taxonomy", "postmortems/PM-2025-0001", "search"):
        assert (base.folder / "site" / page / "index.html").is_file(), page
    assert (base.folder / "site/reference/record.schema.json").is_file()
    assert base.run("postmortems", "init", "--update") == f"Everything is as version {__version__} writes it.\n"


_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_INSTALLS = re.compile(r"^(python3 -m venv|\.venv/bin/python -m pip|\. \.venv/)")
"""Commands that the environment of the test stands for: it has no package index."""


@pytest.mark.parametrize("forge", ["github", "gitlab"])
def test_the_guide_to_a_base_works_literally(installed: Installed, forge: str) -> None:
    """Each command of "Your own base", in its order, from an empty folder to a report on the first record."""
    text = (REPOSITORY / "docs/guides/own-base.md").read_text("utf-8").replace("--forge github", f"--forge {forge}")
    lines = [line for block in _BLOCK.findall(text) for line in block.splitlines() if not _INSTALLS.match(line)]
    folder = installed.folder / f"guide-{forge}"
    folder.mkdir()
    names = {f"GIT_{who}_{what}": "Author" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    script = "\n".join([*(f"export {name}={value}" for name, value in names.items()), *lines])
    said = Installed(installed.python, folder).run("bash", "-eu", "-c", script)
    ours = [line for line in lines if line.startswith("postmortems ")]
    assert len(ours) <= 6
    assert "3 records checked: no findings" in said
    assert "4 records checked: no findings" in said
    assert "Stale features lower the rank of new shops" in said
    assert (folder / "pm/site/index.html").is_file()
    assert (folder / "pm" / {"github": ".github/workflows", "gitlab": ".gitlab-ci.yml"}[forge]).exists()
