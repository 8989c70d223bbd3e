"""A stack whose storage requests and Service Bus operations are counted."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from local.launcher.emulator import Emulator
from tests.azurite import running_azurite
from tests.bare_stack import bare_stack
from tests.budget.storage_requests import StorageRequest, heard

QUIET_SECONDS = 60
POLL_SECONDS = 0.05
DEAD_LETTERS = "/$DeadLetterQueue"
"""Only a timer looks into them."""

type Counts = dict[str, Counter[str]]
"""Table, container or entity of the bus → what was done there → how often."""


@dataclass(frozen=True, slots=True)
class Cost:
    """`requests`: those that `storage` counts, in their order."""

    storage: Counts
    bus: Counts
    requests: list[StorageRequest]


class CountedStack:
    """`base_url`: without `/api`. `heard`: the storage requests, appended to as they come."""

    def __init__(self, base_url: str, inspection_url: str, heard: list[StorageRequest]) -> None:
        self.base_url = base_url
        self._inspection_url = inspection_url
        self._heard = heard
        self._operations: Counts = {}

    async def quiet(self, *, nothing_scheduled: bool = False) -> Cost:
        """Waits until no message is on its way; gives what was done since all was quiet last.

        Whoever causes something does so before it settles the message that it works on: when no entity holds a message,
        all is done. `nothing_scheduled`: waits for the messages whose time comes later, too.
        """
        moving = ("active", "locked", "scheduled") if nothing_scheduled else ("active", "locked")
        async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(QUIET_SECONDS):
            while True:
                page = (await client.get(self._inspection_url)).json()
                if not any(entity.get(state) for entity in page["entities"].values() for state in moving):
                    return self._cost_since(page["operations"])
                await asyncio.sleep(POLL_SECONDS)

    def _cost_since(self, operations: Mapping[str, Mapping[str, int]]) -> Cost:
        now = {_short(name): Counter(counts) for name, counts in operations.items() if DEAD_LETTERS not in name}
        bus = {name: counts - self._operations.get(name, Counter()) for name, counts in now.items()}
        self._operations = now
        requests = [request for request in self._heard if not request.is_a_timers]
        self._heard.clear()
        storage: Counts = {}
        for request in requests:
            storage.setdefault(request.place, Counter())[request.kind] += 1
        return Cost(storage, {name: counts for name, counts in bus.items() if counts}, requests)


def _short(entity: str) -> str:
    """`events/Subscriptions/mail` → `events/mail`."""
    return entity.replace("/Subscriptions/", "/")


@asynccontextmanager
async def counted_stack(data: Path, settings: Mapping[str, str]) -> AsyncIterator[CountedStack]:
    """Ready, and quiet. `data`: an empty folder. `settings`: of the app.

    Its storage leads through this process: whoever calls the API must not block the event loop.
    """
    requests: list[StorageRequest] = []
    async with running_azurite() as azurite, heard(azurite, requests.append) as storage:
        emulator = Emulator(data, durable=False)
        async with bare_stack(data, storage, emulator, settings) as base_url:
            stack = CountedStack(base_url, emulator.inspection_url, requests)
            await stack.quiet()
            yield stack
