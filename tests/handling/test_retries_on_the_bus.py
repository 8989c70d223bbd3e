"""The copy of a message that failed, on a real bus: who gets it, how often, and what becomes of it in the end."""

import asyncio
from uuid import uuid4

import pytest
from azure.servicebus.aio import ServiceBusClient

from infrastructure.azure.bus import BusSender
from infrastructure.azure.dead_letter_queues import ServiceBusDeadLetterQueues
from infrastructure.clock import SystemClock
from infrastructure.messaging import Delivery
from infrastructure.retries import Retries
from tests.servicebus.bus import Bus, bodies, receive, receive_one

pytestmark = pytest.mark.stack

OTHERS = ("process-manager", "registration-views", "management-views", "seat-assignments")


@pytest.fixture
def retries(sender: BusSender) -> Retries:
    return Retries(sender, SystemClock())


def failed(entity: str, name: str) -> Delivery:
    """A confirmed order's message, which all subscriptions had. Its id is one that no earlier test sent."""
    properties = {"SourceType": "Order", "OrderConfirmed": "1"}
    return Delivery(entity, f"{name}-{uuid4()}", name.encode(), properties, 1)


async def test_only_the_subscription_that_failed_gets_the_copy_and_gets_it_later(
    retries: Retries, receiving: Bus
) -> None:
    delivery = failed("events/mail", "late")
    mail, *others = await asyncio.gather(*(receiving.receiver(f"events/{name}") for name in ("mail", *OTHERS)))
    due = await retries.retry(delivery)
    copy = await receive_one(mail)
    assert SystemClock().now() >= due
    assert str(copy) == "late"
    assert set(copy.application_properties or {}) == {b"RetryOf", b"RetryFor"}
    await mail.complete_message(copy)
    assert [await other.peek_messages(5) for other in others] == [[], [], [], []]


async def test_an_attempt_that_is_followed_by_two_copies_is_followed_by_one(retries: Retries, receiving: Bus) -> None:
    """A crash between sending the copy and completing the message leads to that."""
    receiver = await receiving.receiver("seats")
    twice, behind = failed("seats", "twice"), failed("seats", "behind")
    await retries.retry(twice)
    await retries.retry(twice)
    await retries.retry(behind)
    copies = await receive(receiver, 2)
    await asyncio.gather(*(receiver.complete_message(copy) for copy in copies))
    assert sorted(bodies(copies)) == ["behind", "twice"]
    assert await receiver.peek_messages(5) == []


async def test_a_copy_that_the_bus_gives_up_is_parked_as_the_message_that_it_is_a_copy_of(
    retries: Retries, receiving: Bus, client: ServiceBusClient
) -> None:
    delivery = failed("commands", "poison")
    receiver = await receiving.receiver("commands")
    await retries.retry(delivery)
    await receiver.dead_letter_message(await receive_one(receiver), "MaxDeliveryCountExceeded")
    letters: list[Delivery] = []

    async def keep(letter: Delivery) -> None:
        letters.append(letter)

    assert await ServiceBusDeadLetterQueues(client).empty("commands", keep) == 1
    [letter] = letters
    assert (letter.entity, letter.message_id, letter.body) == ("commands", delivery.message_id, b"poison")
    assert letter.properties["OrderConfirmed"] == "1"
    assert letter.properties["DeadLetterReason"] == "MaxDeliveryCountExceeded"
