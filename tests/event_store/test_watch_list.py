"""The watch list, on a table and in memory: what is due comes in order of its time, until it is removed."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_watch_list import TableWatchList
from infrastructure.memory.memory_watch_list import MemoryWatchList
from infrastructure.watch_list import Watched, WatchList

ADA, BOB = UUID(int=1), UUID(int=2)


def noon(seconds: int) -> datetime:
    return datetime(2026, 11, 23, 12, 0, seconds, tzinfo=UTC)


@pytest.fixture
def in_memory() -> MemoryWatchList:
    return MemoryWatchList()


@pytest.fixture
async def on_a_table(storage: StorageClients) -> TableWatchList:
    watch_list = TableWatchList(storage)
    await watch_list.ensure_table()
    return watch_list


@pytest.fixture(params=["in_memory", pytest.param("on_a_table", marks=pytest.mark.stack)])
def watch_list(request: pytest.FixtureRequest) -> WatchList:
    either: WatchList = request.getfixturevalue(request.param)
    return either


async def due(watch_list: WatchList, now: datetime) -> list[Watched]:
    return [watched async for watched in watch_list.due(now)]


async def test_what_is_due_comes_with_its_time_and_not_before(watch_list: WatchList):
    await watch_list.add(Watched(ADA, noon(30)))
    await watch_list.add(Watched(BOB, noon(20)))
    await watch_list.add(Watched(ADA, noon(10)))

    assert await due(watch_list, noon(9)) == []
    assert await due(watch_list, noon(20)) == [Watched(ADA, noon(10)), Watched(BOB, noon(20))]
    assert await due(watch_list, noon(59)) == [
        Watched(ADA, noon(10)),
        Watched(BOB, noon(20)),
        Watched(ADA, noon(30)),
    ]


async def test_the_same_twice_is_one(watch_list: WatchList):
    await watch_list.add(Watched(ADA, noon(10)))
    await watch_list.add(Watched(ADA, noon(10)))

    assert await due(watch_list, noon(10)) == [Watched(ADA, noon(10))]


async def test_what_is_removed_is_gone_and_its_neighbours_stay(watch_list: WatchList):
    await watch_list.add(Watched(ADA, noon(10)))
    await watch_list.add(Watched(BOB, noon(10)))
    await watch_list.add(Watched(ADA, noon(11)))

    await watch_list.remove(Watched(ADA, noon(10)))
    await watch_list.remove(Watched(ADA, noon(10)))

    assert await due(watch_list, noon(59)) == [Watched(BOB, noon(10)), Watched(ADA, noon(11))]
