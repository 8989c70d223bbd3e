"""Whether what placing an order needs is there, asked at most once a second."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

logger = logging.getLogger(__name__)

FRESH_SECONDS = 1.0
CHECK_SECONDS = 3.0

type State = Literal["up", "down"]
type Check = Callable[[], Awaitable[None]]


class Readiness:
    """`checks`: name → what raises while orders cannot be placed because of it. One per process: however many probe,
    a dependency is asked once a second."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks
        self._states: Mapping[str, State] = {}
        self._checked_at = float("-inf")
        self._checking = asyncio.Lock()

    async def states(self) -> Mapping[str, State]:
        """Name → state, at most a second old. A check that takes longer than three counts as down."""
        async with self._checking:
            now = asyncio.get_running_loop().time()
            if now - self._checked_at >= FRESH_SECONDS:
                states = await asyncio.gather(*(_state_of(name, check) for name, check in self._checks.items()))
                self._states = dict(zip(self._checks, states, strict=True))
                self._checked_at = asyncio.get_running_loop().time()
            return self._states


async def _state_of(name: str, check: Check) -> State:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await check()
    except Exception:
        logger.warning("%s is down", name, exc_info=True)
        return "down"
    return "up"
