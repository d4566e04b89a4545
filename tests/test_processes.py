"""What other processes make is what this one would make, whatever becomes of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ml_postmortems import processes
from ml_postmortems.processes import LEAST_APART, made_apart, made_by_all, made_elsewhere


@pytest.mark.parametrize("number", [0, 1, 2, 3, 8])
@pytest.mark.parametrize("items", [0, 1, 7, 200])
def test_the_number_of_processes_changes_nothing(monkeypatch: pytest.MonkeyPatch, number: int, items: int) -> None:
    """Every item once and in its order, also where there are fewer items than processes."""
    monkeypatch.setattr(processes, "processes", lambda: number)
    assert list(made_by_all(lambda first, step: range(items)[first::step])) == list(range(items))


def test_work_is_done_in_other_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """In so many as there are cores."""
    monkeypatch.setattr(processes, "processes", lambda: 2)
    made_by = list(made_by_all(lambda first, step: iter([os.getpid()] * 3)))
    assert len(set(made_by)) == 2
    assert os.getpid() not in made_by


def test_what_takes_much_memory_is_made_in_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are many records and the process may be copied; else here."""
    made_by = [lambda: [os.getpid()]] * 2
    monkeypatch.setattr(processes, "processes", lambda: 2)
    assert [next(made_apart(LEAST_APART - 1, make)) for make in made_by] == [os.getpid()] * 2
    assert os.getpid() not in [next(made_apart(LEAST_APART, make)) for make in made_by]
    monkeypatch.setattr(processes, "processes", lambda: 0)
    assert next(made_apart(LEAST_APART, made_by[0])) == os.getpid()


def test_what_a_dead_process_has_not_made_is_made_here() -> None:
    """As where a machine runs out of memory."""
    parent = os.getpid()

    def make() -> Iterator[int]:
        for number in range(5):
            if number == 3 and os.getpid() != parent:
                os.kill(os.getpid(), signal.SIGKILL)
            yield number

    assert list(made_elsewhere(make)) == [0, 1, 2, 3, 4]


def test_what_no_copy_can_be_made_for_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a user has as many processes as the system allows."""

    def refuse() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    assert list(made_elsewhere(lambda: range(5))) == [0, 1, 2, 3, 4]


def test_an_error_is_raised_where_the_work_was_asked_for() -> None:
    """With the items before it, as if the work had been done here."""

    def make() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    made = made_elsewhere(make)
    assert next(made) == 1
    with pytest.raises(ValueError, match="broken"):
        next(made)


def test_who_wants_no_more_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after an error in a page: copies are stopped in the middle of what nobody takes, which fills their pipes."""
    monkeypatch.setattr(processes, "processes", lambda: 3)
    made = made_by_all(lambda first, step: ("x" * 100_000 for _ in range(1000)))
    assert len(next(made)) == 100_000
    closed = threading.Thread(target=made.close, daemon=True)
    closed.start()
    closed.join(timeout=20)
    assert not closed.is_alive()


def test_no_process_outlives_who_asked() -> None:
    """After a kill nobody holds the lock of a build."""
    script = (
        "import os, time\n"
        "from ml_postmortems.processes import made_elsewhere\n"
        "def make():\n"
        "    yield os.getpid()\n"
        "    time.sleep(600)\n"
        "made = [made_elsewhere(make), made_elsewhere(make)]\n"
        "print(*map(next, made), flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as asked:
        assert asked.stdout
        copies = [int(number) for number in asked.stdout.readline().split()]
        assert len(copies) == 2
        asked.send_signal(signal.SIGKILL)
    until = time.monotonic() + 20
    while any(_runs(copy) for copy in copies):
        assert time.monotonic() < until
        time.sleep(0.05)


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
