"""A broker of sessions in memory: each session in order, held by one receiver at a time."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from local.host.sb_receiver import ReceiverLostError, SettlementError
from tests.host.memory_broker import Held


class SessionBroker:
    """A body is `session:text`. It may go `away`."""

    def __init__(self, lock_seconds: float = 30.0) -> None:
        self.lock_seconds = lock_seconds
        self.queues: defaultdict[str, list[Held]] = defaultdict(list)
        self.held: dict[str, MemorySession] = {}
        self.completed: list[bytes] = []
        self.abandoned: list[bytes] = []
        self.accepted: list[str] = []
        self.most_held = 0
        self.renewals = 0
        self.asked_to_renew: list[str] = []
        self.away = False
        self.changed = asyncio.Condition()

    async def send(self, *bodies: bytes) -> None:
        for body in bodies:
            self.queues[body.decode().partition(":")[0]].append(Held(body))
        await self.tell()

    async def tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def go_away(self) -> None:
        self.away, self.held = True, {}
        await self.tell()

    async def accept(self) -> "MemorySession":
        async with self.changed:
            while not (self.away or self._free()):
                await self.changed.wait()
            if self.away:
                raise ReceiverLostError("nobody there")
            session = MemorySession(self, self._free()[0])
            self.held[session.session_id] = session
        self.accepted.append(session.session_id)
        self.most_held = max(self.most_held, len(self.held))
        return session

    def _free(self) -> list[str]:
        return [name for name, queue in self.queues.items() if queue and name not in self.held]


class MemorySession:
    def __init__(self, broker: SessionBroker, session_id: str) -> None:
        self.session_id = session_id
        self._broker = broker
        self.locked_until = self._later()

    def _later(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._broker.lock_seconds)

    def _is_lost(self) -> bool:
        return self._broker.held.get(self.session_id) is not self or datetime.now(UTC) > self.locked_until

    async def receive(self, most: int = 1, wait: float | None = None) -> Sequence[Held]:
        queue = self._broker.queues[self.session_id]
        try:
            async with asyncio.timeout(wait), self._broker.changed:
                while not queue and not self._is_lost():
                    await self._broker.changed.wait()
        except TimeoutError:
            return []
        if self._is_lost():
            raise ReceiverLostError("session lost")
        received, queue[:] = queue[:most], queue[most:]
        return received

    async def complete(self, held: Held) -> None:
        self._check()
        self._broker.completed.append(held.body)

    async def abandon(self, held: Held) -> None:
        self._check()
        self._broker.abandoned.append(held.body)
        self._broker.queues[self.session_id].insert(0, held)
        await self._broker.tell()

    async def renew_lock(self, held: Held) -> None:
        raise AssertionError("a message of a session has no lock of its own")

    async def renew(self) -> None:
        self._broker.asked_to_renew.append(self.session_id)
        self._check()
        self._broker.renewals += 1
        self.locked_until = self._later()

    async def close(self) -> None:
        if self._broker.held.get(self.session_id) is self:
            del self._broker.held[self.session_id]
            await self._broker.tell()

    def _check(self) -> None:
        if self._is_lost():
            raise SettlementError("session lost")
