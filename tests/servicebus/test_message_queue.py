"""The rules of a queue, on a clock that the test moves."""

from collections.abc import Callable
from functools import partial

import pytest

from local.servicebus.errors import Refused
from local.servicebus.message_queue import MessageQueue
from local.servicebus.plain_queue import PlainQueue
from tests.servicebus.manual_clock import ManualClock
from tests.servicebus.queues import LOCK, Reader, body_of, content, plain_queue

type Make = Callable[..., PlainQueue]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def make(clock: ManualClock) -> Make:
    return partial(plain_queue, clock)


def put(queue: PlainQueue, body: str, time_to_live: int | None = None) -> None:
    queue.add(content(body, time_to_live=time_to_live))


def bodies(queue: MessageQueue | None) -> list[str]:
    assert queue is not None
    return [body_of(message) for message in queue.messages.values()]


def test_receivers_take_turns_as_far_as_their_credit_goes(make: Make, clock: ManualClock) -> None:
    queue, first, second = make(), Reader(credit=1), Reader(credit=2)
    queue.attach(first)
    queue.attach(second)
    for body in "abcd":
        put(queue, body)
    clock.settle()
    assert (first.got, second.got) == ([("a", 0)], [("b", 0), ("c", 0)])
    first.credit = 2
    queue.serve(at_once=False)
    clock.settle()
    assert first.got == [("a", 0), ("d", 0)]


def test_a_lock_holds_to_the_millisecond(make: Make, clock: ManualClock) -> None:
    queue, reader = make(), Reader(credit=1)
    queue.attach(reader)
    put(queue, "a")
    clock.settle()
    assert reader.until == [1_010_000]
    clock.advance(LOCK - 1)
    assert queue.locked == 1
    clock.advance(1)
    assert queue.locked == 0
    with pytest.raises(Refused, match="message-lock-lost"):
        queue.complete(reader.tokens[0])


def test_a_lock_is_over_at_its_time_though_its_timer_is_late(make: Make, clock: ManualClock) -> None:
    queue, reader = make(), Reader()
    queue.attach(reader)
    put(queue, "a")
    clock.settle()
    clock.stall(LOCK)
    with pytest.raises(Refused, match="message-lock-lost"):
        queue.renew(reader.tokens[0])


def test_an_expired_lock_counts_as_a_delivery_and_a_release_does_not(make: Make, clock: ManualClock) -> None:
    queue, reader = make(), Reader(credit=3)
    queue.attach(reader)
    put(queue, "a")
    clock.settle()
    queue.release(reader.tokens[0])
    clock.settle()
    clock.advance(LOCK)
    assert reader.got == [("a", 0), ("a", 0), ("a", 1)]


def test_renewing_starts_the_duration_anew_and_moves_the_lock_behind_the_others(make: Make, clock: ManualClock) -> None:
    queue, reader = make(), Reader(credit=2)
    queue.attach(reader)
    put(queue, "a")
    put(queue, "b")
    clock.settle()
    clock.advance(6_000)
    assert queue.renew(reader.tokens[0]) == 1_016_000
    clock.advance(4_000)
    assert queue.held(reader.tokens[0]).sequence_number == 1
    assert queue.locked == 1
    clock.advance(6_000)
    assert queue.locked == 0


def test_the_last_delivery_counts_whether_it_ends_by_abandoning_or_by_time(make: Make, clock: ManualClock) -> None:
    queue, reader = make(max_delivery_count=2), Reader()
    queue.attach(reader)
    put(queue, "a")
    clock.settle()
    queue.abandon(reader.tokens[0])
    clock.settle()
    clock.advance(LOCK)
    assert reader.got == [("a", 0), ("a", 1)]
    assert queue.messages == {}
    assert queue.dead_letters is not None
    [dead] = queue.dead_letters.messages.values()
    assert (dead.delivery_count, dead.enqueued_sequence_number) == (2, 1)
    assert dead.content.application_properties["DeadLetterReason"] == "MaxDeliveryCountExceeded"


def test_a_dead_letter_queue_never_gives_up(make: Make, clock: ManualClock) -> None:
    queue, reader = make(max_delivery_count=1, default_time_to_live=1_000), Reader(credit=1)
    queue.attach(reader)
    put(queue, "a")
    clock.settle()
    queue.abandon(reader.tokens[0])
    dead, late = queue.dead_letters, Reader(credit=4)
    assert isinstance(dead, PlainQueue)
    dead.attach(late)
    dead.serve(at_once=False)
    for _ in range(4):
        clock.advance(LOCK)
    assert late.got == [("a", 1), ("a", 2), ("a", 3), ("a", 4)]
    with pytest.raises(Refused, match="cannot be dead-lettered"):
        dead.dead_letter(late.tokens[-1], None, None)


def test_the_shorter_time_to_live_counts(make: Make, clock: ManualClock) -> None:
    queue = make(default_time_to_live=5_000)
    put(queue, "a", time_to_live=2_000)
    put(queue, "b", time_to_live=60_000)
    put(queue, "c")
    clock.advance(1_999)
    assert bodies(queue) == ["a", "b", "c"]
    clock.advance(1)
    assert bodies(queue) == ["b", "c"]
    clock.advance(3_000)
    assert bodies(queue) == []
    assert bodies(queue.dead_letters) == []


def test_a_locked_message_outlives_its_time_until_it_is_given_back(make: Make, clock: ManualClock) -> None:
    queue, reader = make(dead_letter_on_expiration=True), Reader(credit=1)
    queue.attach(reader)
    put(queue, "a", time_to_live=1_000)
    clock.settle()
    clock.advance(2_000)
    assert bodies(queue) == ["a"]
    queue.abandon(reader.tokens[0])
    assert (bodies(queue), bodies(queue.dead_letters)) == ([], ["a"])


def test_expiries_of_messages_that_are_gone_do_not_pile_up(make: Make, clock: ManualClock) -> None:
    queue, reader = make(default_time_to_live=3_600_000), Reader(credit=5_000, deletes=True)
    queue.attach(reader)
    for _ in range(5_000):
        put(queue, "a")
        clock.settle()
    assert len(reader.got) == 5_000
    assert len(queue._expiries) < 1_100


def test_a_receiver_that_left_gets_nothing_and_keeps_its_locks(make: Make, clock: ManualClock) -> None:
    queue, gone, other = make(), Reader(credit=2), Reader()
    queue.attach(gone)
    put(queue, "a")
    clock.settle()
    queue.detach(gone)
    queue.attach(other)
    put(queue, "b")
    clock.settle()
    assert other.got == [("b", 0)]
    clock.advance(LOCK)
    assert other.got == [("b", 0), ("a", 1), ("b", 1)]
