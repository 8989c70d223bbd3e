from collections.abc import AsyncIterator

import pytest

from tests.management.kept import World
from tests.management.site import Site
from tests.stores import Stores


@pytest.fixture
async def site(stores: Stores) -> AsyncIterator[Site]:
    """No conference was created yet."""
    site = await Site.on(stores)
    yield site
    site.bus.released.set()
    await site.bus.all_delivered()


@pytest.fixture
async def world(stores: Stores) -> World:
    return await World.on(stores)
