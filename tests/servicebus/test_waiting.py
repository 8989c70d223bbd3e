"""What takes time: locks, schedules, windows. The cases all run at once, and each test is the outcome of one."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import AutoLockRenewer
from azure.servicebus.exceptions import MessageLockLostError, MessageNotFoundError

from tests.servicebus.bus import Bus, bodies, eventually, from_now, nothing_comes, receive, receive_one

pytestmark = pytest.mark.stack

type Fresh = Callable[[str], str]
type Case = Callable[[Bus, Fresh], Awaitable[None]]
LOCK_SECONDS = 3


async def an_expired_lock_brings_the_message_back_with_one_delivery_more(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("short"))
    await sender.send_messages(ServiceBusMessage("x"))
    first = await receive_one(receiver)
    second = await receive_one(receiver)
    assert (first.delivery_count, second.delivery_count) == (0, 1)
    with pytest.raises(MessageLockLostError):
        await receiver.complete_message(first)
    await receiver.complete_message(second)


async def the_service_says_at_once_that_a_lock_is_lost(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("short"))
    await sender.send_messages(ServiceBusMessage("x"))
    lost = await receive_one(receiver)
    await receive_one(receiver)
    lost._raw_amqp_message.annotations[b"x-opt-locked-until"] = (time.time() + 60) * 1000  # or the SDK would not ask
    began = time.monotonic()
    with pytest.raises(MessageLockLostError):
        await receiver.complete_message(lost)
    assert time.monotonic() - began < 2


async def renewing_keeps_a_lock_beyond_twice_its_duration(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("short"))
    await sender.send_messages(ServiceBusMessage("x"))
    held = await receive_one(receiver)
    until = time.monotonic() + 2 * LOCK_SECONDS + 1
    while time.monotonic() < until:
        renewed = await receiver.renew_message_lock(held)
        assert renewed > datetime.now(UTC)
        await asyncio.sleep(1)
    assert await nothing_comes(receiver, 0.3)
    await receiver.complete_message(held)


async def an_expired_lock_cannot_be_renewed(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("short"))
    await sender.send_messages(ServiceBusMessage("x"))
    lost = await receive_one(receiver)
    await receive_one(receiver)
    with pytest.raises(MessageLockLostError):
        await receiver.renew_message_lock(lost)


async def the_sdks_lock_renewer_holds_a_lock(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("short"))
    await sender.send_messages(ServiceBusMessage("x"))
    async with AutoLockRenewer() as renewer:
        held = await receive_one(receiver)
        renewer.register(receiver, held, max_lock_renewal_duration=60)
        assert await nothing_comes(receiver, 2 * LOCK_SECONDS + 1)
        await receiver.complete_message(held)


async def closing_a_receiver_keeps_what_it_read_locked_until_the_lock_expires(bus: Bus, fresh: Fresh) -> None:
    queue = fresh("short")
    (sender, receiver), other = await asyncio.gather(bus.pair(queue), bus.receiver(queue))
    await sender.send_messages(ServiceBusMessage("x"))
    await receive_one(receiver)
    await receiver.close()
    assert await nothing_comes(other, 0.5)
    assert (await receive_one(other)).delivery_count == 1


async def an_empty_receive_ends_after_its_time(bus: Bus, fresh: Fresh) -> None:
    receiver = await bus.receiver(fresh("plain"))
    began = time.monotonic()
    assert await receiver.receive_messages(1, max_wait_time=2) == []
    assert 1.9 < time.monotonic() - began < 6


async def a_receiver_that_was_idle_for_12_seconds_still_gets_a_message(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("plain"))
    assert await nothing_comes(receiver, 12)
    await sender.send_messages(ServiceBusMessage("at last"))
    received = await receive_one(receiver)
    assert (str(received), received.delivery_count) == ("at last", 0)


async def a_message_scheduled_by_property_comes_at_its_time_with_a_new_number(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("plain"))
    due = from_now(4)
    await sender.send_messages([ServiceBusMessage("later", scheduled_enqueue_time_utc=due), ServiceBusMessage("now")])
    received = await receive(receiver, 2)
    assert [(str(each), each.sequence_number) for each in received] == [("now", 2), ("later", 3)]
    assert datetime.now(UTC) >= due
    assert received[1].enqueued_time_utc
    assert received[1].enqueued_time_utc >= due.replace(microsecond=0)


async def a_scheduled_message_cannot_be_cancelled_when_it_has_come(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("plain"))
    first, second = await sender.schedule_messages([ServiceBusMessage("a"), ServiceBusMessage("b")], from_now(3))
    await sender.cancel_scheduled_messages(second)
    assert bodies(await receive(receiver, 1)) == ["a"]
    with pytest.raises(MessageNotFoundError):
        await sender.cancel_scheduled_messages(first)


async def a_duplicate_is_dropped_within_the_window_even_after_completion(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("duplicates"))
    await sender.send_messages(ServiceBusMessage("first", message_id="same"))
    await receiver.complete_message(await receive_one(receiver))
    await sender.send_messages(ServiceBusMessage("second", message_id="same"))
    assert await nothing_comes(receiver)
    await asyncio.sleep(8)
    await sender.send_messages(ServiceBusMessage("third", message_id="same"))
    assert bodies(await receive(receiver, 1)) == ["third"]


async def a_duplicate_within_one_batch_is_dropped(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("duplicates"))
    await sender.send_messages(
        [ServiceBusMessage(body, message_id=name) for body, name in (("a", "1"), ("b", "2"), ("c", "1"))]
    )
    assert bodies(await receive(receiver, 2)) == ["a", "b"]
    assert await nothing_comes(receiver)


async def messages_without_an_id_are_never_duplicates(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("duplicates"))
    await sender.send_messages([ServiceBusMessage("a"), ServiceBusMessage("b")])
    assert bodies(await receive(receiver, 2)) == ["a", "b"]


async def a_topic_drops_duplicates_and_delivers_scheduled_messages_to_every_subscription(bus: Bus, _: Fresh) -> None:
    sender, one, two = await asyncio.gather(bus.sender("later"), bus.receiver("later/one"), bus.receiver("later/two"))
    keep, cancel = await sender.schedule_messages(
        [ServiceBusMessage("kept", message_id="k"), ServiceBusMessage("cancelled", message_id="c")], from_now(4)
    )
    await sender.cancel_scheduled_messages(cancel)
    await sender.send_messages(ServiceBusMessage("duplicate", message_id="k"))
    await sender.send_messages(ServiceBusMessage("now", message_id="n"))
    for received in await asyncio.gather(receive(one, 2), receive(two, 2)):
        assert bodies(received) == ["now", "kept"]
        assert received[1].enqueued_sequence_number > keep
    assert all(await asyncio.gather(nothing_comes(one), nothing_comes(two)))


async def an_expired_message_goes_to_the_dead_letter_queue_if_the_queue_says_so(bus: Bus, _: Fresh) -> None:
    sender, dead_letters = await asyncio.gather(bus.sender("short-life"), bus.dead_letters("short-life"))
    await sender.send_messages(ServiceBusMessage("outlived"))
    dead = await receive_one(dead_letters)
    assert (str(dead), dead.dead_letter_reason) == ("outlived", "TTLExpiredException")


async def an_expired_message_is_dropped_if_the_queue_says_nothing(bus: Bus, _: Fresh) -> None:
    sender, receiver = await bus.pair("short-life-dropped")
    await sender.send_messages(ServiceBusMessage("outlived"))
    assert bodies(await receiver.peek_messages(5)) == ["outlived"]

    async def is_empty() -> bool:
        return await receiver.peek_messages(5, sequence_number=1) == []

    await eventually(is_empty)
    assert await nothing_comes(receiver)
    assert await (await bus.dead_letters("short-life-dropped")).peek_messages(5) == []


CASES: list[Case] = [
    an_expired_lock_brings_the_message_back_with_one_delivery_more,
    the_service_says_at_once_that_a_lock_is_lost,
    renewing_keeps_a_lock_beyond_twice_its_duration,
    an_expired_lock_cannot_be_renewed,
    the_sdks_lock_renewer_holds_a_lock,
    closing_a_receiver_keeps_what_it_read_locked_until_the_lock_expires,
    an_empty_receive_ends_after_its_time,
    a_receiver_that_was_idle_for_12_seconds_still_gets_a_message,
    a_message_scheduled_by_property_comes_at_its_time_with_a_new_number,
    a_scheduled_message_cannot_be_cancelled_when_it_has_come,
    a_duplicate_is_dropped_within_the_window_even_after_completion,
    a_duplicate_within_one_batch_is_dropped,
    messages_without_an_id_are_never_duplicates,
    a_topic_drops_duplicates_and_delivers_scheduled_messages_to_every_subscription,
    an_expired_message_goes_to_the_dead_letter_queue_if_the_queue_says_so,
    an_expired_message_is_dropped_if_the_queue_says_nothing,
]


@pytest_asyncio.fixture(scope="module")
async def running(
    bus: Bus, fresh: Fresh, request: pytest.FixtureRequest
) -> AsyncIterator[dict[str, asyncio.Task[None]]]:
    """The selected cases by name, all under way."""
    selected = {item.name.partition("[")[2].rstrip("]") for item in request.session.items}

    async def run(case: Case) -> None:
        await case(bus, fresh)

    tasks = {case.__name__: asyncio.create_task(run(case)) for case in CASES if case.__name__ in selected}
    yield tasks
    for task in tasks.values():
        task.cancel()


@pytest.mark.parametrize("case", [case.__name__ for case in CASES])
async def test_in_time(case: str, running: dict[str, asyncio.Task[None]]) -> None:
    await running[case]
