"""How messages flow through one Service Bus function, with a broker in memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from local.host.sb_calls import Calls
from local.host.sb_options import ServiceBusOptions
from local.host.sb_pump import Pump
from local.host.worker import Outcome, Succeeded, Worker
from tests.host.memory_broker import Broker, Held, Scripted, by_body, function
from tests.host.running_host import eventually

pytestmark = pytest.mark.stack  # real time passes

GRACE = 5.0


@asynccontextmanager
async def pumping(
    broker: Broker, worker: Worker, *, calls: int = 16, auto_complete: bool | None = None, grace: float = GRACE
) -> AsyncIterator[None]:
    options = ServiceBusOptions(max_concurrent_calls=calls)
    pump: Pump[Held] = Pump(Calls(function(auto_complete), worker), options, broker.connect)
    running = asyncio.create_task(pump.run())
    try:
        yield
    finally:
        await pump.stop(running, grace)


async def test_success_completes_and_failure_abandons() -> None:
    broker = Broker()
    broker.send(b"good", b"fail")
    async with pumping(broker, Scripted(by_body)):
        await eventually(lambda: broker.completed and broker.abandoned)
    assert (broker.completed, broker.abandoned) == ([b"good"], [b"fail"])


async def test_without_auto_complete_success_settles_nothing_and_failure_still_abandons() -> None:
    broker = Broker()
    broker.send(b"good", b"fail")
    async with pumping(broker, Scripted(by_body), auto_complete=False):
        await eventually(lambda: broker.abandoned)
    assert (broker.completed, broker.abandoned) == ([], [b"fail"])


async def test_a_message_that_cannot_be_handed_over_is_abandoned_without_a_call() -> None:
    broker = Broker()
    worker = Scripted(by_body)
    broker.send(b"unreadable")
    async with pumping(broker, worker):
        await eventually(lambda: broker.abandoned)
    assert worker.most_in_flight == 0


async def test_no_more_calls_at_once_than_allowed_and_a_slow_one_holds_up_no_other() -> None:
    broker, slow_may_end = Broker(), asyncio.Event()

    async def handle(body: bytes) -> Outcome:
        if body == b"slow":
            await slow_may_end.wait()
        else:
            await asyncio.sleep(0.001)
        return Succeeded(None)

    worker = Scripted(handle)
    broker.send(b"slow", *[b"quick"] * 30)
    async with pumping(broker, worker, calls=4):
        await eventually(lambda: len(broker.completed) == 30)
        assert worker.in_flight == 1
        slow_may_end.set()
        await eventually(lambda: len(broker.completed) == 31)
    assert worker.most_in_flight == 4


async def test_it_comes_back_after_an_outage_and_logs_it_once(caplog: pytest.LogCaptureFixture) -> None:
    broker = Broker()
    async with pumping(broker, Scripted(by_body), calls=1):
        await eventually(lambda: broker.connections == 1)
        broker.away.set()
        await eventually(lambda: "cannot receive from q: connection reset" in caplog.text)
        await asyncio.sleep(1.2)  # Long enough for two vain attempts, which are to leave no trace.
        assert caplog.text.count("cannot receive") == 1
        broker.away.clear()
        broker.send(b"good")
        await eventually(lambda: broker.completed == [b"good"])


async def test_what_was_handled_during_an_outage_is_settled_after_it() -> None:
    broker, began, may_end = Broker(), asyncio.Event(), asyncio.Event()

    async def handle(_: bytes) -> Outcome:
        began.set()
        await may_end.wait()
        return Succeeded(None)

    worker = Scripted(handle)
    broker.send(b"one")
    async with pumping(broker, worker):
        await began.wait()
        broker.away.set()
        await asyncio.sleep(0.05)  # The pump notices by itself; nothing outside shows when.
        may_end.set()
        await eventually(lambda: worker.in_flight == 0)
        assert broker.completed == []
        broker.away.clear()
        await eventually(lambda: broker.completed == [b"one"])


async def test_a_settlement_that_fails_is_logged_and_the_pump_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    broker = Broker()
    broker.refuses_settlement = True
    broker.send(b"one")
    async with pumping(broker, Scripted(by_body)):
        await eventually(lambda: "a message was not settled and will come again: lock lost" in caplog.text)
        broker.refuses_settlement = False
        broker.send(b"two")
        await eventually(lambda: broker.completed == [b"two"])


async def test_stopping_lets_messages_in_flight_end_and_takes_no_new_ones() -> None:
    broker, began = Broker(), asyncio.Event()

    async def handle(_: bytes) -> Outcome:
        began.set()
        await asyncio.sleep(0.1)
        return Succeeded(None)

    broker.send(b"in flight")
    async with pumping(broker, Scripted(handle), calls=1):
        await began.wait()
        broker.send(b"too late")
    assert broker.completed == [b"in flight"]
    assert broker.waiting.qsize() == 1


async def test_locks_are_kept_while_messages_in_flight_end() -> None:
    """Locks of 1.2 s, renewed after 0.6 s; the message takes 1.6 s, nearly all of it after the stop."""
    broker, began = Broker(), asyncio.Event()

    async def handle(_: bytes) -> Outcome:
        began.set()
        await asyncio.sleep(1.6)
        return Succeeded(None)

    broker.waiting.put_nowait(Held(b"long", datetime.now(UTC) + timedelta(seconds=1.2)))
    async with pumping(broker, Scripted(handle)):
        await began.wait()
    assert broker.completed == [b"long"]
    assert broker.renewals == 2


async def test_stopping_abandons_what_outlasts_the_grace() -> None:
    broker, began = Broker(), asyncio.Event()

    async def handle(_: bytes) -> Outcome:
        began.set()
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    broker.send(b"endless")
    async with pumping(broker, Scripted(handle), grace=0.1):
        await began.wait()
    assert (broker.completed, broker.abandoned) == ([], [b"endless"])
