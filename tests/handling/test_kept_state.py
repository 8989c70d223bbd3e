"""The state of a stream stays in memory whatever becomes of a flush, with what it could not publish.

On a store in memory: what counts is what is read of a long stream, and who is answered when.
"""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest

from infrastructure.clock import SystemClock
from infrastructure.event_store import Slice, StorageUnavailable, StreamId, Unpublished
from infrastructure.memory.memory_event_store import MemoryEventStore
from infrastructure.messaging import BusUnavailable
from infrastructure.publisher import Publisher
from tests.handling.house import House, history, unpublished
from tests.handling.seats import Seats, add, do_nothing, new_conference, take, take_known

LENGTH = 300


class CountingStore(MemoryEventStore):
    """`events_read`: how many events all reads together gave. While `publishing_fails`, no row is deleted."""

    def __init__(self) -> None:
        super().__init__()
        self.events_read = 0
        self.publishing_fails = False

    async def read(self, stream: StreamId, from_version: int = 0) -> Slice:
        found = await super().read(stream, from_version)
        self.events_read += len(found.events)
        return found

    async def mark_published(self, stream: StreamId, unpublished: Unpublished) -> None:
        if self.publishing_fails:
            raise StorageUnavailable("no answer")
        await super().mark_published(stream, unpublished)


async def long_stream() -> tuple[CountingStore, House, StreamId]:
    """A house that knows a stream of `LENGTH` events."""
    store = CountingStore()
    house, stream = House(store), new_conference()
    for number in range(LENGTH):
        await house.writer.handle(stream, add(f"c{number}"))
    store.events_read = 0
    return store, house, stream


async def bus_down(house: House, stream: StreamId, store: CountingStore) -> None:
    house.bus.down = True
    with pytest.raises(BusUnavailable):
        await house.writer.handle(stream, add("failed"))
    house.bus.down = False


async def not_marked(house: House, stream: StreamId, store: CountingStore) -> None:
    store.publishing_fails = True
    with pytest.raises(StorageUnavailable):
        await house.writer.handle(stream, add("failed"))
    store.publishing_fails = False


async def lost_answer(house: House, stream: StreamId, store: CountingStore) -> None:
    async def lose() -> None:
        raise StorageUnavailable("the answer was lost")

    house.store.after_append = lose
    with pytest.raises(StorageUnavailable):
        await house.writer.handle(stream, add("failed"))


async def cancelled_publication(house: House, stream: StreamId, store: CountingStore) -> None:
    """As when the host shuts down a function in the middle of it."""

    async def cancel() -> None:
        raise asyncio.CancelledError

    house.store.after_append = cancel
    with pytest.raises(asyncio.CancelledError):
        await house.writer.handle(stream, add("failed"))


FAILURES = [bus_down, not_marked, lost_answer, cancelled_publication]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.__name__)
async def test_after_a_failed_request_the_next_command_reads_only_the_end_of_a_long_stream(failure: Any) -> None:
    store, house, stream = await long_stream()
    await failure(house, stream, store)
    marker = await house.writer.handle(stream, add("next"))
    assert marker.first_version == LENGTH + 1
    assert store.events_read <= 3
    assert await unpublished(store, stream) == []
    assert house.bus.versions()[-2:] == [[LENGTH], [LENGTH + 1]]


async def test_what_failed_to_be_published_is_tried_before_anything_else_is_stored() -> None:
    store, house, stream = await long_stream()
    house.bus.down = True
    for name in ("a", "b", "c"):
        with pytest.raises(BusUnavailable):
            await house.writer.handle(stream, add(name))
    assert len(await history(store, stream)) == LENGTH + 1


async def test_what_another_process_published_meanwhile_is_not_sent_again() -> None:
    store, house, stream = await long_stream()
    await bus_down(house, stream, store)
    await Publisher(store, House(store).bus, SystemClock()).publish_pending(stream)
    sent = len(house.bus.sent)
    await house.writer.handle(stream, take("next"))
    assert house.bus.versions()[sent:] == [[LENGTH + 1]]


async def test_the_state_of_a_stream_whose_first_load_failed_is_not_taken_for_an_empty_one() -> None:
    store = CountingStore()
    stream = new_conference()
    await House(store).writer.handle(stream, add("open", 1))
    house = House(store)

    async def lose() -> None:
        raise StorageUnavailable("no answer")

    house.store.before_append = lose
    with pytest.raises(StorageUnavailable):
        await house.writer.handle(stream, add("opens", opens_stream=True))
    assert await house.writer.state(stream) == Seats((1,))
    assert (await house.writer.handle(stream, take("take"))).outcome == "applied"


async def stored_but_not_published(store: CountingStore) -> tuple[House, StreamId]:
    """The house knows the commit of `old` (published), and could not publish that of `failed`."""
    house, stream = House(store), new_conference()
    await house.writer.handle(stream, add("old"))
    await bus_down(house, stream, store)
    house.bus.down = True
    return house, stream


async def test_no_input_of_a_flush_is_answered_when_one_of_its_commits_could_not_be_published() -> None:
    store = CountingStore()
    house, stream = House(store), new_conference()
    await house.writer.handle(stream, add("old"))
    house.bus.down = True
    items = [add("old"), add("new"), do_nothing("idle")]
    answers = await asyncio.gather(*(house.writer.handle(stream, item) for item in items), return_exceptions=True)
    assert [type(answer) for answer in answers] == [BusUnavailable] * 3

    house.bus.down = False
    markers = await asyncio.gather(*(house.writer.handle(stream, item) for item in items))
    assert [marker.outcome for marker in markers] == ["applied", "applied", "unchanged"]
    assert house.bus.versions() == [[0], [1]]
    assert await history(store, stream) == [1, 1]


@pytest.mark.parametrize(
    "item",
    [add("old"), add("failed"), do_nothing("idle"), take_known("known", patience_seconds=0)],
    ids=["known long since", "the one that failed", "changes nothing", "changes something"],
)
async def test_in_the_next_flush_no_input_is_answered_before_the_earlier_commit_is_published(item: Any) -> None:
    store = CountingStore()
    house, stream = await stored_but_not_published(store)
    with pytest.raises(BusUnavailable):
        await house.writer.handle(stream, item)
    house.bus.down = False
    await house.writer.handle(stream, item)
    assert house.bus.versions()[:2] == [[0], [1]]
    assert await unpublished(store, stream) == []


async def test_the_state_is_told_to_nobody_before_what_led_to_it_is_published() -> None:
    store = CountingStore()
    house, stream = await stored_but_not_published(store)
    with pytest.raises(BusUnavailable):
        await house.writer.state(stream)
    house.bus.down = False
    assert await house.writer.state(stream) == Seats((1, 1))
    assert house.bus.versions() == [[0], [1]]


async def test_what_must_go_first_and_could_not_be_published_fails_what_waits_behind_it() -> None:
    store = CountingStore()

    async def catch_up(stream: object, seats: Seats | None, waiting: Sequence[Any]) -> list[Any]:
        return [] if seats else [add("missed")]

    house, stream = House(store, catch_up), new_conference()
    house.bus.down = True
    for _ in range(2):
        with pytest.raises(BusUnavailable):
            await house.writer.handle(stream, do_nothing("waits"))
    house.bus.down = False
    assert (await house.writer.handle(stream, do_nothing("waits"))).outcome == "unchanged"
    assert house.bus.versions() == [[0]]


class LosesRaces(MemoryEventStore):
    """Another process is faster, so many times, and leaves unpublished what it stores."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times
        self.tried: list[int] = []

    async def append(self, commit: Any) -> None:
        self.tried.append(len(commit.markers))
        if self.times:
            self.times -= 1
            await House(FromInside(self)).writer.handle(commit.stream, add(f"other-{uuid4()}"))
        await super().append(commit)


class FromInside(MemoryEventStore):
    def __init__(self, store: MemoryEventStore) -> None:
        super().__init__()
        self._partitions = store._partitions

    async def mark_published(self, stream: StreamId, unpublished: Unpublished) -> None:
        """It died before."""


async def test_who_loses_races_decides_the_whole_group_again_and_stores_it_in_one_commit() -> None:
    store, stream = LosesRaces(6), new_conference()
    house = House(store)
    await asyncio.gather(*(house.writer.handle(stream, add(f"c{number}")) for number in range(20)))
    assert store.tried == [20] * 7
    assert await unpublished(store, stream) == []


async def test_inputs_that_are_stored_already_are_tried_one_by_one() -> None:
    store, stream = MemoryEventStore(), new_conference()
    names = [f"c{number}" for number in range(6)]
    there, house = House(store), House(store)
    await asyncio.gather(*(there.writer.handle(stream, add(name)) for name in names))
    await asyncio.gather(*(house.writer.handle(stream, add(name)) for name in [*names, "new"]))
    assert house.store.calls.count("append") == 7
    assert await history(store, stream) == [1] * 7


async def test_who_loses_100_races_in_a_row_has_its_turn_and_gives_up_after_one_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of 40 instances that write one stream for minutes, some lose more than 50 in a row."""
    monkeypatch.setattr("infrastructure.stream_flush.RACE_PAUSE_SECONDS", 0.0)
    store, stream = LosesRaces(100), new_conference()
    await House(store).writer.handle(stream, add("at last"))
    assert len(store.tried) == 101
    store, stream = LosesRaces(101), new_conference()
    with pytest.raises(StorageUnavailable, match="others were faster"):
        await House(store).writer.handle(stream, add("never"))
    assert len(store.tried) == 101
