"""Adds ten records, teams and models and a cause to a clone, so that the whole suite can be run there.

    python -m scripts.add_sample_records CLONE && cd CLONE && make ci-check BASE=HEAD~1 && make test

A record never breaks the product's tests: whatever a good pull request adds to `postmortems/`, the suite passes as
before. The records are synthetic, those of a fictional company, committed at a later date than all others.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from ml_postmortems.reading.default_taxonomy import DEFAULT_TAXONOMY
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus

REPOSITORY = Path(__file__).resolve().parents[1]
SETTINGS = Settings(records=10, seed=5, years=1, until=date(2031, 6, 30))
"""In years that no record of the base is from, so that no id is taken."""


def add_records(clone: Path) -> None:
    """Put the records and their vocabulary beside those that are there, and commit them at the date they are of."""
    with tempfile.TemporaryDirectory() as folder:
        write_corpus(Path(folder) / "corpus", SETTINGS)
        made = Path(folder) / "corpus/postmortems"
        for year in (path for path in made.iterdir() if path.is_dir()):
            shutil.copytree(year, clone / "postmortems" / year.name)
        merge_catalog(clone / "postmortems/catalog.yml", (made / "catalog.yml").read_text("utf-8"))
    add_cause(clone / "postmortems/taxonomy.yml")
    moment = f"{SETTINGS.until}T12:00:00Z"
    identity = ["-c", "user.name=Proof", "-c", "user.email=proof@example.com", "-c", "commit.gpgsign=false"]
    for command in (["add", "postmortems"], ["commit", "--quiet", "--message=records: add ten that prove nothing"]):
        environment = {**os.environ, "GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
        subprocess.run(["git", *identity, *command], cwd=clone, env=environment, check=True)


def merge_catalog(path: Path, added: str) -> None:
    """Put the operators, teams and artifacts of one catalog under the keys that another has already."""
    text = path.read_text("utf-8")
    for block in re.split(r"^(?=\w)", added, flags=re.MULTILINE):
        key, _, items = block.partition(":\n")
        if f"\n{key}:\n" in text:
            text = text.replace(f"\n{key}:\n", f"\n{key}:\n{items}", 1)
    path.write_text(text, "utf-8")


def add_cause(path: Path) -> None:
    """Give the last family of the packaged taxonomy, processes, a leaf of this base that is like its first."""
    _, _, after = DEFAULT_TAXONOMY.read_text("utf-8").rpartition("\n    leaves:\n")
    lines = after.split("\n")
    end = next(number for number, line in enumerate(lines) if number and re.match(" {6}[a-z]", line))
    leaf = [
        "causes:",
        "  process:",
        "    leaves:",
        "      moon-phase-gap:",
        "        name: Moon phase gap",
        *lines[2:end],
    ]
    path.write_text("\n".join([path.read_text("utf-8").rstrip(), *leaf, ""]), "utf-8")


def main() -> int:
    """Clone and add; 2 where the folder is there already."""
    parser = argparse.ArgumentParser(prog="python -m scripts.add_sample_records", description=__doc__.split("\n")[0])
    parser.add_argument("clone", type=Path, help="the folder to make")
    clone: Path = parser.parse_args().clone
    if clone.exists():
        print(f"{clone} must be missing: found a folder or a file", file=sys.stderr)
        return 2
    subprocess.run(["git", "clone", "--quiet", str(REPOSITORY), str(clone)], check=True)
    add_records(clone)
    print(f"Ten records are committed in {clone}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
