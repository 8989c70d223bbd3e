"""A clock that stands still until a test moves it."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count


@dataclass
class ManualTimer:
    """A call that is to come, or was cancelled."""

    callback: Callable[[], None] | None

    def cancel(self) -> None:
        self.callback = None


class ManualClock:
    """Starts at 1,000,000 ms. What is called soon runs when the clock moves, or by `settle`."""

    def __init__(self) -> None:
        self._now = 1_000_000
        self._order = count()
        self._timers: list[tuple[int, int, ManualTimer]] = []

    def now(self) -> int:
        return self._now

    def call_at(self, when: int, callback: Callable[[], None]) -> ManualTimer:
        timer = ManualTimer(callback)
        heapq.heappush(self._timers, (when, next(self._order), timer))
        return timer

    def call_soon(self, callback: Callable[[], None]) -> None:
        self.call_at(self._now, callback)

    @property
    def pending(self) -> int:
        """How many calls are to come."""
        return sum(timer.callback is not None for _, _, timer in self._timers)

    def stall(self, milliseconds: int) -> None:
        """Move on as a busy event loop does: nothing runs."""
        self._now += milliseconds

    def settle(self) -> None:
        """Run what is due now."""
        self.advance(0)

    def advance(self, milliseconds: int) -> None:
        """Move on, and run everything that falls due, each at its time."""
        end = self._now + milliseconds
        while self._timers and self._timers[0][0] <= end:
            when, _, timer = heapq.heappop(self._timers)
            self._now = max(self._now, when)
            if timer.callback is not None:
                timer.callback()
        self._now = end
