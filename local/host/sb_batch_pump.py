"""Feeds one Service Bus function with batches (`cardinality="many"`), one after the other."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from local.host.sb_calls import Calls, InFlight
from local.host.sb_link import Link
from local.host.sb_options import ServiceBusOptions
from local.host.sb_outage import Outage
from local.host.sb_receiver import Delivery, Receiver
from local.host.worker import Failed, Outcome


class BatchPump[D: Delivery]:
    """All messages of a batch share its fate. Locks are not renewed: a batch that outlasts them comes again.

    As in Azure, a function has one batch in flight. Messages fewer than `minMessageBatchSize` wait for more, up to
    `maxBatchWaitTime`. A function of sessions has one session at a time, until that was idle for `sessionIdleTimeout`.
    """

    def __init__(self, calls: Calls, options: ServiceBusOptions, connect: Callable[[], Awaitable[Receiver[D]]]) -> None:
        """`connect` opens a receiver, of a session if the function is one of sessions, or raises ReceiverLostError."""
        self._calls = calls
        self._options = options
        self._in_sessions = calls.function.sessions
        completes = options.auto_completes(calls.function.auto_complete)
        self._link: Link[D, Receiver[D]] = Link(calls.function, connect, completes, Outage(calls.function))
        self._kept: list[D] = []
        """Received, but too few yet."""
        self._session: Receiver[D] | None = None
        """The session they came by; None if the function is not one of sessions."""
        self._in_flight = InFlight(calls.function.name)

    async def run(self) -> None:
        """Receive until cancelled, across any outage of the broker."""
        await self._link.run(self._receive)

    async def stop(self, running: asyncio.Task[None], grace: float) -> None:
        """End the task of `run`; what is received already is handled within `grace` seconds or abandoned."""
        running.cancel()
        await asyncio.wait([running])
        if self._kept:
            self._start(self._session)
        await self._in_flight.end(grace)
        await self._link.close()

    async def _receive(self, receiver: Receiver[D]) -> None:
        self._session = receiver if self._in_sessions else None
        if self._session:
            self._kept = []  # They came by a session that is lost, and so are their locks.
        idle = self._options.session_idle_timeout if self._session else None
        # What was kept before an outage is still locked: it goes first.
        wait_until = time.monotonic() + self._options.max_batch_wait
        while True:
            left = max(wait_until - time.monotonic(), 0) if self._kept else idle
            received = await receiver.receive(self._options.max_batch_size - len(self._kept), left)
            if not received and not self._kept:
                return
            if not self._kept:
                wait_until = time.monotonic() + self._options.max_batch_wait
            self._kept += received
            if len(self._kept) >= self._options.min_batch_size or time.monotonic() >= wait_until:
                # Apart from this task, so that a stop ends the receiving only.
                await asyncio.shield(self._start(self._session))

    def _start(self, session: Receiver[D] | None) -> asyncio.Task[None]:
        batch, self._kept = self._kept, []
        return self._in_flight.start(self._handle(batch, session))

    async def _handle(self, batch: list[D], session: Receiver[D] | None) -> None:
        try:
            await self._settle(batch, await self._calls.with_many(batch), session)
        except asyncio.CancelledError:
            await self._settle(batch, Failed("the host stops"), session)
            raise

    async def _settle(self, batch: list[D], outcome: Outcome, session: Receiver[D] | None) -> None:
        await asyncio.gather(*(self._link.settle(delivery, outcome, by=session) for delivery in batch))
