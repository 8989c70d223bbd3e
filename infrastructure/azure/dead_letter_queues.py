"""Receiving from the dead-letter sub-queues of Service Bus."""

from collections.abc import Awaitable, Callable

from azure.core.exceptions import AzureError
from azure.servicebus import ServiceBusReceivedMessage, ServiceBusSubQueue
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver

from infrastructure.messaging import BusUnavailable, Delivery
from infrastructure.retries import received

BATCH = 50
WAIT_SECONDS = 1.0


class ServiceBusDeadLetterQueues:
    """An `infrastructure.dead_letters.DeadLetterQueues`."""

    def __init__(self, client: ServiceBusClient) -> None:
        self._client = client

    async def empty(self, entity: str, handle: Callable[[Delivery], Awaitable[None]]) -> int:
        handled = 0
        try:
            async with self._receiver(entity) as receiver:
                while messages := await receiver.receive_messages(BATCH, max_wait_time=WAIT_SECONDS):
                    for message in messages:
                        await handle(_delivery(entity, message))
                        await receiver.complete_message(message)
                        handled += 1
        except AzureError as error:
            raise BusUnavailable(f"dead letters of {entity}: {error}") from error
        return handled

    def _receiver(self, entity: str) -> ServiceBusReceiver:
        name, _, subscription = entity.partition("/")
        if subscription:
            return self._client.get_subscription_receiver(name, subscription, sub_queue=ServiceBusSubQueue.DEAD_LETTER)
        return self._client.get_queue_receiver(name, sub_queue=ServiceBusSubQueue.DEAD_LETTER)


def _delivery(entity: str, message: ServiceBusReceivedMessage) -> Delivery:
    return received(
        entity,
        message.message_id or str(message.sequence_number),
        b"".join(message.body),
        {_text(name): _text(value) for name, value in (message.application_properties or {}).items()},
        (message.delivery_count or 0) + 1,
    )


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
