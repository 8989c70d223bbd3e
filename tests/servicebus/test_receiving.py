"""Order, competition and waiting of receivers."""

import asyncio

import pytest
from azure.servicebus import ServiceBusMessage

from tests.servicebus.bus import Bus, bodies, from_now, nothing_comes, receive, receive_one

pytestmark = pytest.mark.stack


async def test_three_hundred_messages_come_in_order_through_a_prefetching_iterator(bus: Bus, queue: str) -> None:
    sender = await bus.sender(queue)
    await sender.send_messages([ServiceBusMessage(f"{number}") for number in range(300)])
    receiver = await bus.receiver(queue, prefetch=50)
    seen = []
    async for each in receiver:
        seen.append(str(each))
        await receiver.complete_message(each)
        if len(seen) == 300:
            break
    assert seen == [f"{number}" for number in range(300)]


async def test_competing_receivers_get_every_message_once(bus: Bus, queue: str) -> None:
    sender = await bus.sender(queue)
    receivers = await asyncio.gather(*(bus.receiver(queue) for _ in range(3)))
    await sender.send_messages([ServiceBusMessage(f"{number}") for number in range(60)])
    shares = await asyncio.gather(*(receive(receiver, 20) for receiver in receivers))
    assert sorted(int(str(each)) for share in shares for each in share) == list(range(60))


async def test_a_message_that_comes_while_a_receiver_waits_is_delivered(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    waiting = asyncio.create_task(receive_one(receiver))
    assert not (await asyncio.wait([waiting], timeout=1))[0]
    await sender.send_messages(ServiceBusMessage("late"))
    assert str(await waiting) == "late"


async def test_entity_names_are_case_insensitive(bus: Bus) -> None:
    sender, receiver = await asyncio.gather(bus.sender("mixed-CASE"), bus.receiver("MIXED-case"))
    await sender.send_messages(ServiceBusMessage("x"))
    assert bodies(await receive(receiver, 1)) == ["x"]


async def test_peek_pages_through_everything_and_locks_nothing(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    await sender.send_messages([ServiceBusMessage(f"{number}") for number in range(5)])
    locked = await receive_one(receiver)
    first = await receiver.peek_messages(3, sequence_number=1)
    assert bodies(first) == ["0", "1", "2"]
    assert bodies(await receiver.peek_messages(3)) == ["3", "4"]
    assert bodies(await receiver.peek_messages(2, sequence_number=2)) == ["1", "2"]
    with pytest.raises(ValueError, match="peeked message"):
        await receiver.complete_message(first[1])
    await receiver.complete_message(locked)
    assert bodies(await receive(receiver, 4)) == ["1", "2", "3", "4"]


async def test_a_scheduled_message_can_be_peeked_and_cancelled_but_not_received(bus: Bus, queue: str) -> None:
    sender, receiver = await bus.pair(queue)
    [number] = await sender.schedule_messages(ServiceBusMessage("later"), from_now(3600))
    [peeked] = await receiver.peek_messages(5)
    assert (str(peeked), peeked.sequence_number, peeked.state.name) == ("later", number, "SCHEDULED")
    assert await nothing_comes(receiver)
    await sender.cancel_scheduled_messages(number)
    assert await receiver.peek_messages(5) == []
