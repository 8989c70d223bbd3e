"""Feeds one Service Bus function, message by message, up to `maxConcurrentCalls` at once."""

import asyncio
from collections.abc import Awaitable, Callable

from local.host.sb_calls import Calls, InFlight
from local.host.sb_link import Link
from local.host.sb_locks import LockKeeper
from local.host.sb_options import ServiceBusOptions
from local.host.sb_outage import Outage
from local.host.sb_receiver import Delivery, Receiver
from local.host.worker import Failed


class Pump[D: Delivery]:
    """Success completes a message (unless the function does not want that), failure abandons it."""

    def __init__(self, calls: Calls, options: ServiceBusOptions, connect: Callable[[], Awaitable[Receiver[D]]]) -> None:
        """`connect` opens a receiver or raises ReceiverLostError."""
        self._calls = calls
        self._name = calls.function.name
        self._slots = asyncio.Semaphore(options.max_concurrent_calls)
        completes = options.auto_completes(calls.function.auto_complete)
        self._link: Link[D, Receiver[D]] = Link(calls.function, connect, completes, Outage(calls.function))
        self._locks = LockKeeper[D](self._link.renew_lock, options.max_auto_lock_renewal)
        self._receiving: asyncio.Task[None] | None = None
        self._in_flight = InFlight(self._name)

    async def run(self) -> None:
        """Receive and keep locks until `stop`, across any outage of the broker."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._locks.run(), name=f"locks of {self._name}")
            self._receiving = group.create_task(self._link.run(self._receive), name=f"receiver of {self._name}")

    async def stop(self, running: asyncio.Task[None], grace: float) -> None:
        """Stop receiving, give messages in flight `grace` seconds, abandon the rest; ends the task of `run`."""
        if self._receiving:
            self._receiving.cancel()
            await asyncio.wait([self._receiving])
        await self._in_flight.end(grace)
        running.cancel()
        await asyncio.wait([running])
        await self._link.close()

    async def _receive(self, receiver: Receiver[D]) -> None:
        while True:
            await self._slots.acquire()
            try:
                (delivery,) = await receiver.receive()
            except BaseException:
                self._slots.release()
                raise
            self._in_flight.start(self._handle(delivery))

    async def _handle(self, delivery: D) -> None:
        ticket = self._locks.hold(delivery)
        try:
            await self._link.settle(delivery, await self._calls.with_one(delivery))
        except asyncio.CancelledError:
            await self._link.settle(delivery, Failed("the host stops"))
            raise
        finally:
            self._locks.let_go(ticket)
            self._slots.release()
