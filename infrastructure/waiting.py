"""Reads that wait for something to show, without holding a thread: they look again less and less often, woken early
where this very process writes what they wait for."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterator
from contextlib import contextmanager

FIRST_PAUSE = 0.05
LONGEST_PAUSE = 1.0


class Wakeups:
    """Who waits for what in this process. It leaves nothing behind for keys that nobody waits for."""

    def __init__(self) -> None:
        self._waiting: dict[Hashable, set[asyncio.Event]] = {}

    def notify(self, key: Hashable) -> None:
        """Wakes all that wait for the key."""
        for event in self._waiting.get(key, ()):
            event.set()

    @contextmanager
    def listening(self, key: Hashable) -> Iterator[asyncio.Event]:
        """The event is set by each `notify` from now on."""
        event = asyncio.Event()
        self._waiting.setdefault(key, set()).add(event)
        try:
            yield event
        finally:
            self._waiting[key].discard(event)
            if not self._waiting[key]:
                del self._waiting[key]

    async def wait_for[T](
        self, key: Hashable, read: Callable[[], Awaitable[T]], enough: Callable[[T], bool], seconds: float
    ) -> T:
        """The first reading that is `enough`, or the last one when `seconds` are over (0: reads once)."""
        clock = asyncio.get_running_loop().time
        end = clock() + seconds
        pause = FIRST_PAUSE
        with self.listening(key) as woken:
            while True:
                woken.clear()
                found = await read()
                left = end - clock()
                if left <= 0 or enough(found):
                    return found
                await _set_within(woken, min(pause, left))
                pause = min(pause * 2, LONGEST_PAUSE)


async def _set_within(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
