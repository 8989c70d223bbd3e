"""What a crash between append and publication left behind is found without anybody asking for it."""

from uuid import UUID

import pytest

from domain.catalogue import CONFERENCE, ORDER, PAYMENT, REGISTRATION_PROCESS, SEAT_ASSIGNMENTS, SEATS_AVAILABILITY
from infrastructure.azure.table_event_store import TableEventStore
from infrastructure.event_store import StorageUnavailable, StreamId
from infrastructure.sweeper import Progress, StreamSlice, Sweeper, Visit
from tests.event_store.swept import RecordingOutbox, crash_after_append, stream

pytestmark = pytest.mark.stack

TYPES = (ORDER, SEAT_ASSIGNMENTS, SEATS_AVAILABILITY, PAYMENT, REGISTRATION_PROCESS, CONFERENCE)


async def test_conferences_are_swept_whole_and_once(event_store: TableEventStore, progress: Progress) -> None:
    conferences = [stream(CONFERENCE, "00"), stream(CONFERENCE, "ff")]
    await crash_after_append(event_store, *conferences, stream(ORDER, "00"))
    outbox = RecordingOutbox(event_store)
    sweeper = Sweeper(event_store, outbox, progress)

    assert await sweeper.sweep_conferences() == 2
    assert await sweeper.sweep_conferences() == 0

    assert outbox.published == conferences


async def test_everything_is_swept_at_the_start(event_store: TableEventStore, progress: Progress) -> None:
    streams = [stream(stream_type, first) for stream_type in TYPES for first in ("00", "ff")]
    await crash_after_append(event_store, *streams)
    outbox = RecordingOutbox(event_store)

    assert await Sweeper(event_store, outbox, progress).sweep_everything() == 12

    assert outbox.published == streams


async def test_an_audit_takes_one_slice_and_goes_on_in_another_process(
    event_store: TableEventStore, progress: Progress
) -> None:
    await crash_after_append(event_store, *(stream(ORDER, first) for first in ("00", "01", "02")))
    outbox = RecordingOutbox(event_store)

    await Sweeper(event_store, outbox, progress).audit_next_slice()
    assert outbox.published == [stream(ORDER, "00")]
    await Sweeper(event_store, outbox, progress).audit_next_slice()
    assert outbox.published == [stream(ORDER, "00"), stream(ORDER, "01")]


async def test_progress_of_an_unknown_kind_begins_a_new_round(event_store: TableEventStore, progress: Progress) -> None:
    await progress.reach("audit", "Waitlist/3f")
    await crash_after_append(event_store, stream(ORDER, "00"))

    assert await Sweeper(event_store, RecordingOutbox(event_store), progress).audit_next_slice() == 1


async def test_a_stream_that_cannot_be_published_keeps_no_other_from_it(
    event_store: TableEventStore, progress: Progress
) -> None:
    broken, sound = stream(CONFERENCE, "00"), stream(CONFERENCE, "01")
    await crash_after_append(event_store, broken, sound, stream(ORDER, "00"))
    outbox = RecordingOutbox(event_store, {broken: ValueError("no upcaster")})

    with pytest.raises(ExceptionGroup) as failed:
        await Sweeper(event_store, outbox, progress).sweep_everything()

    assert outbox.published == [stream(ORDER, "00"), sound]
    assert [str(error) for error in failed.value.exceptions] == ["no upcaster"]
    assert failed.value.exceptions[0].__notes__ == ["at Conference_00ffffff-0000-4000-8000-000000000000"]


async def test_an_audit_is_not_stopped_by_a_stream_that_fails_for_ever(
    event_store: TableEventStore, progress: Progress
) -> None:
    broken = stream(ORDER, "00")
    await crash_after_append(event_store, broken, stream(ORDER, "01"))
    outbox = RecordingOutbox(event_store, {broken: ValueError("no upcaster")})
    sweeper = Sweeper(event_store, outbox, progress)

    with pytest.raises(ExceptionGroup):
        await sweeper.audit_next_slice()
    await sweeper.audit_next_slice()

    assert outbox.published == [stream(ORDER, "01")]


async def test_a_slice_that_was_interrupted_is_audited_again(event_store: TableEventStore, progress: Progress) -> None:
    away = stream(ORDER, "00")
    await crash_after_append(event_store, away)

    disturbed = Sweeper(event_store, RecordingOutbox(event_store, {away: StorageUnavailable("for a moment")}), progress)
    with pytest.raises(StorageUnavailable):
        await disturbed.audit_next_slice()

    assert await Sweeper(event_store, RecordingOutbox(event_store), progress).audit_next_slice() == 1


async def test_an_audit_visits_every_stream_of_its_slice_published_or_not(
    event_store: TableEventStore, progress: Progress
) -> None:
    orders = [stream(ORDER, "00"), StreamId(ORDER, UUID(int=0))]
    await crash_after_append(event_store, *orders, stream(ORDER, "01"), stream(SEAT_ASSIGNMENTS, "00"))
    await RecordingOutbox(event_store).publish_pending(orders[0])
    visited: list[StreamId] = []

    async def visit(order: StreamId) -> None:
        visited.append(order)

    audits: dict[str, Visit] = {ORDER: visit}
    await Sweeper(event_store, RecordingOutbox(event_store), progress, audits).audit_next_slice()

    assert visited == [orders[1], orders[0]]


async def test_a_slice_is_audited_out_of_turn_and_the_round_goes_on_where_it_was(
    event_store: TableEventStore, progress: Progress
) -> None:
    await crash_after_append(event_store, stream(ORDER, "00"), stream(PAYMENT, "7f"))
    outbox = RecordingOutbox(event_store)
    sweeper = Sweeper(event_store, outbox, progress)

    assert await sweeper.audit(StreamSlice(PAYMENT, "7f", "80")) == 1
    assert outbox.published == [stream(PAYMENT, "7f")]
    await sweeper.audit_next_slice()
    assert outbox.published == [stream(PAYMENT, "7f"), stream(ORDER, "00")]
