"""With a journal nothing is lost that was acknowledged, whenever the process dies."""

import asyncio
import random
from itertools import batched, count

import pytest
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusReceiver
from azure.servicebus.exceptions import ServiceBusError

from tests.servicebus.bus import Bus, bodies
from tests.servicebus.restartable import restartable_emulator

pytestmark = pytest.mark.stack


class Load:
    """Clients that send and complete until the emulator dies, and remember what was acknowledged."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.sent: set[str] = set()
        self.published: set[str] = set()
        self.completed: set[str] = set()
        self.in_doubt: set[str] = set()  # settling them was under way when the emulator died
        self.talked: dict[str, int] = {}  # session -> number of its last message that was acknowledged
        self.stated: dict[str, int] = {}  # session -> its last state that was acknowledged
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

    async def talk(self, bus: Bus) -> None:
        """Messages of two new sessions, each with the number of its last message as the state."""
        names = [f"session-{len(self.talked)}", f"session-{len(self.talked) + 1}"]
        self.talked |= dict.fromkeys(names, 0)
        self.stated |= dict.fromkeys(names, 0)
        sender = await bus.sender("talks")
        receivers = await asyncio.gather(*(bus.session("talks", name) for name in names))
        for number in count(1):
            for name, receiver in zip(names, receivers, strict=True):
                await sender.send_messages(ServiceBusMessage(f"{number}", session_id=name))
                self.talked[name] = number
                await receiver.session.set_state(f"{number}")
                self.stated[name] = number


async def talks_are_whole(bus: Bus, load: Load) -> None:
    """Every session has its messages in order and the state that was set last, and at most one more of each."""
    for name, last in load.talked.items():
        receiver = await bus.session("talks", name)
        found = [int(each) for each in await everything_in(receiver)]
        assert found == list(range(1, len(found) + 1))
        assert last <= len(found) <= last + 1
        state = int(await receiver.session.get_state() or b"0")
        assert load.stated[name] <= state <= load.stated[name] + 1
        await receiver.close()


async def left_in(bus: Bus, entity: str) -> list[str]:
    """The bodies of everything in an entity, in order."""
    return await everything_in(await bus.receiver(entity))


async def everything_in(receiver: ServiceBusReceiver) -> list[str]:
    """The bodies of everything that a receiver can peek, in order."""
    found: list[str] = []
    number = 1
    while page := await receiver.peek_messages(250, sequence_number=number):
        found += bodies(page)
        assert page[-1].sequence_number is not None
        number = page[-1].sequence_number + 1
    return found


async def kill_under_load(rounds: int) -> None:
    async with restartable_emulator() as server:
        load = Load(seed=rounds)
        bus = await server.start()
        for _ in range(rounds):
            loops = [
                asyncio.create_task(work(bus)) for work in (load.send, load.send, load.publish, load.consume, load.talk)
            ]
            goal = len(load.sent) + load.random.randint(200, 500)
            while len(load.sent) < goal or not (load.stated and all(load.stated.values())):
                failed = [loop for loop in loops if loop.done()]
                assert not failed, failed[0].exception()
                await asyncio.sleep(0.01)
            dead, bus = bus, await server.kill_and_start()
            outcomes = await asyncio.wait_for(asyncio.gather(*loops, return_exceptions=True), 90)
            assert all(isinstance(outcome, ServiceBusError) for outcome in outcomes), outcomes
            await dead.close()
            queue, one, two = await asyncio.gather(
                *(left_in(bus, each) for each in ("orders", "events/one", "events/two"))
            )
            assert len(queue) == len(set(queue))
            assert load.sent - load.completed - load.in_doubt <= set(queue)
            assert load.completed.isdisjoint(queue)
            await talks_are_whole(bus, load)
            assert load.published <= set(one)
            assert one == two, "a topic's message is in every subscription or in none"
            assert all(int(second[1:]) == int(first[1:]) + 1 for first, second in batched(one, 2, strict=True)), (
                "a batch is whole"
            )
        await bus.close()
        assert load.sent
        assert load.published
        assert load.completed


async def test_a_kill_under_load_loses_nothing_that_was_acknowledged() -> None:
    await kill_under_load(rounds=1)


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_five_kills_under_load_lose_nothing_that_was_acknowledged() -> None:
    await kill_under_load(rounds=5)
