"""Inputs that wait for the same stream share a commit and a message, and nothing else."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from domain.registration.events import AvailableSeatsChanged
from domain.values import SeatQuantity
from infrastructure.event_store import CommitTooLarge, EventStore, Marker
from infrastructure.stream_input import Input
from tests.handling.house import House, history, unpublished
from tests.handling.seats import BALCONY, Seats, add, changed, command, do_nothing, fail, new_conference, take


def large(name: str, seat_types: int) -> Any:
    """One event of 65 bytes and 60 for each seat type, plus the commas."""
    event = AvailableSeatsChanged(changes=[SeatQuantity(seat_type=BALCONY, quantity=1)] * seat_types)
    return command(name, lambda seats, now, out_of_patience: [event])


async def test_fifty_inputs_at_once_are_two_commits_and_every_one_takes_effect_once(
    event_store: EventStore,
) -> None:
    house, stream = House(event_store), new_conference()
    markers = await asyncio.gather(*(house.writer.handle(stream, add(f"c{n}", n)) for n in range(1, 51)))
    assert [(marker.key, marker.first_version) for marker in markers] == [
        (f"command_c{n}", n - 1) for n in range(1, 51)
    ]
    assert await history(event_store, stream) == list(range(1, 51))
    # 49 inputs of a marker and an event each, and the unpublished row: 99 rows.
    assert house.bus.versions() == [list(range(49)), [49]]
    assert await unpublished(event_store, stream) == []
    for n in range(1, 51):
        assert await event_store.marker(stream, f"command_c{n}") == markers[n - 1]


async def test_each_decides_on_what_the_one_before_left(event_store: EventStore) -> None:
    house, stream = House(event_store), new_conference()
    await house.writer.handle(stream, add("open", 2))
    markers = await asyncio.gather(*(house.writer.handle(stream, take(f"t{n}")) for n in range(4)))
    assert [marker.outcome for marker in markers] == ["applied", "applied", "refused", "refused"]
    assert await history(event_store, stream) == [2, -1, -1]
    assert len(house.store.commits) == 2


async def test_nobody_overtakes_an_input_that_has_to_wait_for_the_next_commit(event_store: EventStore) -> None:
    house, stream = House(event_store), new_conference()
    three = command("three", lambda seats, now, out_of_patience: [changed(3), changed(3), changed(3)])
    # 48 inputs of two rows and the unpublished row are 97: two more rows would do, but four come first.
    items = [*(add(f"c{n}") for n in range(48)), three, add("last", 7)]
    await asyncio.gather(*(house.writer.handle(stream, item) for item in items))
    assert await history(event_store, stream) == [*([1] * 48), 3, 3, 3, 7]


async def test_the_same_input_twice_at_once_is_one(event_store: EventStore) -> None:
    house, stream = House(event_store), new_conference()
    markers = await asyncio.gather(*(house.writer.handle(stream, add(name, 3)) for name in ("a", "b", "a")))
    assert [marker.first_version for marker in markers] == [0, 1, 0]
    assert await history(event_store, stream) == [3, 3]


async def test_twins_at_both_ends_of_a_full_commit_are_one_too(event_store: EventStore) -> None:
    house, stream = House(event_store), new_conference()
    names = [*(f"c{n}" for n in range(60)), "c0", "c59"]
    markers = await asyncio.gather(*(house.writer.handle(stream, add(name)) for name in names))
    assert [marker.first_version for marker in markers] == [*range(60), 0, 59]
    assert await history(event_store, stream) == [1] * 60


async def test_a_bug_in_one_decision_is_that_inputs_own_trouble(event_store: EventStore) -> None:
    house, stream = House(event_store), new_conference()
    answers = await asyncio.gather(
        *(house.writer.handle(stream, item) for item in (add("a"), fail("b"), do_nothing("c"), add("d"))),
        return_exceptions=True,
    )
    assert isinstance(answers[1], ZeroDivisionError)
    assert [answers[0], answers[2], answers[3]] == [
        Marker("command_a", "applied", None, 0, 1),
        Marker("command_c", "unchanged", None, None, 0),
        Marker("command_d", "applied", None, 1, 1),
    ]
    assert await event_store.marker(stream, "command_b") is None
    assert len(house.store.commits) == 1


async def test_an_event_that_cannot_be_folded_is_not_stored(event_store: EventStore) -> None:
    house, stream = House(event_store), new_conference()
    broken = command("broken", lambda seats, now, out_of_patience: [changed(1), AvailableSeatsChanged(changes=[])])
    answers = await asyncio.gather(
        *(house.writer.handle(stream, item) for item in (broken, add("a", 4))), return_exceptions=True
    )
    assert isinstance(answers[0], IndexError)
    assert answers[1] == Marker("command_a", "applied", None, 0, 1)
    assert await history(event_store, stream) == [4]


async def test_what_is_too_large_for_any_commit_does_not_keep_its_neighbours_out(event_store: EventStore) -> None:
    house, stream = House(event_store), new_conference()
    items = [add("a", 1), large("giant", 600), add("b", 2), add("c", 3)]
    answers = await asyncio.gather(*(house.writer.handle(stream, item) for item in items), return_exceptions=True)
    assert isinstance(answers[1], CommitTooLarge)
    assert [answer.first_version for answer in answers if isinstance(answer, Marker)] == [0, 1, 2]
    assert await history(event_store, stream) == [1, 2, 3]


async def test_more_than_a_message_can_carry_becomes_several(event_store: EventStore) -> None:
    house, stream = House(event_store), new_conference()
    markers = await asyncio.gather(*(house.writer.handle(stream, large(f"l{n}", 400)) for n in range(8)))
    assert [marker.first_version for marker in markers] == list(range(8))
    assert [len(versions) for versions in house.bus.versions()] == [5, 3]
    assert all(len(message.body) < 200_000 for _, message in house.bus.sent)


async def test_streams_do_not_wait_for_each_other(event_store: EventStore) -> None:
    house, held, free = House(event_store), new_conference(), new_conference()
    gate = asyncio.Event()

    async def wait_for_gate() -> None:
        await gate.wait()

    house.store.before_append = wait_for_gate
    waiting = asyncio.create_task(house.writer.handle(held, add("a")))
    await house.store.appending.wait()
    assert (await house.writer.handle(free, add("b"))).outcome == "applied"
    assert not waiting.done()
    gate.set()
    assert (await waiting).outcome == "applied"


async def test_inputs_that_must_go_first_do_and_one_of_them_may_be_the_one_offered(
    event_store: EventStore,
) -> None:
    asked: list[tuple[Seats | None, list[str]]] = []

    async def catch_up(stream: object, seats: Seats | None, waiting: Sequence[Input[Seats]]) -> list[Any]:
        asked.append((seats, [item.marker_key for item in waiting]))
        return [add("missed", 10), add("offered", 20)]

    house, stream = House(event_store, catch_up), new_conference()
    markers = await asyncio.gather(*(house.writer.handle(stream, item) for item in (take("take"), add("offered", 20))))
    assert [marker.first_version for marker in markers] == [2, 1]
    assert await history(event_store, stream) == [10, 20, -1]
    assert asked == [(None, ["command_take", "command_offered"])]


@pytest.mark.parametrize("too_large", [False, True], ids=["its decision fails", "it cannot be stored"])
async def test_nothing_is_decided_behind_an_input_that_must_go_first_and_fails(
    event_store: EventStore, too_large: bool
) -> None:
    endless = command("broken", lambda seats, now, out_of_patience: [changed(1)] * 120)

    async def catch_up(stream: object, seats: Seats | None, waiting: object) -> list[Any]:
        return [endless if too_large else fail("broken")]

    house, stream = House(event_store, catch_up), new_conference()
    with pytest.raises((ZeroDivisionError, CommitTooLarge)):
        await house.writer.handle(stream, add("a"))
    assert await event_store.marker(stream, "command_a") is None
    assert await history(event_store, stream) == []
