"""What one process costs, with the processes that it starts and waits for."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took."""

    cpu: float
    """Seconds of all cores, in user and system mode."""
    elapsed: float
    """Seconds on the wall."""
    memory: float
    """MB of the largest of its processes at its peak."""


class RunFailed(Exception):
    """A process that was to be measured did not do its work."""


def run_timed(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str], *, codes: Sequence[int] = (0,)
) -> Cost:
    """Run a command to its end; raises RunFailed, with what it said, where its exit code is none of `codes`."""
    began = perf_counter()
    with subprocess.Popen(
        list(map(str, command)),
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stderr
        try:
            said = process.stderr.read()
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()  # else nobody is let go before it ends
            raise
        process.returncode = os.waitstatus_to_exitcode(status)
    elapsed = perf_counter() - began
    if process.returncode not in codes:
        told = said.decode(errors="replace")[-2000:]
        raise RunFailed(f"{' '.join(map(str, command))} ended with {process.returncode}: {told}")
    return Cost(used.ru_utime + used.ru_stime, elapsed, used.ru_maxrss / 1024)


def median_cost(costs: Sequence[Cost]) -> Cost:
    """The median of each figure for itself."""
    return Cost(*(median(values) for values in zip(*((c.cpu, c.elapsed, c.memory) for c in costs), strict=True)))
