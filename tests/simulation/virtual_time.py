"""An event loop whose time passes only when nothing else is left to do, and then at once."""

import asyncio
import selectors
from collections.abc import Callable
from typing import Any


class _Jump(selectors.DefaultSelector):
    """Where others would wait for `timeout` seconds, lets them have passed."""

    pass_time: Callable[[float], None]

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("everybody waits for everybody: nothing will ever happen any more")
        self.pass_time(max(timeout, 0))
        return super().select(0)


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        selector = _Jump()
        selector.pass_time = self._pass_time
        self._now = 0.0
        super().__init__(selector)
        self.set_exception_handler(_hush)

    def time(self) -> float:
        return self._now

    def _pass_time(self, seconds: float) -> None:
        self._now += seconds


def _hush(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Tasks of a process that was killed fail, and nobody is there to hear of it."""
    if not isinstance(context.get("exception"), PowerCut):
        loop.default_exception_handler(context)


class PowerCut(BaseException):
    """What kills a process in the middle of things: nothing catches it."""
