"""Scheduled messages, duplicate detection and times to live."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from azure.servicebus import ServiceBusMessage
from azure.servicebus.exceptions import MessageNotFoundError

from tests.servicebus.bus import Bus, bodies, eventually, from_now, nothing_comes, receive, receive_one
from tests.servicebus.waiting import Fresh, waiting


@waiting
async def a_message_scheduled_by_property_comes_at_its_time_with_a_new_number(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("plain"))
    due = from_now(6)
    await sender.send_messages([ServiceBusMessage("later", scheduled_enqueue_time_utc=due), ServiceBusMessage("now")])
    received = await receive(receiver, 2)
    assert [(str(each), each.sequence_number) for each in received] == [("now", 2), ("later", 3)]
    assert datetime.now(UTC) >= due
    assert received[1].enqueued_time_utc
    assert received[1].enqueued_time_utc >= due.replace(microsecond=0)


@waiting
async def a_scheduled_message_cannot_be_cancelled_when_it_has_come(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("plain"))
    first, second = await sender.schedule_messages([ServiceBusMessage("a"), ServiceBusMessage("b")], from_now(6))
    await sender.cancel_scheduled_messages(second)
    assert bodies(await receive(receiver, 1)) == ["a"]
    with pytest.raises(MessageNotFoundError):
        await sender.cancel_scheduled_messages(first)


@waiting
async def a_duplicate_is_dropped_within_the_window_even_after_completion(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("duplicates"))
    await sender.send_messages(ServiceBusMessage("first", message_id="same"))
    await receiver.complete_message(await receive_one(receiver))
    await sender.send_messages(ServiceBusMessage("second", message_id="same"))
    assert await nothing_comes(receiver)
    await asyncio.sleep(8)
    await sender.send_messages(ServiceBusMessage("third", message_id="same"))
    assert bodies(await receive(receiver, 1)) == ["third"]


@waiting
async def a_duplicate_within_one_batch_is_dropped(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("duplicates"))
    await sender.send_messages(
        [ServiceBusMessage(body, message_id=name) for body, name in (("a", "1"), ("b", "2"), ("c", "1"))]
    )
    assert bodies(await receive(receiver, 2)) == ["a", "b"]
    assert await nothing_comes(receiver)


@waiting
async def messages_without_an_id_are_never_duplicates(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("duplicates"))
    await sender.send_messages([ServiceBusMessage("a"), ServiceBusMessage("b")])
    assert bodies(await receive(receiver, 2)) == ["a", "b"]


@waiting
async def a_topic_drops_duplicates_and_delivers_scheduled_messages_to_every_subscription(bus: Bus, _: Fresh) -> None:
    sender, one, two = await asyncio.gather(bus.sender("later"), bus.receiver("later/one"), bus.receiver("later/two"))
    keep, cancel = await sender.schedule_messages(
        [ServiceBusMessage("kept", message_id="k"), ServiceBusMessage("cancelled", message_id="c")], from_now(6)
    )
    await sender.cancel_scheduled_messages(cancel)
    await sender.send_messages(ServiceBusMessage("duplicate", message_id="k"))
    await sender.send_messages(ServiceBusMessage("now", message_id="n"))
    for received in await asyncio.gather(receive(one, 2), receive(two, 2)):
        assert bodies(received) == ["now", "kept"]
        assert received[1].enqueued_sequence_number == keep + 4  # two were scheduled, two sent
    assert all(await asyncio.gather(nothing_comes(one), nothing_comes(two)))


@waiting
async def an_expired_message_goes_to_the_dead_letter_queue_if_the_queue_says_so(bus: Bus, _: Fresh) -> None:
    sender, dead_letters = await asyncio.gather(bus.sender("short-life"), bus.dead_letters("short-life"))
    await sender.send_messages(ServiceBusMessage("outlived", time_to_live=timedelta(hours=1)))
    dead = await receive_one(dead_letters)
    assert (str(dead), dead.dead_letter_reason) == ("outlived", "TTLExpiredException")


@waiting
async def an_expired_message_is_dropped_if_the_queue_says_nothing(bus: Bus, _: Fresh) -> None:
    sender, receiver = await bus.pair("short-life-dropped")
    await sender.send_messages(ServiceBusMessage("outlived"))
    [peeked] = await receiver.peek_messages(5)
    assert (str(peeked), peeked.time_to_live) == ("outlived", timedelta(seconds=2))

    async def is_empty() -> bool:
        return await receiver.peek_messages(5, sequence_number=1) == []

    await eventually(is_empty)
    assert await nothing_comes(receiver)
    assert await (await bus.dead_letters("short-life-dropped")).peek_messages(5) == []
