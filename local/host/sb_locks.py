"""Keeps the locks of messages in flight, or of sessions: one task for all, one renewal when half of a lock is over."""

import asyncio
import heapq
import itertools
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from local.host.sb_receiver import Locked, SettlementError

# With less of a lock left than this, trying again is pointless.
_TOO_LATE = timedelta(seconds=0.5)
_NEVER = datetime.max.replace(tzinfo=UTC)

_log = logging.getLogger("Host.ServiceBus")


class LockKeeper[D: Locked]:
    """Renews until a delivery is let go, the maximum is reached or the lock is lost."""

    def __init__(self, renew: Callable[[D], Awaitable[None]], maximum: float) -> None:
        """`maximum`: seconds after which a message is no longer renewed; below zero: never."""
        self._renew = renew
        self._maximum = timedelta(seconds=maximum) if maximum >= 0 else None
        self._held: dict[int, D] = {}
        self._due: list[tuple[datetime, int]] = []
        self._first_is_new = asyncio.Event()
        self._tickets = itertools.count()
        self._last_renewal: dict[int, datetime] = {}

    def hold(self, delivery: D) -> int:
        """Keep this message locked; returns a ticket for `let_go`."""
        ticket = next(self._tickets)
        now = datetime.now(UTC)
        self._held[ticket] = delivery
        self._last_renewal[ticket] = _NEVER if self._maximum is None else now + self._maximum
        self._schedule(ticket, now)
        return ticket

    def let_go(self, ticket: int) -> None:
        del self._held[ticket], self._last_renewal[ticket]

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            delay = (self._due[0][0] - datetime.now(UTC)).total_seconds() if self._due else None
            if delay is None or delay > 0:
                await self._wait(delay)
                continue
            _, ticket = heapq.heappop(self._due)
            if delivery := self._held.get(ticket):
                await self._renew_one(ticket, delivery)

    def _schedule(self, ticket: int, now: datetime) -> None:
        left = self._held[ticket].locked_until - now
        due = now + left / 2
        if left < _TOO_LATE or due > self._last_renewal[ticket]:
            return
        heapq.heappush(self._due, (due, ticket))
        if self._due[0][1] == ticket:
            self._first_is_new.set()

    async def _wait(self, seconds: float | None) -> None:
        self._first_is_new.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._first_is_new.wait()
        except TimeoutError:
            return

    async def _renew_one(self, ticket: int, delivery: D) -> None:
        try:
            await self._renew(delivery)
        except SettlementError as error:
            # Not a warning: in an outage it would be one per message and try. A lock that is lost for good shows when
            # its message is settled.
            _log.debug("A message lock could not be renewed: %s", error)
        if ticket in self._held:
            self._schedule(ticket, datetime.now(UTC))
