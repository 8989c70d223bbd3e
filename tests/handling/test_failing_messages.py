"""More messages fail than an instance handles at a time, on the running stack: others pass, and in the end all succeed.

What fails is what one partition of the storage is asked for: it answers 503 for as long as the test says.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from infrastructure.azure.clients import StorageClients
from local.launcher.emulator import Emulator
from tests.acceptance.api import Api, Conference, Order, new_id
from tests.azurite import running_azurite
from tests.bare_stack import bare_stack
from tests.budget.storage_requests import heard

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]

AT_A_TIME = 64
"""Messages that one function of one instance handles, by `host.json`."""
MORE, MANY_MORE = 72, 256
FAILING_SECONDS = 120
"""Within these, more of them have failed and wait than an instance handles at a time."""
PASSING_SECONDS = 60
RECOVERED_SECONDS = 240
"""An attempt comes at most two minutes after the one before."""
POLL_SECONDS = 0.1
CLIENTS = 8

type Partitions = Callable[[Conference, list[str]], set[str]]


def seats(conference: Conference, order_ids: list[str]) -> set[str]:
    return {f"SeatsAvailability_{conference.id}"}


def orders(conference: Conference, order_ids: list[str]) -> set[str]:
    """Writes only: whoever places an order over HTTP has its partition read first."""
    return {f'"PartitionKey":"Order_{order_id}"' for order_id in order_ids}


def processes(conference: Conference, order_ids: list[str]) -> set[str]:
    return {f"RegistrationProcess_{order_id}" for order_id in order_ids}


class FailingStack:
    """`partitions`: the storage answers 503 to each request that has one of these texts."""

    def __init__(self, storage: str, partitions: set[str], emulator: Emulator, api: Api) -> None:
        self.partitions = partitions
        self.api = api
        self._storage = storage
        self._emulator = emulator

    async def opened(self, quantity: int) -> Conference:
        """A conference on sale, with so many workshops."""

        def open_it() -> Conference:
            conference = self.api.create_conference()
            conference.add_seat_type("Workshop", "100.00", quantity)
            conference.publish()
            return conference

        return await asyncio.to_thread(open_it)

    async def messages(self) -> dict[str, dict[str, int]]:
        """Entity → state → how many of its messages are in it."""
        async with httpx.AsyncClient(trust_env=False) as client:
            entities: dict[str, dict[str, int]] = (await client.get(self._emulator.inspection_url)).json()["entities"]
        return entities

    async def until_scheduled(self, entity: str, count: int) -> None:
        """Until so many messages of the entity wait for their time, all at the same moment."""
        deadline = time.monotonic() + FAILING_SECONDS
        while (seen := (await self.messages())[entity])["scheduled"] < count:
            assert time.monotonic() < deadline, f"{entity} holds {seen}, not {count} that are scheduled"
            await asyncio.sleep(POLL_SECONDS)

    async def dead_letters(self) -> int:
        return sum(states.get("deadLetter", 0) for states in (await self.messages()).values())

    async def parked(self) -> list[str]:
        clients = StorageClients(self._storage)
        try:
            return [blob.name async for blob in clients.container("parked").list_blobs()]
        finally:
            await clients.close()


@pytest.fixture(scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FailingStack]:
    data = tmp_path_factory.mktemp("failing")
    partitions: set[str] = set()

    def fails(request: str) -> bool:
        return any(partition in request for partition in partitions)

    async with running_azurite() as azurite, heard(azurite, lambda request: None, fails) as storage:
        emulator = Emulator(data, durable=False)
        async with bare_stack(data, storage, emulator, {}) as base_url:
            api = Api(base_url)
            yield FailingStack(azurite, partitions, emulator, api)
            api.close()


async def place(conference: Conference, order_ids: list[str]) -> list[Order]:
    """An order for one workshop under each of the ids, by some clients at once."""
    at_once = asyncio.Semaphore(CLIENTS)

    async def place_one(order_id: str) -> Order:
        async with at_once:
            return await asyncio.to_thread(conference.place, conference.seats(Workshop=1), order_id)

    return await asyncio.gather(*(place_one(order_id) for order_id in order_ids))


async def is_reserved(order: Order, within: float) -> None:
    """Read again and again: an order whose first command failed is not there before its next attempt."""
    deadline = time.monotonic() + within
    state = ""
    while state != "ReservationCompleted":
        assert time.monotonic() < deadline, f"the order is {state or 'not there'} after {within:g} s"
        answer = await asyncio.to_thread(order.request, "GET", headers={"Prefer": "wait=1"})
        state = answer.json()["state"] if answer.status_code == httpx.codes.OK else ""
        await asyncio.sleep(POLL_SECONDS)


@pytest.mark.parametrize(
    ("number", "partitions", "entity"),
    [
        pytest.param(MORE, orders, "commands", id="commands"),
        pytest.param(MORE, processes, "events", id="events"),
        pytest.param(MANY_MORE, orders, "commands", id="many commands", marks=pytest.mark.slow),
        pytest.param(MANY_MORE, seats, "seats", id="many seats", marks=pytest.mark.slow),
        pytest.param(MANY_MORE, processes, "events", id="many events", marks=pytest.mark.slow),
    ],
)
async def test_messages_that_fail_hold_up_no_others_and_succeed_in_the_end(
    stack: FailingStack, number: int, partitions: Partitions, entity: str
):
    """`partitions`: those that do not answer. `entity`: where the messages wait for their next attempt."""
    failing, calm = await stack.opened(number), await stack.opened(1)
    order_ids = [new_id() for _ in range(number)]
    alarms = (await stack.messages())[entity]["scheduled"]

    stack.partitions |= partitions(failing, order_ids)
    placed = await place(failing, order_ids)
    await stack.until_scheduled(entity, alarms + AT_A_TIME + 1)
    [other] = await place(calm, [new_id()])
    await is_reserved(other, PASSING_SECONDS)

    stack.partitions.clear()
    for order in placed:
        await is_reserved(order, RECOVERED_SECONDS)
    workshop = await asyncio.to_thread(failing.sales, "Workshop")
    assert (workshop["reserved"], workshop["remaining"]) == (number, 0)
    assert await stack.dead_letters() == 0
    assert await stack.parked() == []
