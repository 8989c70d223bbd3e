"""What takes time: locks, schedules, windows, restarts. Each test is the outcome of a case that runs beside others."""

import asyncio

import pytest

from tests.servicebus import (
    waiting_locks,
    waiting_restarts,
    waiting_sessions,
    waiting_sync,
    waiting_times,
    waiting_tokens,
)
from tests.servicebus.waiting import CASES

pytestmark = pytest.mark.stack

MODULES = (waiting_locks, waiting_times, waiting_restarts, waiting_sessions, waiting_sync, waiting_tokens)
"""Importing them registers their cases."""


@pytest.mark.parametrize("case", CASES)
async def test_in_time(case: str, waiting_cases: dict[str, asyncio.Task[None]]) -> None:
    await waiting_cases[case]
