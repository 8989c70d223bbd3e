"""Sessions: who gets which, in which order, and what is kept beside their messages."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from azure.servicebus import ServiceBusMessage, ServiceBusReceiveMode
from azure.servicebus.aio import ServiceBusSender
from azure.servicebus.exceptions import (
    MessageNotFoundError,
    ServiceBusError,
    ServiceBusQuotaExceededError,
    SessionCannotBeLockedError,
)

from tests.servicebus.bus import Bus, bodies, from_now, nothing_comes, receive, receive_one
from tests.servicebus.waiting import Fresh

pytestmark = pytest.mark.stack


@pytest.fixture
def sessions(fresh: Fresh) -> str:
    """A queue of this test's own whose locks last five minutes."""
    return fresh("sessions")


async def send(sender: ServiceBusSender, *messages: tuple[str, str]) -> None:
    """Send messages: (session id, body)."""
    await sender.send_messages([ServiceBusMessage(body, session_id=session) for session, body in messages])


async def test_a_session_comes_in_order_and_others_are_not_seen(bus: Bus, sessions: str) -> None:
    sender, a = await asyncio.gather(bus.sender(sessions), bus.session(sessions, "a"))
    await send(sender, ("a", "1"), ("b", "x"), ("a", "2"), ("b", "y"), ("a", "3"))
    received = await receive(a, 3)
    assert bodies(received) == ["1", "2", "3"]
    assert [each.session_id for each in received] == ["a"] * 3
    assert await nothing_comes(a)
    assert bodies(await a.peek_messages(9, sequence_number=1)) == ["1", "2", "3"]


async def test_two_receivers_of_the_next_session_get_different_ones(bus: Bus, sessions: str) -> None:
    sender = await bus.sender(sessions)
    await send(sender, ("a", "1"), ("b", "2"), ("a", "3"))
    first, second = await asyncio.gather(bus.session(sessions, None, wait=10), bus.session(sessions, None, wait=10))
    assert {first.session.session_id, second.session.session_id} == {"a", "b"}
    for receiver in (first, second):
        assert {each.session_id for each in await receiver.receive_messages(5, max_wait_time=5)} == {
            receiver.session.session_id
        }


async def test_a_waiting_receiver_gets_the_session_of_the_first_message_that_comes(bus: Bus, sessions: str) -> None:
    waiting = asyncio.create_task(bus.session(sessions, None, wait=30))
    assert not (await asyncio.wait([waiting], timeout=2))[0]
    await send(await bus.sender(sessions), ("late", "x"))
    receiver = await waiting
    assert receiver.session.session_id == "late"
    assert str(await receive_one(receiver)) == "x"


async def test_a_session_that_another_receiver_holds_cannot_be_locked_until_that_closes(
    bus: Bus, sessions: str
) -> None:
    holder = await bus.session(sessions, "a")
    with pytest.raises(SessionCannotBeLockedError):
        await bus.session(sessions, "a")
    await holder.close()
    again = await bus.session(sessions, "a")
    locked_until = again.session.locked_until_utc
    assert locked_until
    assert timedelta(minutes=4) < locked_until - datetime.now(UTC) <= timedelta(minutes=5)


async def test_closing_gives_unsettled_messages_back_without_counting_a_delivery(bus: Bus, sessions: str) -> None:
    sender, first = await asyncio.gather(bus.sender(sessions), bus.session(sessions, "a"))
    await send(sender, ("a", "1"), ("a", "2"))
    await receive(first, 2)
    await first.close()
    again = await receive(await bus.session(sessions, None, wait=10), 2)
    assert [(str(each), each.delivery_count) for each in again] == [("1", 0), ("2", 0)]


async def test_an_abandoned_message_of_a_session_comes_again_before_the_next_one(bus: Bus, sessions: str) -> None:
    sender, receiver = await asyncio.gather(bus.sender(sessions), bus.session(sessions, "a"))
    await send(sender, ("a", "1"), ("a", "2"))
    await receiver.abandon_message(await receive_one(receiver))
    again = await receive(receiver, 2)
    assert [(str(each), each.delivery_count) for each in again] == [("1", 1), ("2", 0)]


async def test_a_state_is_kept_with_the_session_and_can_be_cleared(bus: Bus, sessions: str) -> None:
    first = await bus.session(sessions, "a")
    assert await first.session.get_state() is None
    await first.session.set_state("half done")
    await first.close()
    second = await bus.session(sessions, "a")
    assert await second.session.get_state() == b"half done"
    await second.session.set_state(None)
    assert await second.session.get_state() is None


async def test_a_state_beyond_256_kb_is_refused_and_the_old_one_stays(bus: Bus, sessions: str) -> None:
    receiver = await bus.session(sessions, "a")
    await receiver.session.set_state(b"x" * 262_144)
    with pytest.raises(ServiceBusQuotaExceededError):
        await receiver.session.set_state(b"y" * 262_145)
    assert await receiver.session.get_state() == b"x" * 262_144


async def test_only_who_holds_a_session_has_its_state_and_its_deferred_messages(bus: Bus, sessions: str) -> None:
    sender, a, b = await asyncio.gather(bus.sender(sessions), bus.session(sessions, "a"), bus.session(sessions, "b"))
    await send(sender, ("a", "1"))
    deferred = await receive_one(a)
    await a.defer_message(deferred)
    with pytest.raises(MessageNotFoundError):
        await b.receive_deferred_messages(deferred.sequence_number or 0)
    [again] = await a.receive_deferred_messages(deferred.sequence_number or 0)
    assert (str(again), again.session_id, again.delivery_count) == ("1", "a", 1)
    await a.complete_message(again)
    assert await a.peek_messages(5, sequence_number=1) == []


async def test_a_deferred_message_of_a_session_waits_beyond_its_receiver(bus: Bus, sessions: str) -> None:
    sender, first = await asyncio.gather(bus.sender(sessions), bus.session(sessions, "a"))
    await send(sender, ("a", "1"), ("a", "2"))
    [deferred, left] = await receive(first, 2)
    await first.defer_message(deferred)
    await first.complete_message(left)
    await first.close()
    second = await bus.session(sessions, "a")
    assert await nothing_comes(second)
    [again] = await second.receive_deferred_messages([deferred.sequence_number or 0])
    await second.dead_letter_message(again, reason="too late")
    dead = await receive_one(await bus.dead_letters(sessions))
    assert (str(dead), dead.session_id, dead.dead_letter_reason) == ("1", "a", "too late")


async def test_dead_letters_of_a_session_queue_are_received_without_sessions(bus: Bus) -> None:
    sender, receiver = await asyncio.gather(
        bus.sender("two-session-deliveries"), bus.session("two-session-deliveries", "a")
    )
    await send(sender, ("a", "stubborn"))
    for _ in range(2):
        await receiver.abandon_message(await receive_one(receiver))
    dead_letters = await bus.dead_letters("two-session-deliveries")
    dead = await receive_one(dead_letters)
    assert (str(dead), dead.session_id, dead.dead_letter_reason) == ("stubborn", "a", "MaxDeliveryCountExceeded")
    await dead_letters.complete_message(dead)


async def test_a_session_can_be_received_and_deleted(bus: Bus, sessions: str) -> None:
    sender = await bus.sender(sessions)
    await send(sender, ("a", "1"), ("b", "x"), ("a", "2"))
    receiver = await bus.session(sessions, "a", mode=ServiceBusReceiveMode.RECEIVE_AND_DELETE)
    assert bodies(await receive(receiver, 2)) == ["1", "2"]
    assert await receiver.peek_messages(5, sequence_number=1) == []


async def test_a_batch_may_hold_messages_of_several_sessions_but_none_without(bus: Bus, sessions: str) -> None:
    sender, a, b = await asyncio.gather(bus.sender(sessions), bus.session(sessions, "a"), bus.session(sessions, "b"))
    with pytest.raises(ServiceBusError, match="SessionId was not set"):
        await sender.send_messages([ServiceBusMessage("lost", session_id="a"), ServiceBusMessage("without")])
    await send(sender, ("a", "1"), ("b", "2"), ("a", "3"))
    assert bodies(await receive(a, 2)) == ["1", "3"]
    assert bodies(await receive(b, 1)) == ["2"]


async def test_a_message_without_session_id_is_refused_also_when_it_is_scheduled(bus: Bus, sessions: str) -> None:
    sender = await bus.sender(sessions)
    with pytest.raises(ServiceBusError, match="SessionId was not set"):
        await sender.send_messages(ServiceBusMessage("x"))
    with pytest.raises(ServiceBusError, match="SessionId was not set"):
        await sender.schedule_messages(ServiceBusMessage("x"), from_now(60))


async def test_receivers_with_and_without_session_belong_to_queues_with_and_without(
    bus: Bus, sessions: str, queue: str
) -> None:
    with pytest.raises(ServiceBusError, match="requires sessions to create a non-sessionful"):
        await bus.receiver(sessions)
    with pytest.raises(ServiceBusError, match="does not require sessions"):
        await bus.session(queue, "a")
    with pytest.raises(ServiceBusError, match="does not require sessions"):
        await bus.session(queue, None, wait=5)


async def test_sessions_of_a_queue_are_listed_page_by_page(bus: Bus, sessions: str) -> None:
    sender = await bus.sender(sessions)
    await send(sender, *((f"s{number:03}", "x") for number in range(130)))
    assert [each async for each in bus.client.list_queue_sessions(sessions)] == [
        f"s{number:03}" for number in range(130)
    ]
    before = datetime.now(UTC) - timedelta(seconds=5)
    receiver = await bus.session(sessions, "s007")
    await receiver.session.set_state("seen")
    await receiver.complete_message(await receive_one(receiver))
    listed = bus.client.list_queue_sessions(sessions, state_updated_after=before)
    assert [each async for each in listed] == ["s007"]
    later = bus.client.list_queue_sessions(sessions, state_updated_after=datetime.now(UTC) + timedelta(hours=1))
    assert [each async for each in later] == []
    assert "s007" in [each async for each in bus.client.list_queue_sessions(sessions)]


async def test_a_subscription_with_sessions_dead_letters_what_has_none(bus: Bus) -> None:
    sender, by_session, everything = await asyncio.gather(
        bus.sender("conversations"), bus.session("conversations/by-session", "a"), bus.receiver("conversations/all")
    )
    await sender.send_messages([ServiceBusMessage("1", session_id="a"), ServiceBusMessage("2")])
    assert bodies(await receive(by_session, 1)) == ["1"]
    assert bodies(await receive(everything, 2)) == ["1", "2"]
    dead = await receive_one(await bus.dead_letters("conversations/by-session"))
    assert (str(dead), dead.dead_letter_reason) == ("2", "Session ID is null.")


async def test_ten_thousand_sessions_in_one_queue_are_found_and_listed(bus: Bus, sessions: str) -> None:
    sender = await bus.sender(sessions)
    for start in range(0, 10_000, 1_000):
        await send(sender, *((f"s{number:05}", "x") for number in range(start, start + 1_000)))
    began = time.monotonic()
    first, last = await asyncio.gather(bus.session(sessions, None, wait=10), bus.session(sessions, "s09999"))
    assert time.monotonic() - began < 10
    assert first.session.session_id == "s00000"
    for receiver in (first, last):
        await receiver.complete_message(await receive_one(receiver))
    listed = []
    async for each in bus.client.list_queue_sessions(sessions):
        listed.append(each)
        if len(listed) == 250:
            break
    assert listed == [f"s{number:05}" for number in range(1, 251)]
