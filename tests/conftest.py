"""Fixtures that more than one folder of tests uses."""

import os
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest_asyncio
from hypothesis import settings

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_event_store import TableEventStore
from tests.azurite import running_azurite

# Hypothesis: how many examples a property is tried on. `make test-fast` takes few.
settings.register_profile("fast", max_examples=15, deadline=None)
settings.register_profile("full", max_examples=150, deadline=None)
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


def fresh_prefix() -> str:
    """For table and container names: small letters and digits, a letter first."""
    return f"t{uuid4().hex[:12]}"
