"""When the host renews the locks of messages in flight."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from local.host.sb_locks import LockKeeper
from local.host.sb_message import Message
from local.host.sb_receiver import SettlementError
from tests.host.running_host import eventually

pytestmark = pytest.mark.stack  # real time passes


def seconds_from_now(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


@dataclass(eq=False)
class Held:
    """A delivery with a lock of so many seconds."""

    lock_seconds: float
    locked_until: datetime = field(init=False)
    renewals: int = 0

    def __post_init__(self) -> None:
        self.locked_until = seconds_from_now(self.lock_seconds)

    def read(self) -> Message:
        raise AssertionError("a lock keeper does not read messages")


async def renew(held: Held) -> None:
    held.renewals += 1
    held.locked_until = seconds_from_now(held.lock_seconds)


@asynccontextmanager
async def running(keeper: LockKeeper[Held]) -> AsyncIterator[None]:
    task = asyncio.create_task(keeper.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def test_a_lock_is_renewed_again_and_again_after_half_of_it() -> None:
    keeper = LockKeeper(renew, 60)
    held = Held(1.2)
    async with running(keeper):
        keeper.hold(held)
        started = datetime.now(UTC)
        await eventually(lambda: held.renewals == 2)
        took = (datetime.now(UTC) - started).total_seconds()
    assert 1.1 < took < 1.9


async def test_a_message_let_go_is_no_longer_renewed() -> None:
    keeper = LockKeeper(renew, 60)
    let_go, kept = Held(1.0), Held(1.2)
    async with running(keeper):
        ticket = keeper.hold(let_go)
        keeper.hold(kept)
        keeper.let_go(ticket)
        await eventually(lambda: kept.renewals == 1)
    assert let_go.renewals == 0


async def test_a_shorter_lock_that_comes_later_is_renewed_first() -> None:
    in_time: list[tuple[Held, bool]] = []

    async def note(held: Held) -> None:
        in_time.append((held, datetime.now(UTC) < held.locked_until))
        await renew(held)

    keeper = LockKeeper(note, 60)
    long, short = Held(3), Held(1.1)
    async with running(keeper):
        keeper.hold(long)
        await asyncio.sleep(0)  # The keeper now waits for the long one's turn.
        keeper.hold(short)
        await eventually(lambda: long.renewals)
    assert in_time[0] == (short, True)


async def test_renewals_end_with_the_maximum() -> None:
    keeper = LockKeeper(renew, 1.0)
    limited, witness = Held(1.2), Held(3.2)
    unlimited = LockKeeper(renew, -0.001)
    async with running(keeper), running(unlimited):
        keeper.hold(limited)
        unlimited.hold(witness)
        await eventually(lambda: witness.renewals == 1)
    assert limited.renewals == 1


async def test_a_renewal_that_fails_is_tried_again_while_the_lock_lasts() -> None:
    attempts = 0

    async def fail_once(held: Held) -> None:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            raise SettlementError("the broker is busy")
        await renew(held)

    keeper = LockKeeper(fail_once, 60)
    held = Held(2.2)
    async with running(keeper):
        keeper.hold(held)
        await eventually(lambda: held.renewals == 1)
    assert attempts == 2
