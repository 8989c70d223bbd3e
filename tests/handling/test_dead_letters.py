"""What the bus has given up on is parked with the reason that the bus gives, queue by queue."""

from collections.abc import Awaitable, Callable

import pytest

from infrastructure.clock import SystemClock
from infrastructure.dead_letters import DeadLetterConsumer
from infrastructure.memory.memory_event_store import MemoryEventStore
from infrastructure.messaging import BusUnavailable, Delivery
from infrastructure.parking import ParkedMessage, Parking
from infrastructure.publisher import Publisher
from tests.handling.house import NotingBus

ENTITIES = [
    *("commands", "seats", "events/process-manager", "events/registration-views", "events/management-views"),
    *("events/seat-assignments", "events/mail"),
]


class Queues:
    """`letters`: entity → its dead letters; an exception is raised. `asked`: the entities, in order."""

    def __init__(self, letters: dict[str, list[Delivery] | Exception]) -> None:
        self.letters = letters
        self.asked: list[str] = []

    async def empty(self, entity: str, handle: Callable[[Delivery], Awaitable[None]]) -> int:
        self.asked.append(entity)
        found = self.letters.get(entity, [])
        if isinstance(found, Exception):
            raise found
        for delivery in found:
            await handle(delivery)
        return len(found)


class Kept:
    def __init__(self) -> None:
        self.messages: dict[str, ParkedMessage] = {}

    async def keep(self, message: ParkedMessage, name: str) -> None:
        self.messages[f"{message.entity}/{name}"] = message


def dead(entity: str, message_id: str, **properties: str) -> Delivery:
    return Delivery(entity, message_id, b"{}", properties, 100)


def consumer(queues: Queues, kept: Kept) -> DeadLetterConsumer:
    publisher = Publisher(MemoryEventStore(), NotingBus(), SystemClock())
    return DeadLetterConsumer(queues, Parking(publisher, kept, SystemClock()))


async def test_every_dead_letter_is_parked_with_its_reason():
    expired = dead("seats", "b", DeadLetterReason="TTLExpiredException", DeadLetterErrorDescription="too old")
    queues, kept = Queues({"commands": [dead("commands", "a")], "seats": [expired]}), Kept()
    assert await consumer(queues, kept).run() == 2
    assert sorted(queues.asked) == sorted(ENTITIES)
    assert {name: message.reason for name, message in kept.messages.items()} == {
        "commands/a": "dead-lettered without a reason",
        "seats/b": "TTLExpiredException: too old",
    }


async def test_a_queue_that_fails_keeps_no_other_from_its_turn():
    queues, kept = Queues({"commands": BusUnavailable("away"), "events/mail": [dead("events/mail", "c")]}), Kept()
    with pytest.raises(BusUnavailable):
        await consumer(queues, kept).run()
    assert list(kept.messages) == ["events/mail/c"]
