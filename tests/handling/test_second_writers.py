"""Several processes write the same stream: whoever comes second reads on and decides again."""

import asyncio

from infrastructure.event_store import EventStore, Marker
from tests.handling.house import House, history, unpublished
from tests.handling.seats import add, new_conference, take


async def test_a_remembered_state_that_is_old_costs_a_second_try_and_nothing_else(event_store: EventStore) -> None:
    here, there, stream = House(event_store), House(event_store), new_conference()
    await here.writer.handle(stream, add("open", 1))
    await there.writer.handle(stream, add("more", 2))
    here.store.calls.clear()
    assert (await here.writer.handle(stream, add("again", 4))).first_version == 2
    assert here.store.calls == ["append", "read", "append", "mark_published"]
    assert await history(event_store, stream) == [1, 2, 4]


async def test_no_seat_is_sold_on_an_old_state(event_store: EventStore) -> None:
    here, there, stream = House(event_store), House(event_store), new_conference()
    await here.writer.handle(stream, add("open", 1))
    assert (await there.writer.handle(stream, take("there"))).outcome == "applied"
    assert (await here.writer.handle(stream, take("here"))).outcome == "refused"
    assert await history(event_store, stream) == [1, -1]


async def test_nothing_is_refused_on_an_old_state(event_store: EventStore) -> None:
    here, there, stream = House(event_store), House(event_store), new_conference()
    await here.writer.handle(stream, add("open", 0))
    await there.writer.handle(stream, add("more", 1))
    assert await here.writer.handle(stream, take("here")) == Marker("command_here", "applied", None, 2, 1)


async def test_an_input_that_another_process_carried_out_is_answered_from_its_marker_and_the_others_go_on(
    event_store: EventStore,
) -> None:
    here, there, stream = House(event_store), House(event_store), new_conference()
    await here.writer.handle(stream, add("open", 1))
    await there.writer.handle(stream, add("b", 20))
    answers = await asyncio.gather(*(here.writer.handle(stream, add(name, 3)) for name in ("a", "b", "c")))
    assert [(answer.key, answer.first_version) for answer in answers] == [
        ("command_a", 2),
        ("command_b", 1),
        ("command_c", 3),
    ]
    assert await history(event_store, stream) == [1, 20, 3, 3]


async def test_many_inputs_that_are_all_in_already_are_all_answered(event_store: EventStore) -> None:
    there, stream = House(event_store), new_conference()
    names = [f"c{n}" for n in range(8)]
    first = await asyncio.gather(*(there.writer.handle(stream, add(name)) for name in names))
    again = House(event_store)
    assert await asyncio.gather(*(again.writer.handle(stream, add(name)) for name in names)) == first
    assert await history(event_store, stream) == [1] * 8


async def test_two_processes_racing_for_one_stream_lose_and_double_nothing(event_store: EventStore) -> None:
    houses, stream = [House(event_store), House(event_store)], new_conference()
    await houses[0].writer.handle(stream, add("open", 30))

    async def take_in_turn(house: House, name: str) -> list[Marker]:
        return [await house.writer.handle(stream, take(f"{name}{n}")) for n in range(5)]

    markers = await asyncio.gather(
        *(take_in_turn(house, f"{number}{name}") for number, house in enumerate(houses) for name in "abcde")
    )
    outcomes = [marker.outcome for answers in markers for marker in answers]
    assert outcomes.count("applied") == 30
    assert outcomes.count("refused") == 20
    assert await history(event_store, stream) == [30] + [-1] * 30
    assert await unpublished(event_store, stream) == []
    published = {version for house in houses for versions in house.bus.versions() for version in versions}
    assert published == set(range(31))


async def test_the_same_input_at_two_processes_at_once_takes_effect_once(event_store: EventStore) -> None:
    houses, stream = [House(event_store) for _ in range(4)], new_conference()
    markers = await asyncio.gather(*(house.writer.handle(stream, add("same", 7)) for house in houses))
    assert markers == [Marker("command_same", "applied", None, 0, 1)] * 4
    assert await history(event_store, stream) == [7]
