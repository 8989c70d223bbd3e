"""The wish that the stack should end, by whichever way it comes."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

SAME_WISH_SECONDS = 1.0
"""A signal to a whole process group may come twice: from the sender, and passed on by make."""

POLL_SECONDS = 0.25


class Ending:
    """Calls `end` at the first wish, and `hurry` at each later one, unless it is the same wish come twice."""

    def __init__(self, end: Callable[[], object], hurry: Callable[[], object]) -> None:
        self._end = end
        self._hurry = hurry
        self._first: float | None = None

    def listen(self) -> None:
        """To Ctrl+C, SIGTERM and the closing of the terminal; unlike with the loop's own handlers, to the very end."""
        loop = asyncio.get_running_loop()

        def heard(_number: int, _frame: object) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self.wish)

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, heard)

    async def watch_parent(self) -> None:
        """Ends with the process that started this one: make, for `make run`. Returns when it has."""
        parent = os.getppid()
        caught = _catches_interrupt(parent)
        while os.getppid() == parent and _catches_interrupt(parent) == caught:  # noqa: ASYNC110 - nobody announces it
            await asyncio.sleep(POLL_SECONDS)
        self.wish()

    def wish(self) -> None:
        now = time.monotonic()
        if self._first is None:
            self._first = now
            self._end()
        elif now - self._first > SAME_WISH_SECONDS:
            self._hurry()


def _catches_interrupt(process: int) -> bool:
    """Whether it has a handler for SIGINT; False where the system does not tell (only Linux does).

    On SIGINT, make takes its handler away and waits for its child, without a word to it: it trusts that a terminal has
    sent the signal to both. A script that sends it to make alone would wait for ever.
    """
    status = Path(f"/proc/{process}/status")
    try:
        fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
    except OSError:
        return False
    return bool(int(fields["SigCgt"], 16) & (1 << (signal.SIGINT - 1)))
