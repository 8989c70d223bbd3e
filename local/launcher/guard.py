"""The guard ends the stack's processes when the launcher cannot any more, because it was killed with -9.

A process of its own, in a session of its own (Ctrl+C does not reach it), that reads a pipe of which only the launcher
has the other end. Each line is the complete list of the process groups now alive. When the pipe ends and groups are
left, they are asked to end, and killed after a while.

It works wherever there are pipes and process groups. Linux's "signal me when my parent dies" is unknown to macOS, and
must be set between fork and exec, where a process with threads should run no code of its own.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress

PATIENCE_SECONDS = 9.0
POLL_SECONDS = 0.05


class Guard:
    """The launcher's end of the pipe."""

    def __init__(self, held_files: Iterable[int]) -> None:
        """`held_files`: descriptors (locks) to be held until the guard has ended, too."""
        self._groups: set[int] = set()
        self._held_files = tuple(held_files)
        self._process = self._start()

    def watch(self, group: int) -> None:
        self._groups.add(group)
        self._tell()

    def forget(self, group: int) -> None:
        self._groups.discard(group)
        self._tell()

    def dismiss(self) -> None:
        """Closes the pipe and waits until the guard has ended whatever is left."""
        self._process.communicate()

    def _tell(self) -> None:
        if self._process.poll() is not None:  # somebody killed it: it has a successor
            self._process = self._start()
        assert self._process.stdin is not None
        self._process.stdin.write(" ".join(map(str, sorted(self._groups))) + "\n")
        self._process.stdin.flush()

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            text=True,
            start_new_session=True,
            pass_fds=self._held_files,
        )


def end_groups(groups: set[int]) -> None:
    """SIGTERM, then SIGKILL for what is still there after PATIENCE_SECONDS."""
    left = {group for group in groups if _signal(group, signal.SIGTERM)}
    deadline = time.monotonic() + PATIENCE_SECONDS
    while left and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
        left = {group for group in left if _signal(group, 0)}
    for group in left:
        _signal(group, signal.SIGKILL)


def _signal(group: int, number: int) -> bool:
    """False when there is no such group (any more)."""
    with suppress(ProcessLookupError, PermissionError):  # macOS says the latter of a group of zombies
        os.killpg(group, number)
        return True
    return False


if __name__ == "__main__":
    alive: set[int] = set()
    for line in sys.stdin:
        alive = {int(group) for group in line.split()}
    end_groups(alive)
