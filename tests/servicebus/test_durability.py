"""With a journal nothing is lost that was acknowledged, whenever the process dies."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from itertools import batched
from pathlib import Path

import pytest
import pytest_asyncio
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient
from azure.servicebus.exceptions import MessageLockLostError, ServiceBusError

from tests.servicebus.bus import Bus, bodies, from_now, receive, receive_one
from tests.servicebus.emulator import Emulator, namespace, start_emulator

pytestmark = pytest.mark.stack

CONFIG = namespace(
    {
        "orders": {"LockDuration": "PT5M"},
        "once": {"RequiresDuplicateDetection": True, "DuplicateDetectionHistoryTimeWindow": "PT5M"},
    },
    {"events": {"Subscriptions": [{"Name": "one"}, {"Name": "two"}]}},
)


class Restartable:
    """An emulator with a journal that can be killed and started again on its port."""

    def __init__(self, folder: Path) -> None:
        self._config = folder / "Config.json"
        self._config.write_text(json.dumps(CONFIG))
        self._journal = folder / "journal.db"
        self.emulator: Emulator

    async def start(self, port: int = 0) -> Bus:
        self.emulator = await start_emulator(self._config, self._journal, port)
        return Bus(self.emulator.connection_string)

    async def kill_and_start(self) -> Bus:
        await self.emulator.kill()
        return await self.start(self.emulator.port)


@pytest_asyncio.fixture
async def server(tmp_path: Path) -> AsyncIterator[Restartable]:
    restartable = Restartable(tmp_path)
    yield restartable
    await restartable.emulator.stop()


async def test_a_killed_emulator_comes_back_with_all_it_had(server: Restartable) -> None:
    before = await server.start()
    sender, receiver, once, events = await asyncio.gather(
        before.sender("orders"), before.receiver("orders"), before.sender("once"), before.sender("events")
    )
    await sender.send_messages([ServiceBusMessage(name) for name in ("done", "abandoned", "dead", "locked", "waiting")])
    done, abandoned, dead, locked = await receive(receiver, 4)
    await receiver.complete_message(done)
    await receiver.abandon_message(abandoned)
    await receiver.dead_letter_message(dead, reason="why")
    await once.send_messages(ServiceBusMessage("first", message_id="same"))
    await sender.schedule_messages(ServiceBusMessage("soon"), from_now(6))
    await events.schedule_messages(ServiceBusMessage("soon too"), from_now(6))
    await events.send_messages(ServiceBusMessage("event"))

    after = await server.kill_and_start()
    sender, receiver, once, dead_letters, one, two = await asyncio.gather(
        after.sender("orders"),
        after.receiver("orders"),
        after.sender("once"),
        after.dead_letters("orders"),
        after.receiver("events/one"),
        after.receiver("events/two"),
    )
    back = await receive(receiver, 3)
    assert [(str(each), each.delivery_count, each.sequence_number) for each in back] == [
        ("abandoned", 1, 2),
        ("locked", 0, 4),
        ("waiting", 0, 5),
    ]
    locked._receiver = receiver  # its lock died with the process
    with pytest.raises(MessageLockLostError):
        await receiver.complete_message(locked)
    dead = await receive_one(dead_letters)
    assert (str(dead), dead.dead_letter_reason, dead.enqueued_sequence_number) == ("dead", "why", 3)
    await once.send_messages(ServiceBusMessage("again", message_id="same"))
    assert bodies(await (await after.receiver("once")).peek_messages(5)) == ["first"]
    for received in await asyncio.gather(receive(one, 2), receive(two, 2)):
        assert bodies(received) == ["event", "soon too"]
    scheduled = await receive_one(await after.receiver("orders"))
    assert (str(scheduled), scheduled.sequence_number) == ("soon", 7)
    await asyncio.gather(before.close(), after.close())


async def test_numbers_go_on_after_everything_was_consumed(server: Restartable) -> None:
    before = await server.start()
    sender, receiver = await before.pair("orders")
    await sender.send_messages([ServiceBusMessage("a"), ServiceBusMessage("b")])
    for each in await receive(receiver, 2):
        await receiver.complete_message(each)
    after = await server.kill_and_start()
    sender, receiver = await after.pair("orders")
    await sender.send_messages(ServiceBusMessage("c"))
    received = await receive_one(receiver)
    assert (str(received), received.sequence_number) == ("c", 3)
    await asyncio.gather(before.close(), after.close())


async def test_open_senders_and_receivers_of_the_sdk_recover_by_themselves(server: Restartable) -> None:
    await server.start()
    async with (
        ServiceBusClient.from_connection_string(server.emulator.connection_string) as client,
        client.get_queue_sender("orders") as sender,
        client.get_queue_receiver("orders") as receiver,
    ):
        await sender.send_messages(ServiceBusMessage("before"))
        await receiver.complete_message(await receive_one(receiver))
        await server.kill_and_start()
        await sender.send_messages(ServiceBusMessage("after"))
        assert str(await receive_one(receiver)) == "after"


class Load:
    """Clients that send and complete until the emulator dies, and remember what was acknowledged."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.sent: set[str] = set()
        self.published: set[str] = set()
        self.completed: set[str] = set()
        self.in_doubt: set[str] = set()  # settling them was under way when the emulator died
        self._numbers = 0

    def names(self, count: int) -> list[str]:
        self._numbers += count
        return [f"m{number}" for number in range(self._numbers - count, self._numbers)]

    async def send(self, bus: Bus) -> None:
        sender = await bus.sender("orders")
        while True:
            names = self.names(self.random.choice((1, 1, 5)))
            await sender.send_messages([ServiceBusMessage(name) for name in names])
            self.sent.update(names)

    async def publish(self, bus: Bus) -> None:
        sender = await bus.sender("events")
        while True:
            names = self.names(2)
            await sender.send_messages([ServiceBusMessage(name) for name in names])
            self.published.update(names)

    async def consume(self, bus: Bus) -> None:
        receiver = await bus.receiver("orders")
        while True:
            for each in await receiver.receive_messages(10, max_wait_time=1):
                self.in_doubt.add(str(each))
                await receiver.complete_message(each)
                self.in_doubt.discard(str(each))
                self.completed.add(str(each))


async def left_in(bus: Bus, entity: str) -> list[str]:
    """The bodies of everything in an entity, in order."""
    receiver = await bus.receiver(entity)
    found: list[str] = []
    number = 1
    while page := await receiver.peek_messages(250, sequence_number=number):
        found += bodies(page)
        assert page[-1].sequence_number is not None
        number = page[-1].sequence_number + 1
    return found


async def kill_under_load(server: Restartable, rounds: int) -> None:
    load = Load(seed=rounds)
    bus = await server.start()
    for _ in range(rounds):
        loops = [asyncio.create_task(work(bus)) for work in (load.send, load.send, load.publish, load.consume)]
        goal = len(load.sent) + load.random.randint(200, 500)
        while len(load.sent) < goal:
            failed = [loop for loop in loops if loop.done()]
            assert not failed, failed[0].exception()
            await asyncio.sleep(0.01)
        dead, bus = bus, await server.kill_and_start()
        outcomes = await asyncio.wait_for(asyncio.gather(*loops, return_exceptions=True), 90)
        assert all(isinstance(outcome, ServiceBusError) for outcome in outcomes), outcomes
        await dead.close()
        queue, one, two = await asyncio.gather(*(left_in(bus, each) for each in ("orders", "events/one", "events/two")))
        assert len(queue) == len(set(queue))
        assert load.sent - load.completed - load.in_doubt <= set(queue)
        assert load.completed.isdisjoint(queue)
        assert load.published <= set(one)
        assert one == two, "a topic's message is in every subscription or in none"
        assert all(int(second[1:]) == int(first[1:]) + 1 for first, second in batched(one, 2, strict=True)), (
            "a batch is whole"
        )
    await bus.close()
    assert load.sent
    assert load.published
    assert load.completed


async def test_a_kill_under_load_loses_nothing_that_was_acknowledged(server: Restartable) -> None:
    await kill_under_load(server, rounds=1)


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_ten_kills_under_load_lose_nothing_that_was_acknowledged(server: Restartable) -> None:
    await kill_under_load(server, rounds=10)
