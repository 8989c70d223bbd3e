"""One emulator for the folder, with the system's own topology and a few queues to play with."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from azure.servicebus.aio import ServiceBusClient

from infrastructure.azure.bus import BusSender
from infrastructure.azure.service_bus import service_bus_client
from infrastructure.event_store import EventStore
from infrastructure.topology import emulator_config
from tests.servicebus.bus import Bus
from tests.servicebus.emulator import running_emulator
from tests.stores import Stores

PLAYGROUND = ("batches", "later", "sizes")


@pytest.fixture
def event_store(stores: Stores) -> EventStore:
    return stores.events


@pytest_asyncio.fixture(scope="session")
async def emulator() -> AsyncIterator[str]:
    """Its connection string."""
    config = emulator_config()
    config["UserConfig"]["Namespaces"][0]["Queues"] += [{"Name": name, "Properties": {}} for name in PLAYGROUND]
    async with running_emulator(config) as connection_string:
        yield connection_string


@pytest_asyncio.fixture(scope="session")
async def receiving(emulator: str) -> AsyncIterator[Bus]:
    """The other side of the bus."""
    bus = Bus(emulator)
    yield bus
    await bus.close()


@pytest_asyncio.fixture(scope="session")
async def client(emulator: str) -> AsyncIterator[ServiceBusClient]:
    client = service_bus_client(emulator)
    yield client
    await client.close()


@pytest_asyncio.fixture(scope="session")
async def sender(client: ServiceBusClient) -> AsyncIterator[BusSender]:
    sender = BusSender(client)
    yield sender
    await sender.close()
