"""Fixtures that more than one folder of tests uses."""

import os
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, settings

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_event_store import TableEventStore
from tests.azurite import running_azurite
from tests.stores import Stores, in_memory, on_azure

# Hypothesis: how many examples a property is tried on. `make test-fast` takes few. A busy machine is no failure.
BUSY = [HealthCheck.too_slow]
settings.register_profile("fast", max_examples=15, deadline=None, suppress_health_check=BUSY)
settings.register_profile("full", max_examples=150, deadline=None, suppress_health_check=BUSY)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "full"))

# The sentences of the feature files, and what is said where no browser is. (pytest takes plugins from the topmost
# conftest only.)
pytest_plugins = [
    "tests.acceptance.steps.owner",
    "tests.acceptance.steps.registrant",
    "tests.acceptance.steps.finding",
    "tests.acceptance.steps.managing",
    "tests.acceptance.steps.lists",
    "tests.acceptance.steps.crash",
    "tests.acceptance.steps.mail",
    "tests.acceptance.steps.settling",
    "tests.browser.without_browser",
    "tests.acceptance.steps.money",
    "tests.acceptance.steps.racing",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuses tests that would start a process in `make test-fast`."""
    fixtures = ((item, getattr(item, "fixturenames", ())) for item in items)
    starting = [item for item, names in fixtures if {"azurite", "emulator"}.intersection(names)]
    unmarked = [item.nodeid for item in starting if not item.get_closest_marker("stack")]
    if unmarked:
        raise pytest.UsageError(f"these start a process and are not marked `stack`: {unmarked}")


@pytest_asyncio.fixture(scope="session")
async def azurite() -> AsyncIterator[str]:
    """The connection string of an Azurite that the whole session shares. Whoever uses it is marked `stack`."""
    async with running_azurite() as connection_string:
        yield connection_string


@pytest_asyncio.fixture
async def storage(azurite: str) -> AsyncIterator[StorageClients]:
    """Clients whose tables and containers are this test's own, by a fresh prefix. None of them exists yet."""
    clients = StorageClients(azurite, prefix=fresh_prefix())
    yield clients
    await clients.close()


@pytest_asyncio.fixture
async def event_store(storage: StorageClients) -> TableEventStore:
    store = TableEventStore(storage)
    await store.ensure_tables()
    return store


@pytest_asyncio.fixture
async def azure_stores(storage: StorageClients) -> Stores:
    return await on_azure(storage)


@pytest.fixture(params=["memory", pytest.param("azure", marks=pytest.mark.stack)])
def stores(request: pytest.FixtureRequest) -> Stores:
    """Each test runs twice: in memory among the fast tests, and on real storage."""
    made: Stores = in_memory() if request.param == "memory" else request.getfixturevalue("azure_stores")
    return made


def fresh_prefix() -> str:
    """For table and container names: small letters and digits, a letter first."""
    return f"t{uuid4().hex[:12]}"
