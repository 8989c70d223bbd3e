"""What Attempts promise, in memory and in Table Storage. Ten failures are allowed; it is noon."""

import asyncio
from datetime import timedelta

import pytest

from infrastructure.attempts import Attempt, Attempts, TooManyFailures
from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_attempts import TableAttempts
from tests.conftest import fresh_prefix
from tests.disturbed_storage import Forward, disturbed_storage, passed
from tests.domain.given_when_then import minute
from tests.http.fakes import MemoryAttempts

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
async def in_table(storage: StorageClients) -> TableAttempts:
    made = TableAttempts(storage)
    await made.ensure_table()
    return made


@pytest.fixture(params=["memory", pytest.param("table", marks=pytest.mark.stack)])
def attempts(request: pytest.FixtureRequest) -> Attempts:
    return MemoryAttempts() if request.param == "memory" else request.getfixturevalue("in_table")


async def fail(attempts: Attempts, times: int, at: float = 0) -> list[Attempt]:
    return [await attempts.begin("alice", 10, minute(at)) for _ in range(times)]


async def test_the_eleventh_attempt_is_refused_until_the_first_is_forgotten(attempts: Attempts):
    await fail(attempts, 1)
    await fail(attempts, 9, at=5)
    with pytest.raises(TooManyFailures) as refused:
        await attempts.begin("alice", 10, minute(14))
    assert refused.value.retry_after == timedelta(minutes=1)
    await attempts.begin("alice", 10, minute(15))
    with pytest.raises(TooManyFailures) as refused:
        await attempts.begin("alice", 10, minute(15))
    assert refused.value.retry_after == timedelta(minutes=5)


async def test_a_forgiven_attempt_does_not_count(attempts: Attempts):
    begun = await fail(attempts, 10)
    await attempts.forgive(begun[3])
    await fail(attempts, 1)
    with pytest.raises(TooManyFailures):
        await attempts.begin("alice", 10, minute(0))


async def test_subjects_do_not_count_for_each_other(attempts: Attempts):
    await fail(attempts, 10)
    await attempts.begin("bob", 10, minute(0))


async def test_a_refused_attempt_does_not_count(attempts: Attempts):
    await fail(attempts, 10)
    for _ in range(5):
        with pytest.raises(TooManyFailures):
            await attempts.begin("alice", 10, minute(14))
    await fail(attempts, 10, at=15)


async def test_more_than_are_allowed_now_are_refused_until_few_enough_are_left(attempts: Attempts):
    """Ten were allowed, now it is three: the seventh oldest has to be forgotten first."""
    for at in range(10):
        await fail(attempts, 1, at=at)
    with pytest.raises(TooManyFailures) as refused:
        await attempts.begin("alice", 3, minute(10))
    assert refused.value.retry_after == timedelta(minutes=12)


async def test_of_many_at_the_same_moment_no_more_than_allowed_get_through(attempts: Attempts):
    tries = await asyncio.gather(*(fail(attempts, 1) for _ in range(14)), return_exceptions=True)
    assert [type(outcome).__name__ for outcome in tries if isinstance(outcome, BaseException)] == [
        "TooManyFailures"
    ] * 4


async def test_of_two_hundred_at_the_same_moment_ten_get_through_and_all_are_answered(attempts: Attempts):
    tries = await asyncio.gather(*(fail(attempts, 1) for _ in range(200)), return_exceptions=True)
    refused = [outcome for outcome in tries if isinstance(outcome, BaseException)]
    assert [type(outcome).__name__ for outcome in refused] == ["TooManyFailures"] * 190
    begun = {attempt.row for outcome in tries if not isinstance(outcome, BaseException) for attempt in outcome}
    assert len(begun) == 10


@pytest.mark.stack
async def test_of_many_at_several_instances_no_more_than_allowed_get_through(storage: StorageClients):
    instances = [TableAttempts(storage) for _ in range(4)]
    await instances[0].ensure_table()
    tries = await asyncio.gather(*(fail(instances[number % 4], 1) for number in range(40)), return_exceptions=True)
    refused = [outcome for outcome in tries if isinstance(outcome, BaseException)]
    assert [type(outcome).__name__ for outcome in refused] == ["TooManyFailures"] * 30


@pytest.mark.stack
async def test_what_is_old_goes_of_who_never_comes_back_too(storage: StorageClients, in_table: TableAttempts):
    """What is older than half a second past noon."""
    for subject, at in [("alice", 0), ("bob", 0.4 / 60), ("carol", 0.5 / 60), ("dave", 1)]:
        await in_table.begin(subject, 10, minute(at))
    await in_table.forget(minute(0.5 / 60))
    assert [row["PartitionKey"] async for row in storage.table("attempts").list_entities()] == ["carol", "dave"]


async def test_who_is_locked_out_stays_so_when_what_is_old_is_forgotten(attempts: Attempts):
    await fail(attempts, 10, at=5)
    await attempts.forget(minute(5))
    with pytest.raises(TooManyFailures):
        await attempts.begin("alice", 10, minute(6))


@pytest.mark.stack
async def test_forgotten_attempts_do_not_stay_in_the_table(storage: StorageClients, in_table: TableAttempts):
    await fail(in_table, 3)
    await fail(in_table, 1, at=14)
    await fail(in_table, 1, at=15)
    rows = storage.table("attempts").query_entities("PartitionKey eq 'alice'")
    assert [row["RowKey"] async for row in rows] == ["0000000003", "0000000004"]


@pytest.mark.stack
async def test_an_attempt_is_begun_even_if_another_one_clears_the_forgotten_away_at_that_moment(azurite: str):
    prefix = fresh_prefix()
    async with disturbed_storage(azurite) as proxy:
        slow, fast = StorageClients(proxy.connection_string, prefix=prefix), StorageClients(azurite, prefix=prefix)
        await TableAttempts(fast).ensure_table()
        await fail(TableAttempts(fast), 1)

        async def overtaken(forward: Forward) -> bytes:
            [other] = await fail(TableAttempts(fast), 1, at=20)
            await TableAttempts(fast).forgive(other)
            return await forward()

        proxy.disturb(passed, overtaken)
        await fail(TableAttempts(slow), 1, at=20)

        rows = fast.table("attempts").query_entities("PartitionKey eq 'alice'")
        assert [row["At"] async for row in rows] == ["2026-11-23T12:20:00.000000+00:00"]
        await slow.close()
        await fast.close()


async def test_a_subject_may_have_a_window_of_its_own(attempts: Attempts):
    """Two an hour: the third waits until the first is an hour old, to the microsecond."""
    for at in (0, 20):
        await attempts.begin("alice", 2, minute(at), HOUR)
    with pytest.raises(TooManyFailures) as refused:
        await attempts.begin("alice", 2, minute(59), HOUR)
    assert refused.value.retry_after == timedelta(minutes=1)
    with pytest.raises(TooManyFailures):
        await attempts.begin("alice", 2, minute(60) - timedelta(microseconds=1), HOUR)
    await attempts.begin("alice", 2, minute(60), HOUR)


async def test_an_attempt_begun_again_by_its_name_counts_once_and_is_not_refused(attempts: Attempts):
    first = await attempts.begin("alice", 2, minute(0), HOUR, name="order 1")
    await attempts.begin("alice", 2, minute(1), HOUR, name="order 2")
    assert not first.is_repeated
    assert (await attempts.begin("alice", 2, minute(59), HOUR, name="order 1")).is_repeated
    with pytest.raises(TooManyFailures):
        await attempts.begin("alice", 2, minute(59), HOUR, name="order 3")
    assert not (await attempts.begin("alice", 2, minute(60), HOUR, name="order 1")).is_repeated


async def test_forgiving_a_repeated_attempt_leaves_the_first_one_counted(attempts: Attempts):
    await attempts.begin("alice", 1, minute(0), HOUR, name="order 1")
    await attempts.forgive(await attempts.begin("alice", 1, minute(1), HOUR, name="order 1"))
    with pytest.raises(TooManyFailures):
        await attempts.begin("alice", 1, minute(2), HOUR, name="order 2")


async def test_of_one_name_begun_by_many_at_the_same_moment_one_is_new(attempts: Attempts):
    begun = await asyncio.gather(*(attempts.begin("alice", 1, minute(0), HOUR, name="order 1") for _ in range(20)))
    assert [attempt.is_repeated for attempt in begun].count(False) == 1


@pytest.mark.stack
async def test_two_instances_count_names_and_windows_together(storage: StorageClients):
    one, other = TableAttempts(storage), TableAttempts(storage)
    await one.ensure_table()
    await one.begin("alice", 2, minute(0), DAY, name="order 1")
    assert (await other.begin("alice", 2, minute(1), DAY, name="order 1")).is_repeated
    await other.begin("alice", 2, minute(600), DAY, name="order 2")
    with pytest.raises(TooManyFailures) as refused:
        await one.begin("alice", 2, minute(1439), DAY, name="order 3")
    assert refused.value.retry_after == timedelta(minutes=1)


@pytest.mark.stack
async def test_attempts_of_a_long_window_stay_as_long_as_they_count(storage: StorageClients, in_table: TableAttempts):
    await in_table.begin("alice", 2, minute(0), HOUR)
    await in_table.begin("alice", 2, minute(30), HOUR)
    with pytest.raises(TooManyFailures):
        await in_table.begin("alice", 2, minute(59), HOUR)
    await in_table.begin("alice", 2, minute(60), HOUR)
    rows = storage.table("attempts").query_entities("PartitionKey eq 'alice'")
    assert [row["RowKey"] async for row in rows] == ["0000000001", "0000000002"]
