import os
from collections.abc import Iterator

import pytest

from tests.acceptance.api import Api
from tests.acceptance.world import World
from tests.stack import Stack, running_stack, stack

__all__ = ["stack"]

WINDOW_SECONDS = 6
BUFFER_SECONDS = 6


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "acceptance" in os.fspath(item.path):
            item.add_marker(pytest.mark.stack)


@pytest.fixture(scope="module")
def clocked_stack() -> Iterator[Stack]:
    """A stack of its own with the clock turned down."""
    environment = {
        "RESERVATION_WINDOW_SECONDS": str(WINDOW_SECONDS),
        "SEAT_RELEASE_BUFFER_SECONDS": str(BUFFER_SECONDS),
    }
    with running_stack(env=environment) as running:
        yield running


@pytest.fixture
def scenario_stack(stack: Stack) -> Stack:
    """The stack that a scenario runs against; a module may have another."""
    return stack


@pytest.fixture
def world(scenario_stack: Stack) -> Iterator[World]:
    api = Api(scenario_stack.base_url)
    yield World(scenario_stack, api)
    api.close()
