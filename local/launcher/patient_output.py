"""Output to somebody who may not read it.

A paused terminal, or a pipe that a script never reads, takes nothing any more. The launcher must go on: callers of the
stack wait for it.
"""

import os
import queue
import threading
import time
from typing import Final

MOST_WAITING: Final = 10_000
"""Texts. What comes on top is left out, and that is said."""

CLOSING_SECONDS: Final = 1.0


class PatientOutput:
    """What `Console` needs of a text file: a thread writes, the callers never wait."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._waiting: queue.Queue[str] = queue.Queue(MOST_WAITING)
        self._left_out = 0
        # A daemon, and straight to the descriptor: a write that never ends must not keep the process from ending.
        threading.Thread(target=self._run, name="output", daemon=True).start()

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)

    def write(self, text: str) -> int:
        try:
            self._waiting.put_nowait(text)
        except queue.Full:
            self._left_out += 1
        return len(text)

    def flush(self) -> None:
        """Nothing is kept back."""

    def close(self) -> None:
        """Returns when all is written, or after a second."""
        deadline = time.monotonic() + CLOSING_SECONDS
        with self._waiting.all_tasks_done:
            while self._waiting.unfinished_tasks and (left := deadline - time.monotonic()) > 0:
                self._waiting.all_tasks_done.wait(left)

    def _run(self) -> None:
        while True:
            text = self._waiting.get()
            if self._left_out:
                text = f"({self._left_out} texts left out: nobody was reading)\n{text}"
                self._left_out = 0
            try:
                _write_all(self._descriptor, text.encode())
            except OSError:
                return  # a terminal that was closed, or a pipe without a reader
            finally:
                self._waiting.task_done()


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
