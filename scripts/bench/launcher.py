"""Starts a command from a small process and says what it cost: `python launcher.py FILE COMMAND...`.

Linux takes the memory of the process that starts another one for the first peak of that other one, and nothing lowers
it again. So the bench, which is large, lets this module start what it measures; it imports little, and nothing of ours.
"""

import json
import os
import sys
from time import perf_counter


def main(figures: int, command: list[str]) -> None:
    """Run a command to its end; its exit code, CPU seconds, elapsed seconds and peak in KB go to an open file."""
    os.set_inheritable(figures, False)
    began = perf_counter()
    _, status, used = os.wait4(os.posix_spawnp(command[0], command, os.environ), 0)
    told = [os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, perf_counter() - began, used.ru_maxrss]
    os.write(figures, json.dumps(told).encode())


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
