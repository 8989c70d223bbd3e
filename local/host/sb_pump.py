"""Feeds one Service Bus function, message by message, up to `maxConcurrentCalls` at once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import assert_never

from local.host.functions import ServiceBusFunction
from local.host.host_json import ServiceBusOptions
from local.host.sb_locks import LockKeeper
from local.host.sb_payload import payload
from local.host.sb_receiver import Delivery, Receiver, ReceiverLostError, SettlementError
from local.host.trace import continue_trace
from local.host.worker import Failed, Outcome, Succeeded, Worker

_FIRST_BACK_OFF = 0.5
_LONGEST_BACK_OFF = 10.0

_log = logging.getLogger("Host.ServiceBus")


class Pump[D: Delivery]:
    """Success completes a message (unless the function does not want that), failure abandons it."""

    def __init__(
        self,
        function: ServiceBusFunction,
        worker: Worker,
        options: ServiceBusOptions,
        connect: Callable[[], Awaitable[Receiver[D]]],
    ) -> None:
        """`connect` opens a receiver or raises ReceiverLostError."""
        self._function = function
        self._worker = worker
        self._connect = connect
        self._auto_complete = options.auto_complete if function.auto_complete is None else function.auto_complete
        self._slots = asyncio.Semaphore(options.max_concurrent_calls)
        self._receiver: Receiver[D] | None = None
        self._connected = asyncio.Event()
        self._receiving: asyncio.Task[None] | None = None
        self._in_flight: set[asyncio.Task[None]] = set()
        self._locks = LockKeeper[D](self._renew_lock, options.max_auto_lock_renewal)

    async def run(self) -> None:
        """Receive and keep locks until `stop`, across any outage of the broker."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._locks.run(), name=f"locks of {self._function.name}")
            self._receiving = group.create_task(self._receive_for_ever(), name=f"receiver of {self._function.name}")

    async def stop(self, running: asyncio.Task[None], grace: float) -> None:
        """Stop receiving, give messages in flight `grace` seconds, abandon the rest; ends the task of `run`."""
        if self._receiving:
            self._receiving.cancel()
            await asyncio.wait([self._receiving])
        if self._in_flight:
            _, late = await asyncio.wait(self._in_flight, timeout=grace)
            for task in late:
                task.cancel()
            if late:
                _log.warning("%s: abandons %d messages that are still being handled", self._function.name, len(late))
                await asyncio.wait(late)
        running.cancel()
        await asyncio.wait([running])
        if self._receiver:
            await self._receiver.close()

    async def _receive_for_ever(self) -> None:
        back_off, in_outage = _FIRST_BACK_OFF, False
        while True:
            try:
                self._receiver = await self._connect()
                self._connected.set()
                if in_outage:
                    _log.info("%s: receives from %s again", self._function.name, self._function.entity)
                back_off, in_outage = _FIRST_BACK_OFF, False
                await self._receive(self._receiver)
            except ReceiverLostError as error:
                self._connected.clear()
                if not in_outage:
                    _log.warning("%s: cannot receive from %s: %s", self._function.name, self._function.entity, error)
                in_outage = True
                lost, self._receiver = self._receiver, None
                if lost:
                    await lost.close()
            await asyncio.sleep(back_off)
            back_off = min(back_off * 2, _LONGEST_BACK_OFF)

    async def _receive(self, receiver: Receiver[D]) -> None:
        while True:
            await self._slots.acquire()
            try:
                delivery = await receiver.receive()
            except BaseException:
                self._slots.release()
                raise
            task = asyncio.create_task(self._handle(delivery))
            self._in_flight.add(task)
            task.add_done_callback(self._in_flight.discard)

    async def _handle(self, delivery: D) -> None:
        ticket = self._locks.hold(delivery)
        try:
            await self._settle(delivery, await self._invoke(delivery))
        except asyncio.CancelledError:
            await self._settle(delivery, Failed("the host stops"))
            raise
        finally:
            self._locks.let_go(ticket)
            self._slots.release()

    async def _invoke(self, delivery: D) -> Outcome:
        try:
            message = delivery.read()
        except ValueError as error:
            _log.error("%s: a message cannot be read: %s", self._function.name, error)
            return Failed(str(error))
        value, metadata = payload(message, binary=self._function.binary)
        parent = message.application_properties.get("Diagnostic-Id")
        trace = continue_trace(parent if isinstance(parent, str) else None)
        about = f"message {message.message_id}, delivery {message.delivery_count}"
        return await self._worker.invoke(self._function, value, metadata=metadata, trace=trace, about=about)

    async def _settle(self, delivery: D, outcome: Outcome) -> None:
        """A settlement that fails is only logged: the message's lock runs out and it is delivered again."""
        try:
            receiver = await self._current_receiver(delivery)
            match outcome:
                case Succeeded():
                    if self._auto_complete:
                        await receiver.complete(delivery)
                case Failed():
                    await receiver.abandon(delivery)
                case _:
                    assert_never(outcome)
        except SettlementError as error:
            _log.warning("%s: a message was not settled and will come again: %s", self._function.name, error)

    async def _current_receiver(self, delivery: D) -> Receiver[D]:
        """The receiver, waiting for its return from an outage as long as the message is locked."""
        left = (delivery.locked_until - datetime.now(UTC)).total_seconds()
        try:
            async with asyncio.timeout(max(left, 0)):
                await self._connected.wait()
        except TimeoutError:
            raise SettlementError("the broker was away for longer than the message's lock") from None
        assert self._receiver is not None
        return self._receiver

    async def _renew_lock(self, delivery: D) -> None:
        if self._receiver is None:
            raise SettlementError("there is no connection")
        await self._receiver.renew_lock(delivery)
