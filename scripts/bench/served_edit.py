"""How long an edit takes from the file to the page, while `mkdocs serve` runs."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from time import monotonic, sleep
from urllib.request import urlopen

from scripts.bench.timed import Cost, RunFailed

_PATIENCE = 1_200
"""Seconds for a page to be as it is waited for."""
_BETWEEN = 0.1
"""Seconds between two looks for a server that starts."""
_STATE = re.compile(r"livereload\((\d+),")
"""The state of the site that a page shows."""


def run_served_edit(project: Path, page: str, edit: Callable[[], str], environment: Mapping[str, str]) -> Cost:
    """What it costs from an edit until the page of the record has it, at a server whose page was open before.

    `edit` changes a file and gives what its page is to say then. Raises RunFailed where the server ends or never says
    it.
    """
    port = _free_port()
    command = (sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", f"127.0.0.1:{port}")
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        command, cwd=project, env=environment, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    ) as server:
        try:
            host = f"http://127.0.0.1:{port}"
            _reload_until(host, page, "</html>", server)
            cpu, begin = _cpu_of(server.pid), monotonic()
            _reload_until(host, page, edit(), server)
            return Cost(_cpu_of(server.pid) - cpu, monotonic() - begin, _peak_of(server.pid))
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)


def _reload_until(host: str, page: str, text: str, server: subprocess.Popen[bytes]) -> None:
    """Open a page, and again whenever the server says that something has changed, as its script has browsers do."""
    end = monotonic() + _PATIENCE
    while monotonic() < end and server.poll() is None:
        try:
            content = _read(f"{host}/{page}")
            if text in content:
                return
            if state := _STATE.search(content):
                _read(f"{host}/livereload/{state[1]}/0")
                continue
        except (OSError, HTTPException):  # it does not listen yet
            pass
        sleep(_BETWEEN)
    raise RunFailed(f"{host}/{page} never said {text!r}")


def _read(address: str) -> str:
    with urlopen(address, timeout=_PATIENCE) as answer:
        return str(answer.read().decode())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _cpu_of(process: int) -> float:
    """CPU seconds of a process and of those that it waited for; see proc_pid_stat(5)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _peak_of(process: int) -> float:
    """MB that a process had in memory at its peak."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) / 1024
