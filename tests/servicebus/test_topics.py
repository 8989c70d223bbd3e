"""A topic gives every subscription its copy of what its rules let through."""

import asyncio

import pytest
from azure.servicebus import ServiceBusMessage

from tests.servicebus.bus import Bus, bodies, nothing_comes, receive, receive_one

pytestmark = pytest.mark.stack


async def test_rules_of_a_subscription_are_alternatives_and_conditions_of_a_rule_are_not(bus: Bus) -> None:
    sender = await bus.sender("events")
    receivers = await asyncio.gather(*(bus.receiver(f"events/{name}") for name in ("all", "placed", "either", "both")))
    await sender.send_messages(
        [
            ServiceBusMessage("placed", application_properties={"OrderPlaced": "1"}),
            ServiceBusMessage("urgent", subject="urgent"),
            ServiceBusMessage("both", application_properties={"OrderPlaced": "1", "OrderConfirmed": "1"}),
            ServiceBusMessage("neither", application_properties={"OrderPlaced": "2"}),
            ServiceBusMessage("plain"),
        ]
    )
    everything, placed, either, both = receivers
    assert bodies(await receive(everything, 5)) == ["placed", "urgent", "both", "neither", "plain"]
    assert bodies(await receive(placed, 2)) == ["placed", "both"]
    assert bodies(await receive(either, 3)) == ["placed", "urgent", "both"]
    assert bodies(await receive(both, 1)) == ["both"]
    assert all(await asyncio.gather(*(nothing_comes(receiver) for receiver in receivers)))


async def test_a_subscription_has_a_delivery_count_and_a_dead_letter_queue_of_its_own(bus: Bus) -> None:
    sender, receiver = await asyncio.gather(bus.sender("two-deliveries"), bus.receiver("two-deliveries/only"))
    await sender.send_messages(ServiceBusMessage("stubborn"))
    for _ in range(2):
        await receiver.abandon_message(await receive_one(receiver))
    dead = await receive_one(await bus.dead_letters("two-deliveries/only"))
    assert (str(dead), dead.dead_letter_reason) == ("stubborn", "MaxDeliveryCountExceeded")


async def test_copies_are_numbered_by_the_subscription_and_remember_the_number_of_the_topic(bus: Bus) -> None:
    sender, everything, only_b = await asyncio.gather(
        bus.sender("numbers"), bus.receiver("numbers/all"), bus.receiver("numbers/b")
    )
    await sender.send_messages([ServiceBusMessage(name, subject=name) for name in ("a", "b", "a", "b")])
    numbers = [(each.sequence_number, each.enqueued_sequence_number) for each in await receive(everything, 4)]
    assert numbers == [(1, 1), (2, 2), (3, 3), (4, 4)]
    numbers = [(each.sequence_number, each.enqueued_sequence_number) for each in await receive(only_b, 2)]
    assert numbers == [(1, 2), (2, 4)]


async def test_completing_a_copy_leaves_the_other_copies(bus: Bus) -> None:
    sender, one, two = await asyncio.gather(
        bus.sender("atomic"), bus.receiver("atomic/one"), bus.receiver("atomic/two")
    )
    await sender.send_messages(ServiceBusMessage("x"))
    await one.complete_message(await receive_one(one))
    assert bodies(await receive(two, 1)) == ["x"]


async def test_sql_filters_choose_and_an_empty_list_of_rules_lets_everything_through(bus: Bus) -> None:
    sender = await bus.sender("orders")
    receivers = await asyncio.gather(*(bus.receiver(f"orders/{name}") for name in ("large", "rest", "empty-rules")))
    await sender.send_messages(
        [
            ServiceBusMessage("a", subject="order-1", application_properties={"quantity": 11}),
            ServiceBusMessage("b", subject="order-2", application_properties={"quantity": 10}),
            ServiceBusMessage("c", subject="offer-3", application_properties={"quantity": 12.5}),
            ServiceBusMessage("d", subject="order-4", application_properties={"quantity": "many"}),
            ServiceBusMessage("e"),
        ]
    )
    large, rest, everything = receivers
    assert bodies(await receive(large, 1)) == ["a"]
    assert bodies(await receive(rest, 2)) == ["b", "e"]
    assert bodies(await receive(everything, 5)) == ["a", "b", "c", "d", "e"]
    assert all(await asyncio.gather(*(nothing_comes(receiver) for receiver in receivers)))
