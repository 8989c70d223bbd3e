"""What the emulator refuses, and as which exception the SDK reports it."""

import asyncio
from collections.abc import Awaitable

import pytest
from azure.servicebus import ServiceBusSubQueue
from azure.servicebus.aio import ServiceBusClient
from azure.servicebus.exceptions import (
    MessageNotFoundError,
    MessagingEntityDisabledError,
    MessagingEntityNotFoundError,
    ServiceBusAuthenticationError,
    ServiceBusAuthorizationError,
    ServiceBusError,
)

from tests.servicebus.bus import Bus

pytestmark = pytest.mark.stack


async def errors_of(*openings: Awaitable[object]) -> list[object]:
    """What opening handlers at the same time ends with."""
    return await asyncio.gather(*openings, return_exceptions=True)


async def test_an_unknown_entity_is_not_found_on_opening(bus: Bus) -> None:
    errors = await errors_of(bus.sender("missing"), bus.receiver("missing"), bus.receiver("events/missing"))
    assert [type(error) for error in errors] == [MessagingEntityNotFoundError] * 3


async def test_a_disabled_entity_refuses_senders_and_receivers(bus: Bus) -> None:
    errors = await errors_of(bus.sender("disabled"), bus.receiver("disabled"))
    assert [type(error) for error in errors] == [MessagingEntityDisabledError] * 2


async def test_a_topic_cannot_be_received_from_and_a_subscription_not_sent_to(bus: Bus) -> None:
    from_topic, to_subscription = await errors_of(bus.receiver("events"), bus.sender("events/Subscriptions/all"))
    assert type(from_topic) is type(to_subscription) is ServiceBusError
    assert "receive from its subscriptions" in str(from_topic)
    assert "nothing can be sent to events/Subscriptions/all" in str(to_subscription)


async def test_transfer_dead_letters_do_not_exist(bus: Bus, queue: str) -> None:
    with pytest.raises(MessagingEntityNotFoundError):
        await bus.receiver(queue, sub_queue=ServiceBusSubQueue.TRANSFER_DEAD_LETTER)


async def test_a_token_of_the_wrong_key_does_not_authenticate(bus: Bus, queue: str) -> None:
    forged = bus.connection_string.replace("SharedAccessKey=local", "SharedAccessKey=wrong")
    async with ServiceBusClient.from_connection_string(forged, retry_total=0) as client:
        with pytest.raises((ServiceBusAuthenticationError, ServiceBusAuthorizationError)):
            async with client.get_queue_sender(queue):
                pass


async def test_cancelling_an_unknown_scheduled_message_finds_nothing(bus: Bus, queue: str) -> None:
    sender = await bus.sender(queue)
    with pytest.raises(MessageNotFoundError):
        await sender.cancel_scheduled_messages(4711)
