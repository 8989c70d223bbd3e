"""Late payments, payments that race, and invoices, on a stack whose clock is turned down."""

from collections.abc import Iterator

import pytest
from pytest_bdd import scenarios

from tests.acceptance.world import World
from tests.stack import Stack, running_stack

scenarios("features/late_payment.feature", "features/invoice.feature", "features/late_payment_races.feature")

WINDOW_SECONDS = 6
BUFFER_SECONDS = 1
INVOICE_DAY_SECONDS = 8


@pytest.fixture(scope="module")
def hasty_stack() -> Iterator[Stack]:
    environment = {
        "RESERVATION_WINDOW_SECONDS": str(WINDOW_SECONDS),
        "SEAT_RELEASE_BUFFER_SECONDS": str(BUFFER_SECONDS),
        "INVOICE_DAY_SECONDS": str(INVOICE_DAY_SECONDS),
    }
    with running_stack(env=environment) as running:
        yield running


@pytest.fixture
def scenario_stack(hasty_stack: Stack) -> Stack:
    return hasty_stack


@pytest.fixture(autouse=True)
def buffer(world: World) -> None:
    world.buffer_seconds = BUFFER_SECONDS
