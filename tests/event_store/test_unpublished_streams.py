"""What a crash left unpublished can be found without knowing its stream."""

from uuid import UUID

import pytest

from domain.catalogue import ORDER, SEAT_ASSIGNMENTS
from infrastructure.event_store import Commit, Marker, StreamId, Unpublished
from tests.event_store.conftest import AnyStore
from tests.event_store.streams import commit, rejected

LOWEST = StreamId(ORDER, UUID("00000000-0000-4000-8000-000000000000"))
LAST_OF_3E = StreamId(ORDER, UUID("3effffff-ffff-4fff-bfff-ffffffffffff"))
FIRST_OF_3F = StreamId(ORDER, UUID("3f000000-0000-4000-8000-000000000000"))
LAST_OF_3F = StreamId(ORDER, UUID("3fffffff-ffff-4fff-bfff-ffffffffffff"))
FIRST_OF_40 = StreamId(ORDER, UUID("40000000-0000-4000-8000-000000000000"))
HIGHEST = StreamId(ORDER, UUID("ffffffff-ffff-4fff-bfff-ffffffffffff"))
ORDERS = [LOWEST, LAST_OF_3E, FIRST_OF_3F, LAST_OF_3F, FIRST_OF_40, HIGHEST]


@pytest.fixture
async def store(any_store: AnyStore) -> AnyStore:
    for order in ORDERS:
        await any_store.append(commit(order, "a", rejected(order, 0)))
    return any_store


async def found(store: AnyStore, stream_type: str, first: str = "", last: str = "g") -> list[StreamId]:
    return [stream async for stream in store.streams_with_unpublished(stream_type, first, last)]


async def test_every_stream_with_something_unpublished_is_found(store: AnyStore) -> None:
    assert await found(store, ORDER) == ORDERS


async def test_a_slice_of_ids_ends_before_its_end(store: AnyStore) -> None:
    assert await found(store, ORDER, "3f", "40") == [FIRST_OF_3F, LAST_OF_3F]
    assert await found(store, ORDER, "", "3f") == [LOWEST, LAST_OF_3E]
    assert await found(store, ORDER, "ff") == [HIGHEST]


async def test_streams_of_another_type_in_the_same_table_are_not_found(store: AnyStore) -> None:
    assert await found(store, SEAT_ASSIGNMENTS) == []


async def test_a_stream_with_several_unpublished_commits_is_found_once(store: AnyStore) -> None:
    await store.append(commit(LAST_OF_3F, "b", rejected(LAST_OF_3F, 1)))

    assert await found(store, ORDER, "3f", "40") == [FIRST_OF_3F, LAST_OF_3F]


async def test_a_published_stream_is_not_found(store: AnyStore) -> None:
    await store.mark_published(FIRST_OF_3F, Unpublished(0, 1))

    assert await found(store, ORDER, "3f", "40") == [LAST_OF_3F]


async def test_a_stream_of_markers_only_is_not_found(any_store: AnyStore) -> None:
    await any_store.append(Commit(LOWEST, -1, [Marker("command_a", "refused", "no")], []))

    assert await found(any_store, ORDER) == []
