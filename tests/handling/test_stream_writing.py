"""An input is decided on the newest state, takes effect at most once, and is answered by what became of it."""

import asyncio

import pytest

from infrastructure.event_store import EventStore, Marker, StreamId
from tests.handling.house import House, history, unpublished
from tests.handling.seats import add, do_nothing, new_conference, take


async def test_an_input_that_opens_a_stream_costs_one_append_one_message_and_one_delete(
    event_store: EventStore,
) -> None:
    house, stream = House(event_store), new_conference()
    marker = await house.writer.handle(stream, add("open", 100, opens_stream=True))
    assert marker == Marker("command_open", "applied", None, 0, 1)
    assert house.store.calls == ["append", "mark_published"]
    assert await history(event_store, stream) == [100]
    assert await unpublished(event_store, stream) == []
    [(entity, message)] = house.bus.sent
    assert entity == "events"
    assert message.message_id == f"{stream}_0"
    assert message.properties == {
        "SourceType": "SeatsAvailability",
        "SourceId": str(stream.id),
        "FirstVersion": "0",
        "AvailableSeatsChanged": "1",
    }


async def test_the_events_of_an_input_say_what_caused_them(event_store: EventStore) -> None:
    house, stream = House(event_store), new_conference()
    await asyncio.gather(*(house.writer.handle(stream, add(name)) for name in ("first", "second")))
    events = (await event_store.read(stream)).events
    assert [event.provenance.causation_id for event in events] == ["first", "second"]


async def test_a_stream_that_this_process_does_not_remember_is_loaded_once(event_store: EventStore) -> None:
    stream = new_conference()
    await House(event_store).writer.handle(stream, add("open", 1))
    house = House(event_store)
    assert (await house.writer.handle(stream, take("take"))).outcome == "applied"
    await house.writer.handle(stream, add("more", 5))
    assert house.store.calls == ["read", "append", "mark_published", "append", "mark_published"]
    assert await history(event_store, stream) == [1, -1, 5]


async def test_what_is_refused_leaves_a_marker_with_the_reason_and_nothing_else(event_store: EventStore) -> None:
    house, stream = House(event_store), new_conference()
    marker = await house.writer.handle(stream, take("take"))
    assert marker == Marker("command_take", "refused", "sold-out", None, 0)
    assert await event_store.marker(stream, "command_take") == marker
    assert await history(event_store, stream) == []
    assert house.bus.sent == []


async def test_what_changes_nothing_leaves_a_marker_and_nothing_else(event_store: EventStore) -> None:
    house, stream = House(event_store), new_conference()
    assert await house.writer.handle(stream, do_nothing("idle")) == Marker("command_idle", "unchanged", None, None, 0)
    assert (await event_store.marker(stream, "command_idle")) is not None


@pytest.mark.parametrize("same_process", [True, False], ids=["remembered", "forgotten"])
async def test_an_input_that_comes_again_gets_its_first_answer(event_store: EventStore, same_process: bool) -> None:
    house, stream = House(event_store), new_conference()
    await house.writer.handle(stream, add("open", 1))
    first = await house.writer.handle(stream, take("take"))
    late = house if same_process else House(event_store)
    assert await late.writer.handle(stream, take("take")) == first == Marker("command_take", "applied", None, 1, 1)
    assert await history(event_store, stream) == [1, -1]


async def test_a_refusal_stands_even_when_the_input_could_be_carried_out_later(event_store: EventStore) -> None:
    house, stream = House(event_store), new_conference()
    await house.writer.handle(stream, take("take"))
    await house.writer.handle(stream, add("more", 5))
    assert (await house.writer.handle(stream, take("take"))).outcome == "refused"
    assert await history(event_store, stream) == [5]


async def test_an_input_that_opens_a_stream_for_the_second_time_is_decided_on_what_there_is(
    event_store: EventStore,
) -> None:
    house, stream = House(event_store), new_conference()
    await House(event_store).writer.handle(stream, add("open", 1, opens_stream=True))
    assert (await house.writer.handle(stream, add("again", 7, opens_stream=True))).first_version == 1
    assert await history(event_store, stream) == [1, 7]


async def test_streams_of_another_type_are_somebody_elses(event_store: EventStore) -> None:
    order = StreamId("Order", new_conference().id)
    with pytest.raises(ValueError, match="is no SeatsAvailability"):
        await House(event_store).writer.handle(order, add("open"))
