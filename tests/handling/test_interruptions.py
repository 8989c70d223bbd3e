"""Answers that get lost, a bus that is down, a process that dies: the next try finishes what was begun."""

import asyncio

import pytest

from infrastructure.event_store import EventStore, Marker, StorageUnavailable
from infrastructure.messaging import BusUnavailable
from tests.handling.house import House, history, unpublished
from tests.handling.seats import add, new_conference, take


async def lose_the_answer() -> None:
    raise StorageUnavailable("the answer was lost")


async def test_an_append_whose_answer_was_lost_is_answered_from_its_marker_and_published(
    event_store: EventStore,
) -> None:
    house, stream = House(event_store), new_conference()
    await house.writer.handle(stream, add("open", 1))
    house.store.after_append = lose_the_answer
    with pytest.raises(StorageUnavailable):
        await house.writer.handle(stream, take("take"))
    assert house.bus.versions() == [[0]]
    assert await house.writer.handle(stream, take("take")) == Marker("command_take", "applied", None, 1, 1)
    assert await history(event_store, stream) == [1, -1]
    assert house.bus.versions() == [[0], [1]]
    assert await unpublished(event_store, stream) == []


async def test_what_was_not_stored_is_not_remembered(event_store: EventStore) -> None:
    house, stream = House(event_store), new_conference()
    await house.writer.handle(stream, add("open", 1))
    house.store.before_append = lose_the_answer
    with pytest.raises(StorageUnavailable):
        await house.writer.handle(stream, take("first"))
    assert (await house.writer.handle(stream, take("second"))).outcome == "applied"
    assert await history(event_store, stream) == [1, -1]


async def test_all_that_shared_the_lost_append_are_told_and_all_may_come_again(event_store: EventStore) -> None:
    house, stream = House(event_store), new_conference()
    items = [add(f"c{n}", n) for n in range(6)]
    house.store.after_append = lose_the_answer
    lost = await asyncio.gather(*(house.writer.handle(stream, item) for item in items), return_exceptions=True)
    assert [type(answer) for answer in lost] == [StorageUnavailable] * 6
    markers = await asyncio.gather(*(house.writer.handle(stream, item) for item in items))
    assert [marker.first_version for marker in markers] == [0, 1, 2, 3, 4, 5]
    assert await history(event_store, stream) == [0, 1, 2, 3, 4, 5]
    assert await unpublished(event_store, stream) == []


async def test_while_the_bus_is_down_events_are_stored_and_the_next_try_publishes_them(
    event_store: EventStore,
) -> None:
    house, stream = House(event_store), new_conference()
    house.bus.down = True
    with pytest.raises(BusUnavailable):
        await house.writer.handle(stream, add("open", 1))
    assert await history(event_store, stream) == [1]
    house.bus.down = False
    assert await house.writer.handle(stream, add("open", 1)) == Marker("command_open", "applied", None, 0, 1)
    assert house.bus.versions() == [[0]]
    assert await unpublished(event_store, stream) == []


async def test_what_was_sent_again_has_an_id_of_its_own(event_store: EventStore) -> None:
    house, stream = House(event_store), new_conference()
    house.bus.down = True
    with pytest.raises(BusUnavailable):
        await house.writer.handle(stream, add("open", 1))
    house.bus.down = False
    await house.publisher.publish_pending(stream)
    [(_, message)] = house.bus.sent
    message_id, _, repetition = message.message_id.partition("~")
    assert message_id == f"{stream}_0"
    assert repetition.isdigit()


async def test_what_a_dead_process_left_unpublished_goes_out_before_anything_newer(
    event_store: EventStore,
) -> None:
    dead, stream = House(event_store), new_conference()
    dead.bus.down = True
    with pytest.raises(BusUnavailable):
        await dead.writer.handle(stream, add("a"))
    alive = House(event_store)
    assert (await alive.writer.handle(stream, add("b"))).first_version == 1
    assert alive.bus.versions() == [[0], [1]]
    assert await unpublished(event_store, stream) == []


async def test_the_same_process_too_publishes_first_what_it_could_not_publish_before(
    event_store: EventStore,
) -> None:
    house, stream = House(event_store), new_conference()
    await house.writer.handle(stream, add("a"))
    house.bus.down = True
    with pytest.raises(BusUnavailable):
        await house.writer.handle(stream, add("b"))
    house.bus.down = False
    await house.writer.handle(stream, add("c"))
    assert house.bus.versions() == [[0], [1], [2]]
    assert await unpublished(event_store, stream) == []


async def test_an_input_that_is_in_is_not_answered_before_its_events_are_published(
    event_store: EventStore,
) -> None:
    house, stream = House(event_store), new_conference()
    house.bus.down = True
    for _ in range(2):
        with pytest.raises(BusUnavailable):
            await house.writer.handle(stream, add("open", opens_stream=True))
    assert await history(event_store, stream) == [1]


async def test_publishing_what_is_pending_reads_only_what_it_needs(event_store: EventStore) -> None:
    house, stream = House(event_store), new_conference()
    await house.writer.handle(stream, add("a"))
    house.store.calls.clear()
    await house.publisher.publish_pending(stream)
    assert house.store.calls == ["read"]
    assert house.bus.versions() == [[0]]


async def test_who_gives_up_waiting_harms_neither_its_own_input_nor_its_neighbours(
    event_store: EventStore,
) -> None:
    house, stream = House(event_store), new_conference()
    gate = asyncio.Event()

    async def wait_for_gate() -> None:
        await gate.wait()

    house.store.before_append = wait_for_gate
    impatient, neighbour = (asyncio.create_task(house.writer.handle(stream, add(name))) for name in "ab")
    await house.store.appending.wait()
    impatient.cancel()
    gate.set()
    assert (await neighbour).first_version == 1
    assert await history(event_store, stream) == [1, 1]
