"""A table of conferences that is too long for one sweep is swept over several, one after the other."""

from collections.abc import AsyncIterator

import pytest

from domain.catalogue import CONFERENCE
from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_event_store import TableEventStore
from infrastructure.event_store import StorageUnavailable
from infrastructure.messaging import BusUnavailable
from infrastructure.sweeper import Progress, Sweeper, SweptPage
from tests.event_store.swept import RecordingOutbox, crash_after_append, stream

pytestmark = pytest.mark.stack


class SmallPages(TableEventStore):
    """A page is one row. `pages`: how many were read."""

    pages = 0

    async def unpublished_pages(
        self, stream_type: str, start: str | None = None, *, page_size: int | None = None
    ) -> AsyncIterator[SweptPage]:
        async for page in super().unpublished_pages(stream_type, start, page_size=page_size or 1):
            self.pages += 1
            yield page


@pytest.fixture
async def long_table(storage: StorageClients, monkeypatch: pytest.MonkeyPatch) -> SmallPages:
    """Five conferences, a page each, of which a sweep takes two."""
    monkeypatch.setattr("infrastructure.sweeper.PAGES_A_SWEEP", 2)
    store = SmallPages(storage)
    await store.ensure_tables()
    await crash_after_append(store, *CONFERENCES)
    return store


CONFERENCES = [stream(CONFERENCE, first) for first in ("00", "33", "66", "99", "cc")]


async def test_a_long_table_is_swept_over_several_minutes_by_whatever_process(
    long_table: SmallPages, progress: Progress
) -> None:
    outbox = RecordingOutbox(long_table)
    swept = [await Sweeper(long_table, outbox, progress).sweep_conferences() for _ in range(3)]
    assert (swept, long_table.pages) == ([2, 2, 1], 5)
    assert outbox.published == CONFERENCES

    await crash_after_append(long_table, stream(CONFERENCE, "11"))
    assert await Sweeper(long_table, outbox, progress).sweep_conferences() == 1


async def test_a_conference_that_fails_is_passed_and_its_turn_comes_again(
    long_table: SmallPages, progress: Progress
) -> None:
    outbox = RecordingOutbox(long_table, {CONFERENCES[1]: ValueError("no upcaster")})
    with pytest.raises(ExceptionGroup):
        await Sweeper(long_table, outbox, progress).sweep_conferences()
    assert await Sweeper(long_table, outbox, progress).sweep_conferences() == 2
    assert await Sweeper(long_table, outbox, progress).sweep_conferences() == 1
    assert await Sweeper(long_table, RecordingOutbox(long_table), progress).sweep_conferences() == 1


async def test_a_sweep_that_was_interrupted_goes_on_where_it_began(long_table: SmallPages, progress: Progress) -> None:
    outbox = RecordingOutbox(long_table)
    await Sweeper(long_table, outbox, progress).sweep_conferences()
    disturbed = RecordingOutbox(long_table, {CONFERENCES[3]: BusUnavailable("for a moment")})
    with pytest.raises(BusUnavailable):
        await Sweeper(long_table, disturbed, progress).sweep_conferences()
    assert await Sweeper(long_table, outbox, progress).sweep_conferences() == 2
    assert outbox.published == [*CONFERENCES[:2], *CONFERENCES[3:]]


class Forgetful(SmallPages):
    """It knows no place any more."""

    async def unpublished_pages(
        self, stream_type: str, start: str | None = None, *, page_size: int | None = None
    ) -> AsyncIterator[SweptPage]:
        if start:
            raise StorageUnavailable(f"{start} is no place")
        async for page in super().unpublished_pages(stream_type, start, page_size=page_size):
            yield page


@pytest.mark.parametrize(
    ("kind", "place", "error"),
    [(Forgetful, '{"NextPartitionKey": "x"}', StorageUnavailable), (SmallPages, "no JSON", ValueError)],
)
async def test_a_place_that_nobody_understands_begins_a_new_round(
    long_table: SmallPages,
    storage: StorageClients,
    progress: Progress,
    kind: type[SmallPages],
    place: str,
    error: type[Exception],
) -> None:
    await progress.reach("sweep-conferences", place)
    sweeper = Sweeper(kind(storage), RecordingOutbox(long_table), progress)
    with pytest.raises(error):
        await sweeper.sweep_conferences()
    assert await sweeper.sweep_conferences() == 2
