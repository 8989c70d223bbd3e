"""Messages that are set aside, and received by their numbers."""

import pytest
from azure.servicebus import ServiceBusMessageState, ServiceBusReceiveMode
from azure.servicebus.exceptions import MessageNotFoundError

from tests.servicebus.bus import Bus, bodies, message, nothing_comes, receive, receive_one

pytestmark = pytest.mark.stack


async def test_a_deferred_message_is_received_by_its_number_only_and_then_completed(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    await sender.send_messages([message("aside"), message("next")])
    aside = await receive_one(receiver)
    await receiver.defer_message(aside)
    assert bodies(await receive(receiver, 1)) == ["next"]
    assert await nothing_comes(receiver)
    [peeked, _] = await receiver.peek_messages(5, sequence_number=1)
    assert (str(peeked), peeked.state) == ("aside", ServiceBusMessageState.DEFERRED)
    [again] = await receiver.receive_deferred_messages(aside.sequence_number or 0)
    assert (str(again), again.delivery_count, again.state) == ("aside", 1, ServiceBusMessageState.DEFERRED)
    await receiver.renew_message_lock(again)
    await receiver.complete_message(again)
    with pytest.raises(MessageNotFoundError):
        await receiver.receive_deferred_messages(aside.sequence_number or 0)


async def test_a_deferred_message_is_settled_in_every_way(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    await sender.send_messages([message(body) for body in ("abandon", "defer", "dead-letter")])
    numbers = []
    for each in await receive(receiver, 3):
        await receiver.defer_message(each)
        numbers.append(each.sequence_number or 0)
    abandoned, deferred, dead = await receiver.receive_deferred_messages(numbers)
    with pytest.raises(MessageNotFoundError):
        await receiver.receive_deferred_messages(numbers[:1])
    await receiver.abandon_message(abandoned)
    await receiver.defer_message(deferred)
    await receiver.dead_letter_message(dead, reason="why", error_description="because")
    assert await nothing_comes(receiver)
    again = await receiver.receive_deferred_messages(numbers[:2])
    assert [(str(each), each.delivery_count) for each in again] == [("abandon", 2), ("defer", 2)]
    buried = await receive_one(await bus.dead_letters(queue))
    assert (str(buried), buried.dead_letter_reason, buried.dead_letter_error_description) == (
        "dead-letter",
        "why",
        "because",
    )


async def test_one_unknown_number_among_the_deferred_gets_none_of_them(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    await sender.send_messages([message("aside"), message("active")])
    aside = await receive_one(receiver)
    await receiver.defer_message(aside)
    for number in (2, 4711):
        with pytest.raises(MessageNotFoundError):
            await receiver.receive_deferred_messages([aside.sequence_number or 0, number])
    [again] = await receiver.receive_deferred_messages([aside.sequence_number or 0])
    assert str(again) == "aside"


async def test_a_deferred_message_can_be_received_and_deleted(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    await sender.send_messages(message("aside"))
    aside = await receive_one(receiver)
    await receiver.defer_message(aside)
    deleting = await bus.receiver(queue, mode=ServiceBusReceiveMode.RECEIVE_AND_DELETE)
    assert bodies(await deleting.receive_deferred_messages([aside.sequence_number or 0])) == ["aside"]
    assert await receiver.peek_messages(5, sequence_number=1) == []


async def test_a_dead_letter_can_be_deferred_too(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    await sender.send_messages(message("dead"))
    await receiver.dead_letter_message(await receive_one(receiver), reason="why")
    dead_letters = await bus.dead_letters(queue)
    dead = await receive_one(dead_letters)
    await dead_letters.defer_message(dead)
    [peeked] = await dead_letters.peek_messages(5, sequence_number=1)
    assert (peeked.state, peeked.dead_letter_reason) == (ServiceBusMessageState.DEFERRED, "why")
    [again] = await dead_letters.receive_deferred_messages([dead.sequence_number or 0])
    await dead_letters.complete_message(again)
    assert await dead_letters.peek_messages(5, sequence_number=1) == []
