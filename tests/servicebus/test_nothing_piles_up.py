"""After any amount of work, what is over is forgotten: a soak in seconds, by counting."""

from pathlib import Path

import pytest

from local.servicebus.amqp import session as amqp_session
from local.servicebus.amqp.performatives import RECEIVER
from local.servicebus.deadlines import Alarm, Deadlines
from local.servicebus.intake import Intake
from local.servicebus.journal import NoJournal
from local.servicebus.sqlite_journal import SqliteJournal, open_database
from local.servicebus.usage import Usage
from tests.servicebus.manual_clock import ManualClock
from tests.servicebus.peer import Peer
from tests.servicebus.queues import LOCK, QUOTA, Reader, SessionReader, content, plain_queue, session_queue
from tests.servicebus.test_intake import WINDOW, scheduled

ROUNDS = 5_000


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


def test_settled_messages_and_their_locks_are_forgotten(clock: ManualClock) -> None:
    queue = plain_queue(clock, default_time_to_live=3_600_000)
    reader = Reader(credit=3 * ROUNDS)
    queue.attach(reader)
    for number in range(ROUNDS):
        queue.add(content("x"))
        clock.settle()
        if number % 2:
            queue.complete(reader.tokens[-1])
        else:
            queue.dead_letter(reader.tokens[-1], "why", None)
            assert queue.dead_letters is not None
            [(message)] = queue.dead_letters.messages.values()
            queue.dead_letters._remove(message)
        clock.advance(10)
    assert (len(queue.messages), queue.locked, queue.usage.size) == (0, 0, 0)
    assert len(queue._expiries) < 1_100
    assert len(queue._ready) < 10
    assert clock.pending < 10


def test_messages_that_expire_unread_are_forgotten(clock: ManualClock) -> None:
    queue = plain_queue(clock, default_time_to_live=1_000)
    for _ in range(ROUNDS):
        queue.add(content("x"))
        clock.advance(1_000)
    assert (len(queue.messages), len(queue._expiries), queue.usage.size) == (0, 0, 0)
    assert len(queue._ready) < 1_100
    assert clock.pending < 10


def test_locks_that_end_leave_one_timer_beside_a_far_expiry(clock: ManualClock) -> None:
    queue = plain_queue(clock, default_time_to_live=10**10, max_delivery_count=10**6)
    reader = Reader(credit=ROUNDS)
    queue.attach(reader)
    queue.add(content("x"))
    for _ in range(1_000):
        clock.advance(LOCK)
    assert queue.locked == 1
    assert clock.pending <= 3


def test_finished_sessions_are_forgotten(clock: ManualClock) -> None:
    queue = session_queue(clock)
    for number in range(ROUNDS):
        queue.add(content("x", f"s{number}"))
        reader = SessionReader()
        queue.accept_next(reader, 60_000)
        clock.settle()
        queue.set_state(f"s{number}", reader, b"half")
        queue.complete(reader.tokens[0])
        queue.set_state(f"s{number}", reader, None)
        if number % 2:
            queue.detach(reader)
        else:
            clock.advance(LOCK)
    assert (queue.sessions, queue.messages, queue.usage.size) == ({}, {}, 0)
    assert (queue.locked, len(queue._locks), len(queue._available), len(queue._waiting)) == (0, 0, 0, 0)
    assert clock.pending < 10


def test_sessions_that_were_asked_for_in_vain_are_forgotten(clock: ManualClock) -> None:
    queue = session_queue(clock)
    for number in range(ROUNDS):
        named, waiting = SessionReader(), SessionReader()
        queue.accept(f"s{number}", named)
        queue.accept_next(waiting, 10**9)
        clock.settle()
        queue.detach(named)
        queue.detach(waiting)
    assert (queue.sessions, len(queue._waiting)) == ({}, 0)
    assert clock.pending < 10


def test_cancelled_schedules_and_old_message_ids_are_forgotten(clock: ManualClock) -> None:
    intake = Intake("q", WINDOW, clock, NoJournal(), Usage("q", QUOTA), lambda _content, _number: None)
    for number in range(ROUNDS):
        [scheduled_number] = intake.accept([scheduled(f"m{number}", due=10**12)])
        intake.cancel([scheduled_number])
        clock.advance(WINDOW // 100)
    assert (intake.scheduled, intake._usage.size) == ({}, 0)
    assert len(intake.history) <= 101
    assert len(intake._due) < 1_100
    assert clock.pending < 10


def test_a_journal_keeps_only_what_is_there(clock: ManualClock, tmp_path: Path) -> None:
    database = open_database(tmp_path / "journal.db")
    failures: list[Exception] = []
    queue = plain_queue(clock, SqliteJournal(database, clock, failures.append))
    reader = Reader(credit=ROUNDS)
    queue.attach(reader)
    sizes = []
    for number in range(ROUNDS):
        queue.add(content("x" * 1_000))
        clock.settle()
        queue.complete(reader.tokens[-1])
        clock.settle()
        if number in (ROUNDS // 2, ROUNDS - 1):
            sizes.append(sum(file.stat().st_size for file in tmp_path.iterdir()))
    assert database.execute("SELECT COUNT(*) FROM messages").fetchone() == (0,)
    assert sizes[1] <= sizes[0] * 1.05
    assert failures == []
    database.close()


def test_a_peer_that_settles_nothing_is_remembered_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(amqp_session, "MAX_UNSETTLED", 10)
    peer = Peer()
    peer.open()
    peer.attach(RECEIVER)
    peer.user.to_send = [b"x"] * 50
    assert len(peer.grant(50)) == 50
    [channel] = peer.connection._sessions.values()
    assert list(channel._unsettled) == list(range(41, 51))


def test_an_alarm_rings_once_at_the_earliest_time_it_was_set_to(clock: ManualClock) -> None:
    rung: list[int] = []
    alarm = Alarm(clock, lambda: rung.append(clock.now()))
    for when in (1_000_500, 1_000_200, 1_000_900):
        alarm.set(when)
    assert clock.pending == 1
    clock.advance(1_000)
    assert rung == [1_000_200]


def test_deadlines_come_in_the_order_of_their_times_and_only_for_what_is_alive(clock: ManualClock) -> None:
    due: list[int] = []
    deadlines = Deadlines(clock, lambda number: number != 2, due.append)
    for number, when in ((1, 1_000_300), (2, 1_000_100), (3, 1_000_200), (4, 1_000_200)):
        deadlines.add(number, when)
    clock.advance(1_000)
    assert due == [3, 4, 1]
