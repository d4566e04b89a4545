"""Work that other processes do: copies of this one, made by fork, which hand over what they make one by one.

What they make is the same as here, and in the same order; where a copy cannot be made or dies, this process makes the
rest itself. So their number changes nothing but the time it takes.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice, zip_longest
from typing import Any, TypeVar

T = TypeVar("T")
_MOST = 8
"""Processes beyond so many would wait for this one, which takes what they make."""
_END = "end"
LEAST_APART = 2_000
"""Records from which on the memory of a step is worth a copy."""


def processes() -> int:
    """How many copies of this process would work at the same time: 0 where it must not be copied or has one core.

    A process with threads must not be copied, and on other systems than Linux the libraries do not bear it.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        return 0
    cores = len(os.sched_getaffinity(0))
    return min(cores, _MOST) if cores > 1 else 0


def made_elsewhere(make: Callable[[], Iterable[T]]) -> Iterator[T]:
    """What `make` gives, out of a copy of this process that starts now; each item must be one that can be pickled."""
    from multiprocessing import get_context

    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_hand_over, args=(make, theirs), daemon=True)
    try:
        process.start()
    except OSError:  # no memory, or as many processes as the user may have
        ours.close()
        return iter(make())
    finally:
        theirs.close()

    def received() -> Iterator[T]:
        number = 0
        try:
            while (item := ours.recv()) != _END:
                yield item[0]
                number += 1
            return
        except (EOFError, OSError):  # it died or failed; what is wrong shows where it is made here
            pass
        finally:
            ours.close()
            process.kill()  # later copies hold its pipe, too, so it may wait for somebody who reads
            process.join()
        yield from islice(make(), number, None)

    return received()


def made_by_all(make: Callable[[int, int], Iterable[T]]) -> Generator[T]:
    """What `make(0, 1)` gives, out of as many processes as there are cores.

    `make(first, step)` gives every item whose number is `first` and each further `step`.
    """
    number = processes()
    if not number:
        yield from make(0, 1)
        return
    parts = [made_elsewhere(lambda first=first: make(first, number)) for first in range(number)]  # type: ignore[misc]
    gone = object()
    for item in chain.from_iterable(zip_longest(*parts, fillvalue=gone)):
        if item is not gone:
            yield item  # type: ignore[misc]


def made_apart(records: int, make: Callable[[], Iterable[T]]) -> Iterator[T]:
    """What `make` gives, out of a copy of this process where there are many records.

    For a step that takes much memory and hands over little, or piece by piece: a process seldom gives memory back
    before it ends.
    """
    return made_elsewhere(make) if records >= LEAST_APART and processes() else iter(make())


def _hand_over(make: Callable[[], Iterable[Any]], pipe: Any) -> None:
    """Run in the copy: give each item away. It ends when nobody takes them any more, and says nothing."""
    gc.freeze()  # a collection would touch all that both share, and the memory would be there twice
    _end_with_parent()
    with suppress(Exception, KeyboardInterrupt), pipe:
        for item in make():
            pipe.send((item,))
        pipe.send(_END)


def _end_with_parent() -> None:
    """End as soon as the parent does, since a copy holds its locks."""
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    assert parent

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
