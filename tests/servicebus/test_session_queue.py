"""The rules of sessions, on a clock that the test moves."""

import time

import pytest

from local.servicebus.errors import Refused
from local.servicebus.session_queue import SessionQueue
from tests.servicebus.manual_clock import ManualClock
from tests.servicebus.queues import LOCK, SessionReader, body_of, content, session_queue

WAIT = 60_000


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def queue(clock: ManualClock) -> SessionQueue:
    return session_queue(clock)


def put(queue: SessionQueue, *messages: tuple[str, str]) -> None:
    """Messages as (session id, body)."""
    for session_id, body in messages:
        queue.add(content(body, session_id))


def test_receivers_of_the_next_session_come_in_their_order_and_sessions_in_theirs(
    queue: SessionQueue, clock: ManualClock
) -> None:
    first, second, third = SessionReader(), SessionReader(), SessionReader()
    queue.accept_next(first, WAIT)
    queue.accept_next(second, WAIT)
    put(queue, ("b", "1"), ("a", "2"), ("b", "3"), ("c", "4"))
    clock.settle()
    queue.accept_next(third, WAIT)
    clock.settle()
    assert [reader.session_id for reader in (first, second, third)] == ["b", "a", "c"]
    assert first.got == [("1", 0), ("3", 0)]


def test_a_session_that_is_given_back_waits_behind_the_others(queue: SessionQueue, clock: ManualClock) -> None:
    put(queue, ("a", "1"), ("b", "2"))
    first = SessionReader()
    queue.accept_next(first, WAIT)
    queue.detach(first)
    second = SessionReader()
    queue.accept_next(second, WAIT)
    assert (first.session_id, second.session_id) == ("a", "b")


def test_what_is_given_back_with_a_session_counts_no_delivery(queue: SessionQueue, clock: ManualClock) -> None:
    put(queue, ("a", "1"), ("a", "2"))
    first, second = SessionReader(), SessionReader()
    queue.accept("a", first)
    clock.settle()
    queue.detach(first)
    queue.accept("a", second)
    clock.settle()
    assert (first.got, second.got) == ([("1", 0), ("2", 0)], [("1", 0), ("2", 0)])


def test_who_waits_in_vain_is_told_at_the_millisecond_and_gets_nothing_later(
    queue: SessionQueue, clock: ManualClock
) -> None:
    reader = SessionReader()
    queue.accept_next(reader, WAIT)
    clock.advance(WAIT - 1)
    assert reader.events == []
    clock.advance(1)
    put(queue, ("a", "1"))
    clock.settle()
    assert reader.events == ["timed out"]


def test_who_leaves_while_waiting_gets_nothing(queue: SessionQueue, clock: ManualClock) -> None:
    reader = SessionReader()
    queue.accept_next(reader, WAIT)
    queue.detach(reader)
    put(queue, ("a", "1"))
    clock.advance(WAIT)
    assert reader.events == []


def test_the_lock_of_a_session_ends_at_the_millisecond_for_all_its_messages(
    queue: SessionQueue, clock: ManualClock
) -> None:
    put(queue, ("a", "1"), ("a", "2"))
    reader = SessionReader()
    queue.accept("a", reader)
    clock.settle()
    assert reader.until == 1_010_000
    clock.advance(5_000)
    assert queue.renew("a", reader) == 1_015_000
    clock.advance(LOCK - 1)
    queue.complete(reader.tokens[0])
    clock.advance(1)
    assert reader.events == ["granted a", "lost"]
    for attempt in (lambda: queue.complete(reader.tokens[1]), lambda: queue.renew("a", reader)):
        with pytest.raises(Refused, match="lock"):
            attempt()
    again = SessionReader()
    queue.accept_next(again, WAIT)
    clock.settle()
    assert again.got == [("2", 1)]


def test_a_lock_is_over_at_its_time_though_its_timer_is_late(queue: SessionQueue, clock: ManualClock) -> None:
    put(queue, ("a", "1"))
    reader = SessionReader()
    queue.accept("a", reader)
    clock.settle()
    clock.stall(LOCK)
    with pytest.raises(Refused, match="session-lock-lost"):
        queue.set_state("a", reader, b"late")
    with pytest.raises(Refused, match="lock-lost"):
        queue.complete(reader.tokens[0])


def test_only_its_receivers_client_may_touch_a_session(queue: SessionQueue) -> None:
    holder, other = SessionReader(), SessionReader()
    queue.accept("a", holder)
    queue.set_state("a", holder, b"mine")
    with pytest.raises(Refused, match="session-cannot-be-locked"):
        queue.accept("a", other)
    with pytest.raises(Refused, match="session-lock-lost"):
        queue.set_state("a", other, b"yours")
    assert queue.owned("a", holder).state == b"mine"


def test_too_many_deliveries_count_also_when_the_session_is_lost(clock: ManualClock) -> None:
    queue = session_queue(clock, max_delivery_count=1)
    put(queue, ("a", "1"))
    queue.accept("a", SessionReader())
    clock.settle()
    clock.advance(LOCK)
    assert queue.dead_letters is not None
    [dead] = queue.dead_letters.messages.values()
    assert (body_of(dead), dead.content.application_properties["DeadLetterReason"]) == ("1", "MaxDeliveryCountExceeded")
    assert queue.sessions == {}


def test_a_message_whose_time_is_over_leaves_no_session_to_be_accepted(queue: SessionQueue, clock: ManualClock) -> None:
    queue.add(content("1", "a", time_to_live=1_000))
    clock.advance(1_000)
    reader = SessionReader()
    queue.accept_next(reader, WAIT)
    assert reader.events == []
    assert queue.sessions == {}


def test_a_deferred_message_alone_makes_no_session_available(queue: SessionQueue, clock: ManualClock) -> None:
    put(queue, ("a", "1"))
    first, next_one = SessionReader(), SessionReader()
    queue.accept("a", first)
    clock.settle()
    queue.defer(first.tokens[0])
    queue.detach(first)
    queue.accept_next(next_one, WAIT)
    assert next_one.events == []
    queue.accept("a", first)
    [(message, token, until)] = queue.take_deferred([1], deletes=False)
    assert (body_of(message), message.delivery_count, until) == ("1", 1, 1_010_000)
    queue.abandon(token)
    assert (queue.deferred, queue.locked) == (1, 0)


def test_messages_of_ten_thousand_sessions_are_handed_out_without_looking_through_all_of_them(
    queue: SessionQueue, clock: ManualClock
) -> None:
    for number in range(10_000):
        queue.add(content("x", f"s{number}"))
    readers = [SessionReader() for _ in range(10_000)]
    began = time.process_time()
    for reader in readers:
        queue.accept_next(reader, WAIT)
    clock.settle()
    for reader in readers:
        queue.complete(reader.tokens[0])
        queue.detach(reader)
    assert time.process_time() - began < 5, "0.2 s here; a scan of the sessions for each takes minutes"
    assert [reader.session_id for reader in readers] == [f"s{number}" for number in range(10_000)]
    assert (queue.sessions, queue.messages, queue.usage.size) == ({}, {}, 0)
