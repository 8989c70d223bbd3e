"""Many instances of the app that reserve seats of one conference at the same time, on a virtual clock.

Every request to the store and to the bus takes 10 to 30 ms of that clock, chosen by the seed. The decisions, the group
commit, the conflicts and the publication are those of the app.
"""

import asyncio
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.catalogue import SEATS_AVAILABILITY
from domain.registration.events import AvailableSeatsChanged
from domain.values import SeatQuantity
from infrastructure.event_store import Commit, Marker, Provenance, Slice, StreamId, Unpublished
from infrastructure.memory.memory_event_store import MemoryEventStore
from infrastructure.messaging import BusMessage
from infrastructure.publisher import Publisher
from infrastructure.stream_input import Input
from infrastructure.stream_writer import StreamWriter
from tests.simulation.virtual_time import VirtualTimeLoop

CONFERENCE = StreamId(SEATS_AVAILABILITY, UUID("c0000000-0000-4000-8000-000000000001"))
SEAT_TYPE = UUID("c0000000-0000-4000-8000-0000000000aa")
START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SLOTS = 64
"""Messages that an instance handles at a time (`maxConcurrentCalls` of host.json)."""


class VirtualClock:
    def now(self) -> datetime:
        return START + timedelta(seconds=asyncio.get_running_loop().time())


class DistantStore(MemoryEventStore):
    """Every request takes its time; it has its effect in the middle of it. `appends`: how many were tried."""

    def __init__(self, delays: random.Random) -> None:
        super().__init__()
        self._delays = delays
        self.appends = 0
        self.reads = 0

    async def append(self, commit: Commit) -> None:
        self.appends += 1
        await self._way()
        await super().append(commit)
        await self._way()

    async def read(self, stream: StreamId, from_version: int = 0) -> Slice:
        self.reads += 1
        await self._way()
        found = await super().read(stream, from_version)
        await self._way()
        return found

    async def marker(self, stream: StreamId, key: str) -> Marker | None:
        await self._way()
        found = await super().marker(stream, key)
        await self._way()
        return found

    async def mark_published(self, stream: StreamId, unpublished: Unpublished) -> None:
        await self._way()
        await super().mark_published(stream, unpublished)
        await self._way()

    async def _way(self) -> None:
        await asyncio.sleep(self._delays.uniform(0.005, 0.015))


class DistantBus:
    def __init__(self, delays: random.Random) -> None:
        self._delays = delays
        self.sent = 0

    async def send(self, entity: str, message: BusMessage) -> None:
        self.sent += 1
        await asyncio.sleep(self._delays.uniform(0.01, 0.03))


@dataclass(frozen=True)
class Rush:
    """What `instances` did in `seconds` of virtual time. `reserved`: by each instance."""

    instances: int
    seconds: float
    reserved: list[int]
    failures: list[Exception]
    appends: int
    commits: int
    reads: int
    sent: int
    slowest: float

    @property
    def per_second(self) -> float:
        return sum(self.reserved) / self.seconds


def rush(instances: int, *, seconds: float = 10.0, seed: int = 1) -> Rush:
    """Each slot of each instance reserves one seat after the other."""
    state = random.getstate()
    random.seed(seed)  # that of the back-off
    try:
        with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
            return runner.run(_rush(instances, seconds, random.Random(seed)))
    finally:
        random.setstate(state)


async def _rush(instances: int, seconds: float, delays: random.Random) -> Rush:
    store, bus, clock = DistantStore(delays), DistantBus(delays), VirtualClock()
    loop = asyncio.get_running_loop()
    failures: list[Exception] = []
    reserved = [0] * instances
    slowest = 0.0

    async def slot(number: int, writer: StreamWriter[int], name: str) -> None:
        nonlocal slowest
        count = 0
        while loop.time() < seconds:
            count += 1
            began = loop.time()
            try:
                await writer.handle(CONFERENCE, _reservation(f"{name}-{count}", clock.now()))
            except Exception as error:  # noqa: BLE001 (a failure is what is looked for)
                failures.append(error)
            else:
                slowest = max(slowest, loop.time() - began)
                reserved[number] += loop.time() < seconds

    writers = [
        StreamWriter[int](SEATS_AVAILABILITY, _evolve, store, Publisher(store, bus, clock), clock)
        for _ in range(instances)
    ]
    await asyncio.gather(
        *(slot(number, writer, f"{number}-{n}") for number, writer in enumerate(writers) for n in range(SLOTS))
    )
    events = store.events(CONFERENCE)
    assert [event.version for event in events] == list(range(len(events)))
    commits = len({event.occurred_at for event in events})
    return Rush(instances, seconds, reserved, failures, store.appends, commits, store.reads, bus.sent, slowest)


def _evolve(taken: int | None, event: AvailableSeatsChanged) -> int:
    return (taken or 0) - event.changes[0].quantity


def _reservation(name: str, issued_at: datetime) -> Input[int]:
    one = AvailableSeatsChanged(changes=[SeatQuantity(seat_type=SEAT_TYPE, quantity=-1)])
    return Input(f"command_{name}", lambda taken, now, out_of_patience: [one], Provenance("rush", name), issued_at)
