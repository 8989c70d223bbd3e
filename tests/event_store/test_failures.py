"""How many tries at codes failed within an hour, counted by several instances, in memory and in Table Storage."""

import asyncio

import pytest

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_attempts import TableAttempts
from infrastructure.azure.table_failures import TableFailures
from infrastructure.event_store import StorageUnavailable
from infrastructure.failures import FailureRows, Failures
from tests.domain.given_when_then import minute
from tests.http.fakes import MemoryFailures, SetClock

ELSEWHERE = "an instance that this test does not have"


@pytest.fixture
async def in_table(storage: StorageClients) -> TableFailures:
    await TableAttempts(storage).ensure_table()
    return TableFailures(storage)


@pytest.fixture
def clock() -> SetClock:
    """It is noon."""
    return SetClock(minute(0))


@pytest.fixture(params=["memory", pytest.param("table", marks=pytest.mark.stack)])
def rows(request: pytest.FixtureRequest) -> FailureRows:
    return MemoryFailures() if request.param == "memory" else request.getfixturevalue("in_table")


async def test_2000_failures_within_an_hour_are_usual_and_one_more_is_not(rows: FailureRows, clock: SetClock):
    await rows.write(minute(0), ELSEWHERE, 1_998)
    failures = Failures(rows, clock)
    await failures.add()
    await failures.add()
    assert not await failures.are_many()
    await failures.add()
    assert await failures.are_many()


async def test_an_instance_knows_its_own_at_once_and_those_of_others_after_two_seconds(
    rows: FailureRows, clock: SetClock
):
    await rows.write(minute(0), ELSEWHERE, 2_000)
    one, other = Failures(rows, clock), Failures(rows, clock)
    assert (await one.are_many(), await other.are_many()) == (False, False)
    await one.add()
    assert (await one.are_many(), await other.are_many()) == (True, False)
    clock.time = minute(1.99 / 60)
    assert not await other.are_many()
    clock.time = minute(2 / 60)
    assert (await one.are_many(), await other.are_many()) == (True, True)


async def test_a_failure_that_is_written_while_the_others_are_read_is_known_at_once(clock: SetClock):
    rows = MemoryFailures()
    await rows.write(minute(0), ELSEWHERE, 2_000)
    failures = Failures(rows, clock)
    rows.hold_writes = asyncio.Event()
    adding = asyncio.create_task(failures.add())
    await rows.held.wait()
    assert not await failures.are_many()
    rows.hold_writes.set()
    await adding
    assert await failures.are_many()


async def test_a_failure_counts_for_an_hour_and_until_its_minute_is_an_hour_old(rows: FailureRows, clock: SetClock):
    """1,000 failed at 12:00, 1,000 at 12:30, and one at 12:59."""
    await rows.write(minute(0), ELSEWHERE, 1_000)
    await rows.write(minute(30), ELSEWHERE, 1_000)
    await rows.write(minute(59), ELSEWHERE, 1)
    failures = Failures(rows, clock)
    expected = {59.5: True, 60.9: True, 61: False, 90: False}
    found = {}
    for at in expected:
        clock.time = minute(at)
        found[at] = await failures.are_many()
    assert found == expected


async def test_what_an_instance_that_ended_has_counted_goes_on_counting(rows: FailureRows, clock: SetClock):
    await rows.write(minute(0), ELSEWHERE, 1_999)
    ended = Failures(rows, clock)
    await ended.add()
    started = Failures(rows, clock)
    await started.add()
    assert await Failures(rows, clock).are_many()


async def test_failures_at_the_same_moment_at_two_instances_all_count(rows: FailureRows, clock: SetClock):
    await rows.write(minute(0), ELSEWHERE, 1_901)
    instances = [Failures(rows, clock), Failures(rows, clock)]
    await asyncio.gather(*(failures.add() for failures in instances for _ in range(50)))
    assert await Failures(rows, clock).are_many()
    assert sum([number async for number in rows.read(minute(0))]) == 2_001


async def test_what_could_not_be_written_is_written_with_the_next_one(clock: SetClock):
    rows = MemoryFailures()
    failures = Failures(rows, clock)
    rows.down = True
    with pytest.raises(StorageUnavailable):
        await failures.add()
    rows.down = False
    await failures.add()
    assert list(rows.rows.values()) == [2]


async def test_many_who_ask_at_the_same_time_read_once(clock: SetClock):
    rows = MemoryFailures()
    failures = Failures(rows, clock)
    assert await asyncio.gather(*(failures.are_many() for _ in range(200))) == [False] * 200
    assert rows.reads == 1


async def test_operators_are_told_once_that_many_fail(clock: SetClock, caplog: pytest.LogCaptureFixture):
    rows = MemoryFailures()
    await rows.write(minute(0), ELSEWHERE, 2_001)
    failures = Failures(rows, clock)
    for at in (0, 1, 2, 62):
        clock.time = minute(at)
        await failures.are_many()
    assert [record.getMessage() for record in caplog.records] == [
        "more than 2000 tries at codes failed within the last hour: fewer are allowed"
    ]


@pytest.mark.stack
async def test_old_rows_are_forgotten_with_old_attempts(storage: StorageClients, in_table: TableFailures):
    await in_table.write(minute(0), ELSEWHERE, 7)
    await in_table.write(minute(1), ELSEWHERE, 8)
    await TableAttempts(storage).forget(minute(1))
    assert [number async for number in in_table.read(minute(0))] == [8]
