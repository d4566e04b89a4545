"""What one process costs, with the processes that it starts and waits for."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_LAUNCHER = str(Path(__file__).with_name("launcher.py"))


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
    words = list(map(str, command))
    ours, figures = os.pipe()
    with (
        os.fdopen(ours, "rb") as told,
        subprocess.Popen(
            (sys.executable, "-I", "-S", _LAUNCHER, str(figures), *words),
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            pass_fds=(figures,),
            start_new_session=True,
        ) as process,
    ):
        os.close(figures)
        assert process.stderr
        try:
            said = process.stderr.read()
            process.wait()
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)  # else nobody is let go before it ends
            raise
        code, cpu, elapsed, peak = json.loads(told.read() or "[null, 0, 0, 0]")
    if code not in codes:
        raise RunFailed(f"{' '.join(words)} ended with {code}: {said.decode(errors='replace')[-2000:]}")
    return Cost(cpu, elapsed, peak / 1024)


def median_cost(costs: Sequence[Cost]) -> Cost:
    """The median of each figure for itself."""
    return Cost(*(median(values) for values in zip(*((c.cpu, c.elapsed, c.memory) for c in costs), strict=True)))
