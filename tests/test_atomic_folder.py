"""A folder is the old one or the new one, whatever happens in between."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ml_postmortems import atomic_folder as module
from ml_postmortems.atomic_folder import AtomicFolder, atomic_folder, unwritable
from ml_postmortems.errors import BuildRunning, FolderIncomplete, FolderUnwritable
from tests.helpers import REPOSITORY

OLD = {"index.html": "old", "gone/index.html": "old"}
NEW = {"index.html": "new", "added/index.html": "new"}


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def files_of(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The old folder; nothing else lies beside it."""
    write(tmp_path / "site", OLD)
    return tmp_path / "site"


def assert_alone(site: Path) -> None:
    """Nothing is left beside the folder."""
    assert [path.name for path in site.parent.iterdir()] == [site.name]


@pytest.fixture(params=["exchange", "two renames"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to put a folder in place."""
    if request.param == "two renames":
        monkeypatch.setattr(module, "_exchange", lambda *_: False)
    return str(request.param)


@pytest.mark.usefixtures("way")
def test_the_new_folder_takes_the_place_of_the_old_at_the_end(site: Path) -> None:
    """Until then the old one is seen, and afterwards nothing of it is left, beside it neither."""
    with atomic_folder(site) as aside:
        write(aside, NEW)
        assert files_of(site) == OLD
    assert files_of(site) == NEW
    assert_alone(site)


def test_there_need_be_no_old_folder(tmp_path: Path) -> None:
    """Nor a folder above it; an empty one is replaced, too."""
    for target in (tmp_path / "a/b/site", tmp_path / "empty"):
        (tmp_path / "empty").mkdir(exist_ok=True)
        with atomic_folder(target) as aside:
            write(aside, NEW)
        assert files_of(target) == NEW
        assert target.stat().st_mode & 0o777 == tmp_path.joinpath("a").stat().st_mode & 0o777


@pytest.mark.usefixtures("way")
def test_an_exception_leaves_the_old_folder(site: Path) -> None:
    """Of what was written before it nothing stays."""
    with pytest.raises(KeyboardInterrupt), atomic_folder(site) as aside:
        write(aside, NEW)
        raise KeyboardInterrupt
    assert files_of(site) == OLD
    assert_alone(site)


def test_a_missing_file_leaves_the_old_folder(site: Path) -> None:
    """A build that says it succeeded is not believed; the message names what is missing."""
    with (
        pytest.raises(FolderIncomplete, match=r"found no a\.html, b\.html, c\.html and 2 more\n  fix: "),
        atomic_folder(site, ["index.html", *(f"{name}.html" for name in "edcba")]) as aside,
    ):
        write(aside, NEW)
    assert files_of(site) == OLD
    assert_alone(site)


def test_a_second_build_is_refused_and_told_of_the_first(site: Path) -> None:
    """The message says what runs, its process, since when, and what to do; afterwards the way is free."""
    first = AtomicFolder.begin(site)
    with pytest.raises(BuildRunning) as caught:
        AtomicFolder.begin(site)
    said = str(caught.value)
    assert re.search(rf"found `.+` \(process {os.getpid()}\) since \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d", said), said
    assert f"fix: wait until that has ended, or end it with `kill {os.getpid()}`; then build again" in said
    write(first.folder, NEW)
    first.publish(NEW)
    first.close()
    assert files_of(site) == NEW
    with atomic_folder(site) as aside:
        write(aside, OLD)
    assert_alone(site)


def test_sites_side_by_side_do_not_wait_for_each_other(tmp_path: Path) -> None:
    """Two audiences are built at once."""
    with atomic_folder(tmp_path / "public") as public, atomic_folder(tmp_path / "internal") as internal:
        write(public, OLD)
        write(internal, NEW)
    assert (files_of(tmp_path / "public"), files_of(tmp_path / "internal")) == (OLD, NEW)


def test_the_next_build_removes_what_a_killed_one_left(site: Path) -> None:
    """Half a new folder, and half of an old one that was being removed."""
    work = site.parent / ".site.build"
    write(work, {"lock": "{half", "new-a/index.html": "half", "old-b/index.html": "half", "x": ""})
    with atomic_folder(site) as aside:
        assert files_of(aside) == {}
        write(aside, NEW)
    assert files_of(site) == NEW
    assert_alone(site)


def test_the_next_build_brings_the_old_folder_back(site: Path) -> None:
    """Where a build was killed between two renames, also if the next one fails."""
    work = site.parent / ".site.build"
    work.mkdir()
    site.rename(work / "previous")
    with pytest.raises(ZeroDivisionError), atomic_folder(site):
        assert files_of(site) == OLD
        raise ZeroDivisionError
    assert files_of(site) == OLD
    assert_alone(site)


def test_what_lies_beside_is_unknown_to_git(site: Path) -> None:
    """A killed build must not end in a commit."""
    subprocess.run(["git", "init", "-q", site.parent], check=True)
    with atomic_folder(site) as aside:
        write(aside, NEW)
        status = subprocess.run(
            ["git", "status", "--short"], cwd=site.parent, capture_output=True, text=True, check=True
        )
    assert status.stdout == "?? site/\n"


def test_hidden_files_are_taken_over_where_asked(site: Path) -> None:
    """What a host keeps in the folder stays; links stay links."""
    write(site, {".well-known/x": "kept", ".htaccess": "kept"})
    (site / ".link").symlink_to("nowhere")
    build = AtomicFolder.begin(site)
    build.take_over(only_hidden=True)
    build.publish([])
    build.close()
    assert files_of(site) == {".well-known/x": "kept", ".htaccess": "kept"}
    assert (site / ".link").readlink() == Path("nowhere")


def test_rights_and_links_of_the_old_folder_stay(site: Path) -> None:
    """A server that may read the site may read the next one; a link to it leads to the new one."""
    site.chmod(0o2751)
    link = site.parent / "link"
    link.symlink_to("site")
    with atomic_folder(link) as aside:
        write(aside, NEW)
    assert site.stat().st_mode & 0o7777 == 0o2751
    assert link.is_symlink()
    assert files_of(link) == NEW


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Without the rights of root, who may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_that_may_not_be_written_is_said_at_the_beginning(tmp_path: Path) -> None:
    """Before anything is built; the message says what is not permitted and what to do."""
    (tmp_path / "closed").mkdir(mode=0o555)
    with (
        ordinary_user(),
        pytest.raises(FolderUnwritable, match=r"permission denied at .*\n  fix: give this user the right"),
    ):
        AtomicFolder.begin(tmp_path / "closed/site")


def test_a_mount_point_is_refused_at_the_beginning() -> None:
    """It cannot be renamed, which a build of minutes should not find out at its end."""
    with pytest.raises(FolderUnwritable, match=r"a mount point\n  fix: build into a folder below it"):
        AtomicFolder.begin(Path("/proc"))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "found no space left on device\n  fix: free some space"),
        (
            OSError(errno.EROFS, os.strerror(errno.EROFS), "x/y"),
            "found read-only file system at x/y\n  fix: build into",
        ),
        (shutil.Error([("a", "b", "[Errno 28] No space left")]), "found [Errno 28] No space left\n  fix: see to it"),
        (OSError("strange"), "found strange\n  fix: see to it and build again"),
    ],
)
def test_what_stops_a_build_is_one_message(error: OSError, said: str) -> None:
    """What was found and what to do, and that nothing was lost."""
    text = str(unwritable(Path("site"), error))
    assert said in text
    assert text.endswith("\nWhat was there before is as it was.")


def test_a_full_disk_leaves_the_old_folder(site: Path) -> None:
    """Here a limit on the size of files, which the system answers in the same way."""
    program = f"""
import resource, sys
from pathlib import Path
from ml_postmortems.errors import FolderUnwritable
from ml_postmortems.atomic_folder import atomic_folder
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    with atomic_folder(Path({str(site)!r})) as aside:
        (aside / "small").write_bytes(bytes(40_000))
        (aside / "large").write_bytes(bytes(60_000))
except FolderUnwritable as error:
    sys.exit(str(error))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "found file too large\n  fix: raise the limit" in done.stderr
    assert files_of(site) == OLD
    assert_alone(site)


@pytest.mark.parametrize("options", [(), ("--two-renames",)])
def test_random_kills_leave_the_old_folder_or_the_new(tmp_path: Path, options: tuple[str, ...]) -> None:
    """A process that does nothing but replace a folder is killed again and again; the next one goes on from there."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.kill_builds", "--swaps", "10", "--folder", tmp_path, *options],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10 kills" in done.stdout
