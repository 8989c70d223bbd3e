"""Lets one host at a time run a timer, as Azure's host does with a lease on a blob."""

import asyncio
import fcntl
from pathlib import Path
from typing import TextIO

_POLL_SECONDS = 1.0


class TimerLock:
    """A lock on a file that all hosts with one data folder share. It ends with its holder, however that ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None

    def try_acquire(self) -> bool:
        """False while another host has it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    async def acquire(self) -> None:
        """Waits until no other host has it."""
        while not self.try_acquire():  # noqa: ASYNC110 - the end of another process announces itself to nobody
            await asyncio.sleep(_POLL_SECONDS)

    def release(self) -> None:
        """All right if it was never acquired."""
        if self._file:
            self._file.close()
            self._file = None
