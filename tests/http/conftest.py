import pytest

from functions.http.services import provide
from tests.http.world import World


@pytest.fixture
def world() -> World:
    """The conference is published; nothing was ordered yet."""
    world = World()
    world.conference()
    provide(world.services)
    return world
