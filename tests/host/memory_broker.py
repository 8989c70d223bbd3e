"""A broker and an app in memory, for tests of how messages flow through the host."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from local.host.functions import Entity, Function, ServiceBusFunction
from local.host.protos import TypedData
from local.host.sb_message import Message
from local.host.sb_receiver import ReceiverLostError, SettlementError
from local.host.worker import Failed, Outcome, Succeeded, Worker


@dataclass(eq=False)
class Held:
    """A delivery of a message with this body."""

    body: bytes
    locked_until: datetime = field(default_factory=lambda: datetime.now(UTC) + timedelta(seconds=30))

    def read(self) -> Message:
        if self.body == b"unreadable":
            raise ValueError("an AMQP value body")
        return Message(
            body=self.body,
            message_id="m",
            lock_token="t",
            sequence_number=1,
            delivery_count=1,
            enqueued_time=datetime.now(UTC),
            application_properties={},
        )


class Broker:
    """Hands out what is put into `waiting` and notes how it was settled. It may go `away`."""

    def __init__(self) -> None:
        self.waiting: asyncio.Queue[Held] = asyncio.Queue()
        self.completed: list[bytes] = []
        self.abandoned: list[bytes] = []
        self.away = asyncio.Event()
        self.connections = 0
        self.refuses_settlement = False
        self.renewals = 0

    def send(self, *bodies: bytes) -> None:
        for body in bodies:
            self.waiting.put_nowait(Held(body))

    async def connect(self) -> "Broker":
        if self.away.is_set():
            raise ReceiverLostError("nobody there")
        self.connections += 1
        return self

    async def receive(self, most: int = 1, wait: float | None = None) -> Sequence[Held]:
        taking, leaving = asyncio.ensure_future(self.waiting.get()), asyncio.ensure_future(self.away.wait())
        try:
            await asyncio.wait([taking, leaving], timeout=wait, return_when=asyncio.FIRST_COMPLETED)
            if not taking.done():
                if leaving.done():
                    raise ReceiverLostError("connection reset")
                return []
            received = [taking.result()]
            while len(received) < most and not self.waiting.empty():
                received.append(self.waiting.get_nowait())
            return received
        finally:
            taking.cancel()
            leaving.cancel()

    async def complete(self, held: Held) -> None:
        self._settle()
        self.completed.append(held.body)

    async def abandon(self, held: Held) -> None:
        self._settle()
        self.abandoned.append(held.body)

    def _settle(self) -> None:
        if self.refuses_settlement or self.away.is_set():
            raise SettlementError("lock lost")

    async def renew_lock(self, held: Held) -> None:
        self.renewals += 1
        held.locked_until = datetime.now(UTC) + timedelta(seconds=1.2)

    async def close(self) -> None:
        pass


class Scripted(Worker):
    """Instead of an app: `handle` gets the body and is the function."""

    def __init__(self, handle: Callable[[bytes], Awaitable[Outcome]]) -> None:
        super().__init__(None)
        self._handle = handle
        self.in_flight = 0
        self.most_in_flight = 0

    async def invoke(self, function: Function, data: TypedData, **_: Any) -> Outcome:
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            return await self._handle(data.value)
        finally:
            self.in_flight -= 1


def function(auto_complete: bool | None = None, many: bool = False) -> ServiceBusFunction:
    return ServiceBusFunction(
        name="f",
        id="1",
        parameter="msg",
        entity=Entity(queue_or_topic="q"),
        connection_string="",
        binary=True,
        auto_complete=auto_complete,
        many=many,
    )


async def by_body(body: bytes) -> Outcome:
    return Failed("asked for") if body == b"fail" else Succeeded(None)
