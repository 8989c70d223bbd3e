"""The clock of a reservation, on a stack whose clock is turned down."""

import pytest
from pytest_bdd import scenarios

from tests.stack import Stack

scenarios("features/expiry.feature")


@pytest.fixture
def scenario_stack(clocked_stack: Stack) -> Stack:
    return clocked_stack
