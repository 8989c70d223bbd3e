"""State rows change together with the events that changed them."""

import pytest

from infrastructure.event_store import State, Unpublished
from tests.event_store.conftest import AnyStore, RowsOf
from tests.event_store.streams import commit, new_order, rejected


async def test_a_stream_without_state_rows_has_no_state(any_store: AnyStore) -> None:
    assert await any_store.read_state(new_order()) == State(-1, {}, [])


async def test_state_is_that_after_the_last_event(any_store: AnyStore) -> None:
    order = new_order()
    rows: dict[str, str | None] = {"Order": '{"lines":1}', "SeatType_1": "{}", "SeatType_2": "{}"}
    await any_store.append(commit(order, "a", rejected(order, 0), rejected(order, 1), state=rows))
    changed: dict[str, str | None] = {"Order": '{"lines":2}', "SeatType_1": None}
    await any_store.append(commit(order, "b", rejected(order, 2), state=changed))

    assert await any_store.read_state(order) == State(
        2, {"Order": '{"lines":2}', "SeatType_2": "{}"}, [Unpublished(0, 2), Unpublished(2, 1)]
    )


async def test_one_row_is_read_by_its_key(any_store: AnyStore) -> None:
    order = new_order()
    assert await any_store.state_row(order, "Order") is None
    long = "a😀" * 30_000
    await any_store.append(commit(order, "a", rejected(order, 0), state={"Order": long, "SeatType_1": "{}"}))
    assert [await any_store.state_row(order, key) for key in ("Order", "SeatType_1", "SeatType_2")] == [
        long,
        "{}",
        None,
    ]


async def test_a_read_of_events_passes_state_rows_by(any_store: AnyStore) -> None:
    order = new_order()
    await any_store.append(commit(order, "a", rejected(order, 0), state={"Order": "{}"}))

    found = await any_store.read(order)

    assert [event.version for event in found.events] == [0]
    assert found.unpublished == [Unpublished(0, 1)]


@pytest.mark.parametrize("text", ["", "a" * 32_000, "a" * 32_001, "ä€" * 25_000, "a😀" * 30_000])
async def test_long_state_comes_back_to_the_letter(any_store: AnyStore, text: str) -> None:
    order = new_order()
    await any_store.append(commit(order, "a", rejected(order, 0), state={"Order": text}))

    assert (await any_store.read_state(order)).rows == {"Order": text}


async def test_state_that_shrinks_leaves_nothing_of_its_longer_past(any_store: AnyStore) -> None:
    order = new_order()
    await any_store.append(commit(order, "a", rejected(order, 0), state={"Order": "a" * 70_000}))
    await any_store.append(commit(order, "b", rejected(order, 1), state={"Order": "b"}))

    assert (await any_store.read_state(order)).rows == {"Order": "b"}


async def test_removing_a_state_row_that_is_not_there_fails_and_changes_nothing(
    rows_of: RowsOf, any_store: AnyStore
) -> None:
    order = new_order()
    await any_store.append(commit(order, "a", rejected(order, 0), state={"Order": "{}"}))
    before = await rows_of(order)

    with pytest.raises(ValueError, match="SeatType_1"):
        await any_store.append(commit(order, "b", rejected(order, 1), state={"SeatType_1": None}))

    assert await rows_of(order) == before
