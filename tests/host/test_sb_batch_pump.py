"""How batches flow through one Service Bus function, with a broker in memory."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from local.host.functions import Function
from local.host.protos import TypedData
from local.host.sb_batch_pump import BatchPump
from local.host.sb_calls import Calls
from local.host.sb_options import ServiceBusOptions
from local.host.worker import Failed, Outcome, Succeeded, Worker
from tests.host.memory_broker import Broker, Held, function
from tests.host.running_host import eventually

pytestmark = pytest.mark.stack  # real time passes


class Batches(Worker):
    """Instead of an app: notes every batch; a batch with `fail` fails, and none ends before it `may_end`."""

    def __init__(self) -> None:
        super().__init__(None)
        self.begun: list[list[bytes]] = []
        self.in_flight = 0
        self.most_in_flight = 0
        self.may_end = asyncio.Event()
        self.may_end.set()

    async def invoke(self, function: Function, data: TypedData, **_: Any) -> Outcome:
        self.begun.append(list(data.value.bytes))
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await self.may_end.wait()
            return Failed("asked for") if b"fail" in data.value.bytes else Succeeded(None)
        finally:
            self.in_flight -= 1


@asynccontextmanager
async def pumping(
    broker: Broker,
    worker: Batches,
    *,
    most: int = 10,
    least: int = 1,
    wait: float = 30.0,
    auto_complete: bool | None = None,
    grace: float = 5.0,
) -> AsyncIterator[None]:
    options = ServiceBusOptions(max_batch_size=most, min_batch_size=least, max_batch_wait=wait)
    calls = Calls(function(auto_complete, many=True), worker)
    pump: BatchPump[Held] = BatchPump(calls, options, broker.connect)
    running = asyncio.create_task(pump.run())
    try:
        yield
    finally:
        await pump.stop(running, grace)


async def test_what_waits_comes_in_batches_no_larger_than_allowed() -> None:
    broker, worker = Broker(), Batches()
    broker.send(*[b"%d" % number for number in range(7)])
    async with pumping(broker, worker, most=3):
        await eventually(lambda: len(broker.completed) == 7)
    assert worker.begun == [[b"0", b"1", b"2"], [b"3", b"4", b"5"], [b"6"]]


async def test_a_batch_is_not_held_back_for_more() -> None:
    broker, worker = Broker(), Batches()
    async with pumping(broker, worker):
        broker.send(b"alone")
        await eventually(lambda: broker.completed == [b"alone"])


async def test_one_failure_abandons_all_of_the_batch() -> None:
    broker, worker = Broker(), Batches()
    broker.send(b"good", b"fail", b"good too")
    async with pumping(broker, worker):
        await eventually(lambda: len(broker.abandoned) == 3)
    assert (broker.completed, broker.abandoned) == ([], [b"good", b"fail", b"good too"])


async def test_a_message_that_cannot_be_read_fails_the_batch_without_a_call() -> None:
    broker, worker = Broker(), Batches()
    broker.send(b"good", b"unreadable")
    async with pumping(broker, worker):
        await eventually(lambda: len(broker.abandoned) == 2)
    assert worker.begun == []


async def test_without_auto_complete_success_settles_nothing_and_failure_still_abandons() -> None:
    broker, worker = Broker(), Batches()
    async with pumping(broker, worker, auto_complete=False):
        broker.send(b"good")
        await eventually(lambda: worker.begun == [[b"good"]])
        broker.send(b"fail")
        await eventually(lambda: broker.abandoned == [b"fail"])
    assert broker.completed == []


async def test_a_function_has_one_batch_in_flight() -> None:
    broker, worker = Broker(), Batches()
    worker.may_end.clear()
    broker.send(b"first")
    async with pumping(broker, worker):
        await eventually(lambda: worker.begun == [[b"first"]])
        broker.send(b"second")
        worker.may_end.set()
        await eventually(lambda: len(broker.completed) == 2)
    assert worker.most_in_flight == 1


async def test_too_few_messages_wait_for_more() -> None:
    broker, worker = Broker(), Batches()
    async with pumping(broker, worker, least=3):
        broker.send(b"1", b"2")
        await eventually(lambda: broker.waiting.empty())
        broker.send(b"3")
        await eventually(lambda: len(broker.completed) == 3)
    assert worker.begun == [[b"1", b"2", b"3"]]


async def test_too_few_messages_do_not_wait_longer_than_allowed() -> None:
    broker, worker = Broker(), Batches()
    loop = asyncio.get_running_loop()
    async with pumping(broker, worker, least=3, wait=0.3):
        started = loop.time()
        broker.send(b"1", b"2")
        await eventually(lambda: len(broker.completed) == 2)
        assert loop.time() - started >= 0.3
    assert worker.begun == [[b"1", b"2"]]


async def test_stopping_hands_over_what_waited_for_more() -> None:
    broker, worker = Broker(), Batches()
    async with pumping(broker, worker, least=3):
        broker.send(b"1")
        await eventually(lambda: broker.waiting.empty())
    assert (worker.begun, broker.completed) == ([[b"1"]], [b"1"])


async def test_stopping_lets_the_batch_in_flight_end_and_takes_no_new_one() -> None:
    broker, worker = Broker(), Batches()
    worker.may_end.clear()
    broker.send(b"in flight")
    async with pumping(broker, worker):
        await eventually(lambda: worker.begun)
        broker.send(b"too late")
        asyncio.get_running_loop().call_later(0.1, worker.may_end.set)
    assert (broker.completed, broker.waiting.qsize()) == ([b"in flight"], 1)


async def test_stopping_abandons_a_batch_that_outlasts_the_grace() -> None:
    broker, worker = Broker(), Batches()
    worker.may_end.clear()
    broker.send(b"1", b"2")
    async with pumping(broker, worker, grace=0.1):
        await eventually(lambda: worker.begun)
    assert (broker.completed, broker.abandoned) == ([], [b"1", b"2"])


async def test_batches_flow_again_after_an_outage(caplog: pytest.LogCaptureFixture) -> None:
    broker, worker = Broker(), Batches()
    async with pumping(broker, worker):
        await eventually(lambda: broker.connections == 1)
        broker.away.set()
        await eventually(lambda: "cannot receive from q" in caplog.text)
        broker.away.clear()
        broker.send(b"1", b"2")
        await eventually(lambda: broker.completed == [b"1", b"2"])
