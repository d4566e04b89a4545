"""What the whole costs beside others: `make bench`, `make bench-large`, or `python -m scripts.bench.performance`.

For each number of records a synthetic company is written, every contest is run, ours and the others in turn, and the
medians are printed. They replace those of the same number of records in `scripts/bench/performance.json`, from which
`docs/performance.md` and its charts are written. Everything else lies in one folder that is removed at the end, and
before the next run where this one was killed.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from scripts.bench.contests import WORDS, Bench
from scripts.bench.performance_page import read_results, terminal_table, write_page

_PACKAGES = ("mkdocs-material", "mkdocs", "python-frontmatter", "jsonschema", "pagefind", "pydantic", "markdown-it-py")
_NAME = "postmortems-bench-"


def main() -> None:
    """Measure each number of records, and write the page anew after each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--records", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--runs", type=int, default=3, help="of each contestant, up to 1,000 records; above, one")
    parser.add_argument("--only", default="", help="print the contests whose name begins so, and write nothing")
    parser.add_argument("--without", nargs="+", default=[], help="leave out the contests whose name begins so")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the folder is removed
    for records in options.records:
        runs = options.runs if records <= 1000 else 1
        with working_folder() as folder:
            for result in measure(Bench(folder, records), runs, options.only, options.without):
                if not options.only:
                    write_page({**read_results(), records: result})
        print(terminal_table(result), flush=True)


def measure(bench: Bench, runs: int, only: str, without: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What is known after each contest at one number of records, with the machine and the versions."""
    bench.make()
    contests: list[dict[str, Any]] = []
    about = {"records": bench.records, "words": WORDS, "runs": runs, **_circumstances()}
    for contest in bench.contests():
        if contest.name.startswith(only) and not contest.name.startswith(tuple(without)):
            costs = {name: asdict(cost) for name, cost in bench.run(contest, runs).items()}
            goal = {"goal": contest.goal, "beside": contest.beside, "most_cpu": contest.most_cpu}
            goal |= {"most_elapsed": contest.most_elapsed, "goal_from": contest.goal_from}
            contests.append({"name": contest.name, "costs": costs, **goal})
            yield {**about, "contests": list(contests)}


@contextmanager
def working_folder() -> Iterator[Path]:
    """A new folder; those of runs that were killed are removed first."""
    for left in Path(tempfile.gettempdir()).glob(f"{_NAME}*-*"):
        if not _is_running(left.name.removeprefix(_NAME).partition("-")[0]):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{_NAME}{os.getpid()}-") as folder:
        yield Path(folder)


def _is_running(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        pass
    return True


def _circumstances() -> dict[str, Any]:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "commit": commit.stdout.strip(),
        "machine": f"{os.cpu_count()} cores, {_processor()}, {platform.system()}",
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "versions": {name: found for name in _PACKAGES if (found := _version(name))},
    }


def _processor() -> str:
    """The name that Linux gives it; elsewhere the architecture."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


if __name__ == "__main__":
    main()
