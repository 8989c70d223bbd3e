"""How messages of sessions flow through one Service Bus function, with a broker in memory."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from local.host.functions import Function
from local.host.protos import TypedData
from local.host.sb_calls import Calls
from local.host.sb_options import ServiceBusOptions
from local.host.sb_session_pump import SessionPump
from local.host.worker import Failed, Outcome, Succeeded, Worker
from tests.host.memory_broker import Held, function
from tests.host.memory_sessions import SessionBroker
from tests.host.running_host import eventually

pytestmark = pytest.mark.stack  # real time passes


class Handler(Worker):
    """Instead of an app: each call takes `seconds`; `…:poison` fails for ever, `…:once` the first time."""

    def __init__(self, seconds: float = 0.001) -> None:
        super().__init__(None)
        self.seconds = seconds
        self.begun: list[bytes] = []
        self.in_flight: defaultdict[bytes, int] = defaultdict(int)
        self.most_in_flight = 0
        self.most_of_a_session = 0

    async def invoke(self, function: Function, data: TypedData, **_: Any) -> Outcome:
        session, _, text = data.value.partition(b":")
        self.in_flight[session] += 1
        self.most_in_flight = max(self.most_in_flight, sum(self.in_flight.values()))
        self.most_of_a_session = max(self.most_of_a_session, self.in_flight[session])
        first_time = data.value not in self.begun
        self.begun.append(data.value)
        try:
            await asyncio.sleep(self.seconds)
        finally:
            self.in_flight[session] -= 1
        return Failed("asked for") if text == b"poison" or (text == b"once" and first_time) else Succeeded(None)


@asynccontextmanager
async def pumping(
    broker: SessionBroker,
    worker: Worker,
    *,
    sessions: int = 8,
    calls: int = 1,
    idle: float = 30.0,
    renewal: float = 300.0,
    grace: float = 5.0,
) -> AsyncIterator[None]:
    options = ServiceBusOptions(
        max_concurrent_sessions=sessions,
        max_concurrent_calls_per_session=calls,
        session_idle_timeout=idle,
        max_auto_lock_renewal=renewal,
    )
    pump: SessionPump[Held] = SessionPump(Calls(function(), worker), options, broker.accept)
    running = asyncio.create_task(pump.run())
    try:
        yield
    finally:
        await pump.stop(running, grace)


def of(bodies: list[bytes], session: str) -> list[bytes]:
    return [body for body in bodies if body.startswith(f"{session}:".encode())]


async def test_every_session_comes_in_order_one_call_at_a_time_and_many_sessions_at_once() -> None:
    broker, worker = SessionBroker(), Handler()
    sent = [b"%c:%d" % (97 + number % 4, number) for number in range(80)]
    await broker.send(*sent)
    async with pumping(broker, worker):
        await eventually(lambda: len(broker.completed) == 80)
    for session in "abcd":
        assert of(worker.begun, session) == of(sent, session)
    assert (worker.most_of_a_session, worker.most_in_flight) == (1, 4)


async def test_no_more_sessions_at_once_than_allowed() -> None:
    broker, worker = SessionBroker(), Handler()
    await broker.send(*[b"%d:x" % number for number in range(9)])
    async with pumping(broker, worker, sessions=3, idle=0.05):
        await eventually(lambda: len(broker.completed) == 9)
    assert broker.most_held == 3


async def test_an_idle_session_keeps_its_slot_until_the_timeout_frees_it() -> None:
    broker, worker = SessionBroker(), Handler()
    async with pumping(broker, worker, sessions=1, idle=0.3):
        await broker.send(b"a:1")
        await eventually(lambda: broker.completed == [b"a:1"])
        freed = asyncio.get_running_loop().time() + 0.2
        await broker.send(b"b:1")
        await eventually(lambda: len(broker.completed) == 2)
        assert asyncio.get_running_loop().time() > freed
    assert broker.accepted == ["a", "b"]


async def test_a_message_that_fails_comes_again_before_the_next_of_its_session() -> None:
    broker, worker = SessionBroker(), Handler()
    await broker.send(b"a:once", b"a:2", b"b:1")
    async with pumping(broker, worker):
        await eventually(lambda: len(broker.completed) == 3)
    assert of(worker.begun, "a") == [b"a:once", b"a:once", b"a:2"]
    assert broker.abandoned == [b"a:once"]


async def test_a_poison_message_holds_up_its_own_session_only() -> None:
    broker, worker = SessionBroker(), Handler()
    await broker.send(b"a:poison", b"a:2", *[b"b:%d" % number for number in range(20)])
    async with pumping(broker, worker):
        await eventually(lambda: len(of(broker.completed, "b")) == 20 and len(broker.abandoned) > 3)
    assert of(broker.completed, "a") == []
    assert set(broker.abandoned) == {b"a:poison"}


async def test_several_calls_per_session_if_allowed() -> None:
    broker, worker = SessionBroker(), Handler(0.05)
    await broker.send(*[b"a:%d" % number for number in range(6)])
    async with pumping(broker, worker, calls=3, idle=0.05):
        await eventually(lambda: len(broker.completed) == 6 and not broker.held)
    assert worker.most_of_a_session == 3


async def test_the_lock_of_a_session_is_kept_as_long_as_it_is_used() -> None:
    broker, worker = SessionBroker(lock_seconds=1.2), Handler(0.5)
    await broker.send(*[b"a:%d" % number for number in range(4)])
    async with pumping(broker, worker):
        await eventually(lambda: len(broker.completed) == 4)
    assert (broker.accepted, broker.renewals >= 2) == (["a"], True)


async def test_the_lock_of_a_session_that_was_given_back_is_let_go() -> None:
    broker, worker = SessionBroker(lock_seconds=1.6), Handler()
    await broker.send(b"a:1")
    async with pumping(broker, worker, idle=0.05):
        await eventually(lambda: broker.accepted == ["a"] and not broker.held)
        broker.lock_seconds = 2.0
        worker.seconds = 1.5
        await broker.send(b"b:1")
        await eventually(lambda: "b" in broker.asked_to_renew)
    assert "a" not in broker.asked_to_renew


async def test_a_lock_that_is_no_longer_renewed_is_lost_and_the_session_is_taken_anew(
    caplog: pytest.LogCaptureFixture,
) -> None:
    broker, worker = SessionBroker(lock_seconds=1.2), Handler(1.5)
    await broker.send(b"a:long")
    async with pumping(broker, worker, renewal=0.0):
        await eventually(lambda: "a message was not settled and will come again: session lost" in caplog.text)
        worker.seconds = 0.001
        broker.held.clear()
        await broker.send(b"a:next")
        await eventually(lambda: broker.completed == [b"a:next"])
    assert broker.renewals == 0


async def test_it_comes_back_after_an_outage_and_logs_it_once(caplog: pytest.LogCaptureFixture) -> None:
    broker, worker = SessionBroker(), Handler()
    await broker.send(b"a:1", b"b:1", b"c:1")
    async with pumping(broker, worker):
        await eventually(lambda: len(broker.completed) == 3)
        await broker.go_away()
        await eventually(lambda: "cannot receive from q" in caplog.text)
        broker.away = False
        await broker.send(b"a:2")
        await eventually(lambda: b"a:2" in broker.completed)
    assert caplog.text.count("cannot receive from q") == 1


async def test_stopping_lets_messages_in_flight_end_with_their_sessions_lock_kept() -> None:
    broker, worker = SessionBroker(lock_seconds=1.2), Handler(1.6)
    await broker.send(b"a:1", b"a:2", b"b:1")
    async with pumping(broker, worker):
        await eventually(lambda: len(worker.begun) == 2)
    assert sorted(broker.completed) == [b"a:1", b"b:1"]
    assert len(broker.queues["a"]) == 1
    assert broker.held == {}


async def test_stopping_abandons_what_outlasts_the_grace() -> None:
    broker, worker = SessionBroker(), Handler(60)
    await broker.send(b"a:1")
    async with pumping(broker, worker, grace=0.1):
        await eventually(lambda: worker.begun)
    assert (broker.completed, broker.abandoned, broker.held) == ([], [b"a:1"], {})
