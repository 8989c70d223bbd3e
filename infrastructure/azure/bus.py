"""Sending to Service Bus."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

from azure.core.exceptions import AzureError
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient, ServiceBusSender
from azure.servicebus.exceptions import MessageSizeExceededError

from infrastructure.gathering import Gatherer
from infrastructure.messaging import BusMessage, BusUnavailable, MessageTooLarge
from infrastructure.topology import EVENTS_TOPIC

BATCH_MAXIMUM = 200


class BusSender:
    """An `infrastructure.messaging.Bus`. One per process, created inside the running event loop.

    One sender per entity is opened when first needed and kept; it opens its link again by itself when that breaks. It
    must not be used by two at a time, so what is sent meanwhile is gathered: all that waits for an entity goes out in
    one batch, or in as few as it fits, those for later among those for now.
    """

    def __init__(self, client: ServiceBusClient) -> None:
        self._client = client
        self._senders: dict[str, ServiceBusSender] = {}
        self._gatherer = Gatherer[str, BusMessage, None](self._send_batch, maximum=BATCH_MAXIMUM)

    async def send(self, entity: str, message: BusMessage) -> None:
        await self._gatherer.offer(entity, message)

    async def close(self) -> None:
        """Closes all links. The client stays open: it belongs to who made it."""
        await asyncio.gather(*(sender.close() for sender in self._senders.values()))

    async def _send_batch(self, entity: str, messages: Sequence[BusMessage]) -> Sequence[Exception | None]:
        """Sends as many of the messages as fit one batch."""
        sender = self._sender(entity)
        try:
            batch = await sender.create_message_batch()
            for message in messages:
                try:
                    batch.add_message(_outgoing(message))
                except MessageSizeExceededError as error:
                    if not len(batch):
                        return [MessageTooLarge(f"{message.message_id} has {len(message.body)} bytes: {error}")]
                    break
            await sender.send_messages(batch)
        except AzureError as error:
            raise BusUnavailable(f"{entity}: {error}") from error
        return [None] * len(batch)

    def _sender(self, entity: str) -> ServiceBusSender:
        if entity not in self._senders:
            is_topic = entity == EVENTS_TOPIC
            self._senders[entity] = (
                self._client.get_topic_sender(entity) if is_topic else self._client.get_queue_sender(entity)
            )
        return self._senders[entity]


def _outgoing(message: BusMessage) -> ServiceBusMessage:
    return ServiceBusMessage(
        message.body,
        application_properties=cast("dict[str | bytes, Any]", message.properties),
        message_id=message.message_id,
        content_type="application/json",
        scheduled_enqueue_time_utc=message.not_before,
    )
