"""Reads that wait: how often they look, what wakes them, what they answer when their time is up."""

import asyncio

from infrastructure.waiting import Wakeups
from tests.simulation.virtual_time import VirtualTimeLoop


class Reading:
    """Counts up, one each time it is read."""

    def __init__(self) -> None:
        self.count = 0

    async def __call__(self) -> int:
        self.count += 1
        return self.count


async def test_what_is_enough_at_once_is_read_once():
    read = Reading()
    assert await Wakeups().wait_for("key", read, lambda count: True, 10) == 1
    assert read.count == 1


async def test_without_time_it_is_read_once_whatever_it_is():
    read = Reading()
    assert await Wakeups().wait_for("key", read, lambda count: False, 0) == 1
    assert read.count == 1


def test_it_looks_again_less_and_less_often_and_answers_the_last_reading_when_time_is_up():
    looked_at: list[float] = []

    async def read() -> int:
        looked_at.append(round(asyncio.get_running_loop().time(), 2))
        return len(looked_at)

    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        assert runner.run(Wakeups().wait_for("key", read, lambda count: False, 4)) == 9
    # Pauses of 0.05, 0.1, 0.2, 0.4 and 0.8 s, then of 1 s.
    assert looked_at == [0, 0.05, 0.15, 0.35, 0.75, 1.55, 2.55, 3.55, 4]


async def test_a_notification_wakes_those_who_wait_for_its_key_and_no_others():
    wakeups, reads = Wakeups(), {"mine": Reading(), "other": Reading()}
    waiting = {
        key: asyncio.create_task(wakeups.wait_for(key, read, lambda count: count >= 10, 60))
        for key, read in reads.items()
    }
    while not waiting["mine"].done():
        wakeups.notify("mine")
        await asyncio.sleep(0)
    assert reads["other"].count < 10
    waiting["other"].cancel()


async def test_what_changes_while_it_is_read_is_not_missed():
    wakeups = Wakeups()
    readings = 0

    async def read() -> int:
        nonlocal readings
        readings += 1
        wakeups.notify("key")  # the change comes too late for this reading
        return readings

    async with asyncio.timeout(5):
        assert await wakeups.wait_for("key", read, lambda count: count == 50, 60) == 50


async def test_nothing_is_kept_for_keys_that_nobody_waits_for():
    wakeups = Wakeups()
    with wakeups.listening("key"), wakeups.listening("key"):
        assert wakeups.__dict__ != Wakeups().__dict__
    assert wakeups.__dict__ == Wakeups().__dict__
    wakeups.notify("key")
