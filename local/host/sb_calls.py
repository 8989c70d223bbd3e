"""Calls a Service Bus function with messages, one or many, and keeps account of the calls in flight."""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass

from local.host.functions import ServiceBusFunction
from local.host.sb_batch import batch_payload
from local.host.sb_message import Message
from local.host.sb_payload import payload
from local.host.sb_receiver import Delivery
from local.host.trace import continue_trace
from local.host.worker import Failed, Outcome, Worker

_log = logging.getLogger("Host.ServiceBus")


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls one function. A message that cannot be read is a failure without a call."""

    function: ServiceBusFunction
    worker: Worker
    faults: bool = True
    """Whether the payload has the faults that Azure's has."""

    async def with_one(self, delivery: Delivery) -> Outcome:
        try:
            message = delivery.read()
        except ValueError as error:
            return self._unreadable(error)
        value, metadata = payload(message, binary=self.function.binary, faults=self.faults)
        parent = message.application_properties.get("Diagnostic-Id")
        trace = continue_trace(parent if isinstance(parent, str) else None)
        about = f"message {message.message_id}, delivery {message.delivery_count}"
        return await self.worker.invoke(self.function, value, metadata=metadata, trace=trace, about=about)

    async def with_many(self, deliveries: Sequence[Delivery]) -> Outcome:
        try:
            messages: list[Message] = [delivery.read() for delivery in deliveries]
        except ValueError as error:
            return self._unreadable(error)
        value, metadata = batch_payload(messages, binary=self.function.binary, faults=self.faults)
        about = f"{len(messages)} messages from {messages[0].message_id}"
        return await self.worker.invoke(self.function, value, metadata=metadata, about=about)

    def _unreadable(self, error: ValueError) -> Failed:
        _log.error("%s: a message cannot be read: %s", self.function.name, error)
        return Failed(str(error))


class InFlight:
    """Tasks that handle messages; when the host stops they get a grace, then they are cancelled."""

    def __init__(self, function: str) -> None:
        self._function = function
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, handling: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(handling)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def end(self, grace: float) -> None:
        """Wait `grace` seconds for them, cancel the rest and wait until they have handed back their messages."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=grace)
        for task in late:
            task.cancel()
        if late:
            _log.warning("%s: abandons %d messages that are still being handled", self._function, len(late))
            await asyncio.wait(late)
