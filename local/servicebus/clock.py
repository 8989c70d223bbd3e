"""Time and timers behind one seam, so that tests of the queues need not wait."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    """A call that is to come."""

    def cancel(self) -> None:
        """Do not call."""


class Clock(Protocol):
    """Times are milliseconds since 1970 UTC and never go back."""

    def now(self) -> int:
        """The time."""

    def call_at(self, when: int, callback: Callable[[], None]) -> Timer:
        """Call once when the time has come, soon if it has passed."""

    def call_soon(self, callback: Callable[[], None]) -> None:
        """Call after what runs now."""


class LoopClock:
    """The clock of the running event loop: wall time at the start, monotonic from there on."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._offset = time.time() - self._loop.time()

    def now(self) -> int:
        return int((self._loop.time() + self._offset) * 1000)

    def call_at(self, when: int, callback: Callable[[], None]) -> Timer:
        # One millisecond later than asked: `now` rounds down, and the callback must find its deadline passed.
        return self._loop.call_at((when + 1) / 1000 - self._offset, callback)

    def call_soon(self, callback: Callable[[], None]) -> None:
        self._loop.call_soon(callback)
