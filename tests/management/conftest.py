from collections.abc import AsyncIterator

import pytest

from infrastructure.azure.clients import StorageClients
from tests.management.kept import World
from tests.management.site import Site


@pytest.fixture
async def site(storage: StorageClients) -> AsyncIterator[Site]:
    """No conference was created yet."""
    site = await Site.on(storage)
    yield site
    site.bus.released.set()
    await site.bus.all_delivered()


@pytest.fixture
async def world(storage: StorageClients) -> World:
    return await World.on(storage)
