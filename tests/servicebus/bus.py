"""The real SDK against a running emulator, without its waits: handlers are opened together and closed at the very end.

Opening a handler of the SDK takes half a second and closing one up to a second, whatever the emulator does.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from azure.servicebus import (
    NEXT_AVAILABLE_SESSION,
    ServiceBusMessage,
    ServiceBusReceivedMessage,
    ServiceBusReceiveMode,
    ServiceBusSubQueue,
)
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver, ServiceBusSender

RECEIVE_SECONDS = 10
DEADLINE_SECONDS = 30


class Bus:
    """A client without retries, so that a refusal is seen at once. Its handlers live until `close`."""

    def __init__(self, connection_string: str) -> None:
        self.connection_string = connection_string
        self.client = ServiceBusClient.from_connection_string(connection_string, retry_total=0)
        self._opened: list[ServiceBusSender | ServiceBusReceiver] = []

    async def sender(self, entity: str) -> ServiceBusSender:
        """A sender for a queue or topic (the SDK makes no difference between them)."""
        sender = self.client.get_queue_sender(entity)
        await sender.__aenter__()
        self._opened.append(sender)
        return sender

    async def receiver(
        self,
        entity: str,
        *,
        sub_queue: ServiceBusSubQueue | None = None,
        mode: ServiceBusReceiveMode = ServiceBusReceiveMode.PEEK_LOCK,
        prefetch: int = 0,
    ) -> ServiceBusReceiver:
        """A receiver for a queue, or for `topic/subscription`."""
        topic, slash, subscription = entity.partition("/")
        if slash:
            receiver = self.client.get_subscription_receiver(
                topic, subscription, sub_queue=sub_queue, receive_mode=mode, prefetch_count=prefetch
            )
        else:
            receiver = self.client.get_queue_receiver(
                entity, sub_queue=sub_queue, receive_mode=mode, prefetch_count=prefetch
            )
        await receiver.__aenter__()
        self._opened.append(receiver)
        return receiver

    async def dead_letters(self, entity: str) -> ServiceBusReceiver:
        return await self.receiver(entity, sub_queue=ServiceBusSubQueue.DEAD_LETTER)

    async def session(
        self,
        entity: str,
        session_id: str | None,
        *,
        wait: float | None = None,
        mode: ServiceBusReceiveMode = ServiceBusReceiveMode.PEEK_LOCK,
    ) -> ServiceBusReceiver:
        """A receiver of one session of a queue or of `topic/subscription`, or of the next one if there is no id."""
        topic, slash, subscription = entity.partition("/")
        wanted = NEXT_AVAILABLE_SESSION if session_id is None else session_id
        options: dict[str, Any] = {"session_id": wanted, "max_wait_time": wait, "receive_mode": mode}
        if slash:
            receiver = self.client.get_subscription_receiver(topic, subscription, **options)
        else:
            receiver = self.client.get_queue_receiver(entity, **options)
        await receiver.__aenter__()
        self._opened.append(receiver)
        return receiver

    async def pair(self, entity: str) -> tuple[ServiceBusSender, ServiceBusReceiver]:
        """A sender and a receiver for one queue."""
        return await asyncio.gather(self.sender(entity), self.receiver(entity))

    async def close(self) -> None:
        opened, self._opened = self._opened, []
        await asyncio.gather(*(handler.close() for handler in opened))
        await self.client.close()


async def receive(receiver: ServiceBusReceiver, count: int) -> list[ServiceBusReceivedMessage]:
    """Exactly `count` messages, in the order in which they came; fails if they do not come."""
    messages: list[ServiceBusReceivedMessage] = []
    while len(messages) < count:
        more = await receiver.receive_messages(count - len(messages), max_wait_time=RECEIVE_SECONDS)
        assert more, f"{len(messages)} of {count} messages came"
        messages += more
    return messages


async def receive_one(receiver: ServiceBusReceiver) -> ServiceBusReceivedMessage:
    return (await receive(receiver, 1))[0]


async def nothing_comes(receiver: ServiceBusReceiver, seconds: float = 0.7) -> bool:
    """Whether a receive ends empty."""
    return await receiver.receive_messages(1, max_wait_time=seconds) == []


async def eventually(condition: Callable[[], Awaitable[bool]]) -> None:
    """Poll until the condition holds; fails after a generous time."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not await condition():
        assert time.monotonic() < deadline, "the condition never held"
        await asyncio.sleep(0.05)


def message(body: str | bytes = "body", **properties: object) -> ServiceBusMessage:
    return ServiceBusMessage(body, **properties)  # type: ignore[arg-type]  # the SDK types each keyword on its own


def bodies(messages: list[ServiceBusReceivedMessage]) -> list[str]:
    return [str(each) for each in messages]


def from_now(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)
