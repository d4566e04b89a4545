"""Kills builds at random moments, and looks at the site after each: it must be the old one or the new one, whole.

python -m scripts.kill_builds --builds 100 [--at-once 2] [--seed 1] [--folder FOLDER]
python -m scripts.kill_builds --swaps 500 [--two-renames]

Builds are runs of `mkdocs build` on a small project whose pages change from one to the next. Swaps are the last step
alone, again and again in one process, so that more kills fall into it. With `--two-renames` as on a file system that
cannot exchange two folders; there a kill may leave no folder, but never a part of one, and the next run brings it back.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from ml_postmortems import atomic_folder
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus

FILES_OF_A_SWAP = 200
STATES = ("first", "second")
_CONFIGURATION = """\
site_name: Kills
theme: {name: material, font: false}
plugins: [postmortems, macros]
markdown_extensions: [attr_list, md_in_html]
"""


def main() -> int:
    """Run the kills that the command line asks for; 1 where one left something else than a whole site."""
    parser = argparse.ArgumentParser(prog="python -m scripts.kill_builds", description=__doc__.split("\n")[0])
    parser.add_argument("--builds", type=int, default=0, help="how many runs of `mkdocs build` are killed")
    parser.add_argument("--at-once", type=int, default=1, help="how many run at a time (default 1)")
    parser.add_argument("--swaps", type=int, default=0, help="how many runs of the last step are killed")
    parser.add_argument("--two-renames", action="store_true", help="swap without the system's exchange")
    parser.add_argument("--seed", type=int, default=1, help="of the moments (default 1)")
    parser.add_argument("--folder", type=Path, help="where to work, such as on another file system")
    parser.add_argument("--swap-forever", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.two_renames:
        atomic_folder._exchange = lambda *_: False
    if given.swap_forever:
        swap_forever(given.swap_forever)
    moments = random.Random(given.seed)
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        torn = 0
        if given.swaps:
            torn += kill_swaps(Path(folder) / "swaps", given.swaps, moments, two_renames=given.two_renames)
        if given.builds:
            torn += kill_builds(Path(folder) / "builds", given.builds, given.at_once, moments)
    return 1 if torn else 0


def kill_builds(folder: Path, kills: int, at_once: int, moments: random.Random) -> int:
    """Kill builds of a project that has two states; returns how many sites were neither."""
    project = write_small_project(folder / "project")
    whole: dict[str, str] = {}
    duration = 0.0
    for state in STATES:
        write_state(project, state)
        begin = time.monotonic()
        done = start_build(project, "--site-dir", str(folder / state)).wait()
        duration = time.monotonic() - begin
        assert done == 0, "the project cannot be built"
        whole[digest(folder / state)] = state
    shutil.copytree(folder / STATES[0], project / "site")
    outcomes: Counter[str] = Counter()
    before, killed = STATES[0], 0
    while killed < kills:
        state = moments.choice(STATES)
        write_state(project, state)
        builds = [start_build(project) for _ in range(at_once)]
        # Two at once take longer; one of them refuses early, and the other is killed anywhere.
        time.sleep(moments.uniform(0, duration * 1.1 * (1 + 0.6 * (at_once - 1))))
        running = [build for build in builds if build.poll() is None]
        for build in running:
            build.kill()
        for build in builds:
            build.wait()
        killed += len(running)
        found = whole.get(digest(project / "site"), "torn")
        ended = "killed" if running else "ended"
        outcomes[f"{ended}: {'as before' if found == before else 'torn' if found == 'torn' else 'the new one'}"] += 1
        before = found
    left = len(list((project / ".site.build").glob("new-*")))
    write_state(project, STATES[1])
    code = start_build(project).wait()
    is_clean = code == 0 and whole.get(digest(project / "site")) == STATES[1] and not (project / ".site.build").exists()
    outcomes["after the last kill: " + ("repaired and built" if is_clean else "torn")] += 1
    print(f"{killed} kills of `mkdocs build`, {at_once} at once, each taking about {duration:.1f} s")
    print(f"  left beside the site by the last: {left}")
    return report(outcomes)


def kill_swaps(folder: Path, kills: int, moments: random.Random, *, two_renames: bool) -> int:
    """Kill a process that replaces a folder all the time; returns how many folders were not whole."""
    target = folder / "site"
    folder.mkdir(parents=True)
    write_numbered(target, 0)
    outcomes: Counter[str] = Counter()
    before = numbers_in(target)
    command = [sys.executable, "-m", "scripts.kill_builds", "--swap-forever", str(target)]
    for _ in range(kills):
        process = subprocess.Popen(
            command + ["--two-renames"] * two_renames, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE
        )
        assert process.stdout
        interval = 0.0
        for _ in range(moments.randint(2, 4)):
            begin = time.monotonic()
            process.stdout.readline()
            interval = time.monotonic() - begin
        # The process is at the end of a swap, and the next line comes after about as long as the last.
        time.sleep(moments.uniform(0, interval * 1.1))
        process.kill()
        process.communicate()
        found = numbers_in(target)
        if not target.exists() and two_renames:
            outcomes["no folder, for the next run to bring back"] += 1
            with atomic_folder.atomic_folder(target) as aside:
                assert len(numbers_in(target)) == 1, "what was brought back is not whole"
                write_numbered(aside, max(numbers_in(target)))
            continue
        outcomes["torn" if len(found) != 1 else "as before" if found == before else "a newer one"] += 1
        before = found
    print(f"{kills} kills of a process that swaps folders of {FILES_OF_A_SWAP} files all the time")
    return report(outcomes)


def swap_forever(target: Path) -> None:
    """Replace a folder by one whose files all hold the next number, until the process is killed."""
    while True:
        print("next", flush=True)
        build = atomic_folder.AtomicFolder.begin(target)
        write_numbered(build.folder, max(numbers_in(target), default=0) + 1)
        build.publish([])
        build.close()


def write_numbered(folder: Path, number: int) -> None:
    """Fill a folder with files that all hold one number."""
    for index in range(FILES_OF_A_SWAP):
        path = folder / str(index % 10) / f"{index}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(number))


def numbers_in(folder: Path) -> set[int]:
    """The number that all files of a whole folder hold; more, or none, where it is not whole."""
    texts = [path.read_text() for path in folder.rglob("*.txt")]
    return {int(text or -1) for text in texts} | ({-1} if 0 < len(texts) < FILES_OF_A_SWAP else set())


def write_small_project(folder: Path) -> Path:
    """A project with a few records that do not change."""
    write_corpus(folder, Settings(records=4))
    (folder / "mkdocs.yml").write_text(_CONFIGURATION)
    (folder / "docs").mkdir()
    return folder


def write_state(project: Path, state: str) -> None:
    """Let the pages say which state they are of; the second has one more."""
    (project / "docs/index.md").write_text(f"# Home\n\nThe {state} state.\n")
    more = project / "docs/more.md"
    if state == STATES[1]:
        more.write_text("# More\n")
    else:
        more.unlink(missing_ok=True)


def start_build(project: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """One `mkdocs build` in a process of its own, as of a fixed day, so that a state always gives the same bytes."""
    return subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", *arguments],
        cwd=project,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1782777600"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def digest(folder: Path) -> str:
    """A hash of every file and its path."""
    hashed = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            hashed.update(f"{path.relative_to(folder)}\0{len(content)}\0".encode() + content)
    return hashed.hexdigest()


def report(outcomes: Counter[str]) -> int:
    """Print how often each outcome was; returns how often a site was torn."""
    for outcome, count in sorted(outcomes.items()):
        print(f"  {outcome}: {count}")
    return sum(count for outcome, count in outcomes.items() if "torn" in outcome)


if __name__ == "__main__":
    sys.exit(main())
