"""A whole world in memory: stores, a bus, and one process of the app at a time. It can be copied, and go on twice.

Time is that of the event loop (`virtual_time`), from where the world was left when it was copied.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from infrastructure.memory.memory_event_store import MemoryEventStore
from infrastructure.memory.memory_view_store import MemoryViewStore
from infrastructure.memory.memory_watch_list import MemoryWatchList
from tests.simulation.house import PATIENCE, House
from tests.simulation.letters import Letter, Letters
from tests.simulation.power import Power, PoweredBus, PoweredStore, PoweredViews, PoweredWatchList
from tests.simulation.virtual_time import PowerCut

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MOST_DELIVERIES = 2_000

type Act = Callable[["World", House], Awaitable[None]]
"""What somebody does to the app, from outside."""


@dataclass(frozen=True)
class Disturbance:
    """What goes wrong while an act is carried out. Messages are counted from 0 in the order of their delivery.

    `cut_before`: the effect that a power cut prevents, from 0. `lost`: the message that reaches nobody. `twice`: the
    message that is delivered again, when all else was. `late`: the message that comes when all else was delivered.
    `seed`: messages are taken at random, else the oldest first. `newest_first`: the other way round.
    """

    cut_before: int | None = None
    lost: int | None = None
    twice: int | None = None
    late: int | None = None
    seed: int | None = None
    newest_first: bool = False


UNDISTURBED = Disturbance()


@dataclass(frozen=True)
class Extent:
    """How much happened: what could have been disturbed."""

    effects: int
    deliveries: int


class World:
    def __init__(self) -> None:
        self.store = MemoryEventStore()
        self.rows, self.managed_rows = MemoryViewStore(), MemoryViewStore()
        self.letters = Letters()
        self._left_at = START
        self._entered_at = 0.0

    def copy(self) -> Self:
        other = type(self)()
        other.store, other.letters = self.store.copy(), self.letters.copy()
        other.rows, other.managed_rows = self.rows.copy(), self.managed_rows.copy()
        other._left_at = self._left_at
        return other

    def now(self) -> datetime:
        """It is a clock, while it is entered."""
        return self._left_at + timedelta(seconds=asyncio.get_running_loop().time() - self._entered_at)

    async def carry_out(self, act: Act, disturbance: Disturbance = UNDISTURBED) -> Extent:
        """What `act` does and all that follows from it until nothing moves any more.

        After a power cut a new process goes on. After the loss of a message the audit is waited for.
        """
        async with self._entered():
            house = self._house(disturbance.cut_before)
            deliveries = 0
            if not await self._powered(house, act(self, house)):
                house = await self._next_house()
            chance = None if disturbance.seed is None else random.Random(disturbance.seed)
            again: Letter | None = None
            held_up: Letter | None = None
            while due := self.letters.due(self.now()):
                choice = [letter for letter in due if letter is not held_up] or due
                letter = chance.choice(choice) if chance else choice[-1 if disturbance.newest_first else 0]
                if deliveries == disturbance.late:
                    held_up = letter
                elif deliveries == disturbance.lost or await self._powered(house, house.handle(letter.delivery())):
                    self.letters.take(letter)
                else:
                    house = await self._next_house()
                again = letter if deliveries == disturbance.twice else again
                deliveries += 1
                assert deliveries < MOST_DELIVERIES, f"the messages never end: {due[0].message}"
            if again is not None:
                await house.handle(again.delivery())
                await self._deliver_all(house)
            if disturbance.lost is not None:
                await self._audit(house)
            return Extent(house.power.effects, deliveries)

    async def pass_time(self, time: timedelta) -> None:
        """Whatever is due meanwhile comes when it is due."""
        end = self._left_at + time
        while self._left_at < end:
            alarms = (letter.message.not_before for letter in self.letters.waiting)
            self._left_at = min([end, *(alarm for alarm in alarms if alarm and alarm > self._left_at)])
            async with self._entered():
                await self._deliver_all(self._house())

    async def audit(self) -> None:
        """Until it finds nothing to do any more."""
        async with self._entered():
            await self._audit(self._house())

    async def _audit(self, house: House) -> None:
        for _ in range(20):
            await asyncio.sleep(PATIENCE.total_seconds())
            before = self.store.copy()
            for stream_type in house.audits:
                async for stream in self.store.streams(stream_type):
                    await house.audits[stream_type](stream)
            posted = bool(self.letters.due(self.now()))
            await self._deliver_all(house)
            if not posted and self.store.holds_the_same_as(before):
                return
        raise AssertionError("the audit never ends")

    async def _deliver_all(self, house: House) -> None:
        for _ in range(MOST_DELIVERIES):
            due = self.letters.due(self.now())
            if not due:
                return
            await house.handle(due[0].delivery())
            self.letters.take(due[0])
        raise AssertionError(f"the messages never end: {self.letters.waiting[0].message}")

    async def _next_house(self) -> House:
        house = self._house()
        await house.begin()
        return house

    def _house(self, cut_before: int | None = None) -> House:
        power = Power(cut_before)
        return House(
            power,
            self,
            PoweredStore(self.store, power),
            PoweredBus(self.letters, power),
            PoweredViews(self.rows, power),
            PoweredViews(self.managed_rows, power),
            PoweredWatchList(MemoryWatchList(), power),
        )

    async def _powered(self, house: House, work: Awaitable[None]) -> bool:
        """Whether the power lasted. If not, nothing of the process is left."""
        before = asyncio.all_tasks()
        task = asyncio.ensure_future(work)
        try:
            await task
        except (PowerCut, asyncio.CancelledError):
            assert house.power.is_out
            left = asyncio.all_tasks() - before
            for each in left:
                each.cancel()
            await asyncio.gather(*left, return_exceptions=True)
            return False
        assert not house.power.is_out, "a power cut was survived"
        return True

    @asynccontextmanager
    async def _entered(self) -> AsyncIterator[None]:
        self._entered_at = asyncio.get_running_loop().time()
        try:
            yield
        finally:
            self._left_at = self.now()
