"""Memory and journal stay steady under a mixed load. `SOAK_SECONDS=3600 make test-slow` takes an hour for it."""

import os

import pytest

from tests.servicebus.soak import ALLOWED_GROWTH, soak

SECONDS = float(os.environ.get("SOAK_SECONDS", "60"))
KINDS = {
    "settled",
    "dead letters",
    "sessions",
    "kept of duplicates",
    "expired",
    "cancelled",
    "published",
    "events",
    "even events",
}


@pytest.mark.stack
@pytest.mark.slow
@pytest.mark.timeout(SECONDS + 120)
async def test_memory_and_journal_stay_steady_under_a_mixed_load() -> None:
    outcome = await soak(SECONDS, with_journal=True)
    assert outcome.done.keys() >= KINDS
    assert outcome.growth(lambda sample: sample.memory) <= ALLOWED_GROWTH
    assert outcome.growth(lambda sample: sample.journal) <= ALLOWED_GROWTH
