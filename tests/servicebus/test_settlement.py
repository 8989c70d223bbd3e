"""Complete, abandon, release and dead-letter under peek-lock."""

import asyncio

import pytest
from azure.servicebus import ServiceBusMessage, ServiceBusReceiveMode
from azure.servicebus.exceptions import MessageAlreadySettled, ServiceBusError

from tests.servicebus.bus import Bus, bodies, nothing_comes, receive, receive_one

pytestmark = pytest.mark.stack


async def test_a_completed_message_is_gone(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    await sender.send_messages(ServiceBusMessage("once"))
    await receiver.complete_message(await receive_one(receiver))
    assert await receiver.peek_messages(5) == []
    assert await nothing_comes(receiver)


async def test_an_abandoned_message_comes_again_first_with_one_delivery_more(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    await sender.send_messages([ServiceBusMessage("first"), ServiceBusMessage("second")])
    first = await receive_one(receiver)
    assert (str(first), first.delivery_count) == ("first", 0)
    await receiver.abandon_message(first)
    again = await receive_one(receiver)
    assert (str(again), again.delivery_count, again.sequence_number) == ("first", 1, 1)


async def test_the_last_allowed_delivery_is_followed_by_the_dead_letter_queue(bus: Bus) -> None:
    sender, receiver = await bus.pair("three-deliveries")
    await sender.send_messages(
        ServiceBusMessage("stubborn", message_id="m-1", application_properties={"kept": "yes", "number": 4})
    )
    counts = []
    for _ in range(3):
        received = await receive_one(receiver)
        counts.append(received.delivery_count)
        await receiver.abandon_message(received)
    assert counts == [0, 1, 2]
    dead = await receive_one(await bus.dead_letters("three-deliveries"))
    assert str(dead) == "stubborn"
    assert dead.message_id == "m-1"
    assert dead.dead_letter_reason == "MaxDeliveryCountExceeded"
    assert dead.dead_letter_error_description == "Message could not be consumed after 3 delivery attempts."
    assert dead.application_properties == {
        b"kept": b"yes",
        b"number": 4,
        b"DeadLetterReason": b"MaxDeliveryCountExceeded",
        b"DeadLetterErrorDescription": b"Message could not be consumed after 3 delivery attempts.",
    }
    assert await nothing_comes(receiver)


async def test_dead_letters_carry_the_reason_and_keep_their_order(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    await sender.send_messages([ServiceBusMessage(name) for name in ("a", "b", "c")])
    a, b, c = await receive(receiver, 3)
    await receiver.dead_letter_message(c, reason="malformed", error_description="no order id")
    await receiver.dead_letter_message(a)
    await receiver.dead_letter_message(b, reason="refused")
    dead = await receive(await bus.dead_letters(queue), 3)
    assert [(str(each), each.dead_letter_reason, each.dead_letter_error_description) for each in dead] == [
        ("c", "malformed", "no order id"),
        ("a", None, None),
        ("b", "refused", None),
    ]
    assert [(each.sequence_number, each.enqueued_sequence_number) for each in dead] == [(1, 3), (2, 1), (3, 2)]


async def test_a_dead_letter_can_be_abandoned_but_not_dead_lettered(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    await sender.send_messages(ServiceBusMessage("dead"))
    await receiver.dead_letter_message(await receive_one(receiver), reason="because")
    dead_letters = await bus.dead_letters(queue)
    await dead_letters.abandon_message(await receive_one(dead_letters))
    again = await receive_one(dead_letters)
    assert (again.delivery_count, again.dead_letter_reason) == (1, "because")
    with pytest.raises(ServiceBusError, match="cannot be dead-lettered"):
        await dead_letters.dead_letter_message(again)
    still_there = await bus.dead_letters(queue)
    assert bodies(await still_there.peek_messages(5)) == ["dead"]
    assert await nothing_comes(still_there)


async def test_settling_twice_is_refused_by_the_sdk(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    await sender.send_messages(ServiceBusMessage("x"))
    received = await receive_one(receiver)
    await receiver.complete_message(received)
    with pytest.raises(MessageAlreadySettled):
        await receiver.abandon_message(received)


async def test_receive_and_delete_leaves_nothing(bus: Bus, queue: str) -> None:
    sender = await bus.sender(queue)
    await sender.send_messages([ServiceBusMessage("a"), ServiceBusMessage("b")])
    receiver = await bus.receiver(queue, mode=ServiceBusReceiveMode.RECEIVE_AND_DELETE)
    assert bodies(await receive(receiver, 2)) == ["a", "b"]
    assert await receiver.peek_messages(5) == []


async def test_closing_with_prefetch_releases_what_was_not_read(bus: Bus, queue: str) -> None:
    sender = await bus.sender(queue)
    await sender.send_messages([ServiceBusMessage(f"{number}") for number in range(20)])
    prefetching = await bus.receiver(queue, prefetch=20)
    read = await receive_one(prefetching)
    await prefetching.complete_message(read)
    await prefetching.close()
    rest = await receive(await bus.receiver(queue), 19)
    assert [(str(each), each.delivery_count) for each in rest] == [(f"{number}", 0) for number in range(1, 20)]


async def test_a_message_can_be_settled_on_a_new_connection_while_its_lock_holds(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    await sender.send_messages([ServiceBusMessage(name) for name in ("a", "b", "c")])
    a, b, c = await receive(receiver, 3)
    await receiver.close()
    other = Bus(bus.connection_string)
    late = await other.receiver(queue)
    for lost in (a, b, c):
        lost._receiver = late  # what a receiver that connected again would be
    await late.complete_message(a)
    await late.abandon_message(b)
    await late.dead_letter_message(c, reason="late")
    [again, dead] = await asyncio.gather(receive_one(late), receive_one(await other.dead_letters(queue)))
    assert (str(again), again.delivery_count) == ("b", 1)
    assert (str(dead), dead.dead_letter_reason) == ("c", "late")
    await other.close()
