"""Feeds one Service Bus function from sessions: many at once, the messages of each in order."""

import asyncio
from collections.abc import Awaitable, Callable

from local.host.sb_calls import Calls, InFlight
from local.host.sb_link import Link
from local.host.sb_locks import LockKeeper
from local.host.sb_options import ServiceBusOptions
from local.host.sb_outage import Outage
from local.host.sb_receiver import Delivery, Session
from local.host.worker import Failed


class SessionPump[D: Delivery]:
    """Up to `maxConcurrentSessions` sessions, each with up to `maxConcurrentCallsPerSession` calls at once.

    A session without messages for `sessionIdleTimeout` is given back. A message that fails comes again before the next
    of its session, so a poison message holds up its session, and only that one.
    """

    def __init__(self, calls: Calls, options: ServiceBusOptions, accept: Callable[[], Awaitable[Session[D]]]) -> None:
        """`accept` takes the next session with messages; raises ReceiverLostError or NoSessionError."""
        self._calls = calls
        self._options = options
        self._name = calls.function.name
        self._locks = LockKeeper[Session[D]](lambda session: session.renew(), options.max_auto_lock_renewal)
        completes, outage = options.auto_completes(calls.function.auto_complete), Outage(calls.function)
        self._links: list[Link[D, Session[D]]] = [
            Link(calls.function, accept, completes, outage) for _ in range(options.max_concurrent_sessions)
        ]
        self._receiving: list[asyncio.Task[None]] = []
        self._in_flight = InFlight(self._name)

    async def run(self) -> None:
        """Accept sessions, receive and keep locks until `stop`, across any outage of the broker."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._locks.run(), name=f"session locks of {self._name}")
            for link in self._links:
                self._receiving.append(
                    group.create_task(self._run_link(link), name=f"session receiver of {self._name}")
                )

    async def stop(self, running: asyncio.Task[None], grace: float) -> None:
        """Stop receiving, give messages in flight `grace` seconds, abandon the rest; ends the task of `run`."""
        for task in self._receiving:
            task.cancel()
        if self._receiving:
            await asyncio.wait(self._receiving)
        await self._in_flight.end(grace)
        running.cancel()
        await asyncio.wait([running])
        await asyncio.gather(*(link.close() for link in self._links))

    async def _run_link(self, link: Link[D, Session[D]]) -> None:
        await link.run(lambda session: self._use(session, link))

    async def _use(self, session: Session[D], link: Link[D, Session[D]]) -> None:
        ticket = self._locks.hold(session)
        host_stops = False
        try:
            await self._receive(session, link)
        except asyncio.CancelledError:
            # Messages in flight are still being handled and need the session's lock.
            host_stops = True
            raise
        finally:
            if not host_stops:
                self._locks.let_go(ticket)

    async def _receive(self, session: Session[D], link: Link[D, Session[D]]) -> None:
        """Until the session has been idle for too long and everything received is settled."""
        most = self._options.max_concurrent_calls_per_session
        slots = asyncio.Semaphore(most)
        while True:
            await slots.acquire()
            received = await session.receive(1, self._options.session_idle_timeout)
            if not received:
                break
            self._in_flight.start(self._handle(received[0], session, link, slots))
        for _ in range(most - 1):
            await slots.acquire()

    async def _handle(
        self, delivery: D, session: Session[D], link: Link[D, Session[D]], slots: asyncio.Semaphore
    ) -> None:
        try:
            await link.settle(delivery, await self._calls.with_one(delivery), by=session)
        except asyncio.CancelledError:
            await link.settle(delivery, Failed("the host stops"), by=session)
            raise
        finally:
            slots.release()
