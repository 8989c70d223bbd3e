"""Killing the host, on a stack of its own."""

from collections.abc import Iterator

import pytest
from pytest_bdd import scenarios

from tests.stack import Stack, running_stack

scenarios("features/crash.feature")


@pytest.fixture(scope="module")
def mortal_stack() -> Iterator[Stack]:
    with running_stack() as running:
        yield running


@pytest.fixture
def scenario_stack(mortal_stack: Stack) -> Stack:
    return mortal_stack
