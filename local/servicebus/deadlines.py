"""What is due at a time: one timer for many of them, and nothing kept of what is gone before its time."""

import heapq
from collections import OrderedDict
from collections.abc import Callable, Iterator

from local.servicebus.clock import Clock, Timer

SLACK = 1000
"""Deadlines of what is gone that may stay beside those that count before they are swept out."""


class Alarm:
    """One timer, at the earliest time it is set to."""

    def __init__(self, clock: Clock, ring: Callable[[], None]) -> None:
        self._clock = clock
        self._ring = ring
        self._timer: Timer | None = None
        self._at = 0

    def set(self, when: int) -> None:
        """Ring at that time, or earlier if it is set to an earlier time already."""
        if self._timer is not None:
            if self._at <= when:
                return
            self._timer.cancel()
        self._at = when
        self._timer = self._clock.call_at(when, self._rung)

    def _rung(self) -> None:
        self._timer = None
        self._ring()


class Deadlines:
    """Sequence numbers, each with a time. `due(number)` is called at that time if the number is `alive` then."""

    def __init__(self, clock: Clock, alive: Callable[[int], bool], due: Callable[[int], None]) -> None:
        self._clock = clock
        self._alive = alive
        self._due = due
        self._heap: list[tuple[int, int]] = []
        self._sweep_at = SLACK
        self._alarm = Alarm(clock, self._ring)

    def __len__(self) -> int:
        return len(self._heap)

    def add(self, number: int, when: int) -> None:
        """Remember a number."""
        heapq.heappush(self._heap, (when, number))
        if len(self._heap) > self._sweep_at:
            self._heap = [entry for entry in self._heap if self._alive(entry[1])]
            heapq.heapify(self._heap)
            self._sweep_at = 2 * len(self._heap) + SLACK
        self._arm()

    def _ring(self) -> None:
        now = self._clock.now()
        while self._heap and self._heap[0][0] <= now:
            _, number = heapq.heappop(self._heap)
            if self._alive(number):
                self._due(number)
        self._arm()

    def _arm(self) -> None:
        if self._heap:
            self._alarm.set(self._heap[0][0])


class Leases[K, V]:
    """What is held for a time, the same for all. `ended(key, value)` is called when a lease was not renewed."""

    def __init__(self, duration: int, clock: Clock, ended: Callable[[K, V], None]) -> None:
        self._duration = duration
        self._clock = clock
        self._ended = ended
        self._held: OrderedDict[K, tuple[int, V]] = OrderedDict()  # first is the first to end
        self._alarm = Alarm(clock, self._ring)

    def __len__(self) -> int:
        return len(self._held)

    def values(self) -> Iterator[V]:
        """What is held, the first to end first."""
        return (value for _, value in self._held.values())

    def grant(self, key: K, value: V) -> int:
        """Hold from now on, or anew; returns until when, in milliseconds since 1970 UTC."""
        until = self._clock.now() + self._duration
        self._held[key] = until, value
        self._held.move_to_end(key)
        self._alarm.set(until)
        return until

    def get(self, key: K) -> V | None:
        """What is held; None if it never was, or is no longer."""
        until, value = self._held.get(key, (0, None))
        return value if until > self._clock.now() else None

    def until(self, key: K) -> int:
        """The end of a lease."""
        return self._held[key][0]

    def end(self, key: K) -> None:
        """Give back before the time."""
        del self._held[key]

    def _ring(self) -> None:
        now = self._clock.now()
        while self._held:
            key, (until, value) = next(iter(self._held.items()))
            if until > now:
                self._alarm.set(until)
                return
            del self._held[key]
            self._ended(key, value)
