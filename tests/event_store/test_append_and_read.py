"""What was appended is what is read, event by event."""

from domain.registration.events import OrderExpired, OrderRejected
from infrastructure.event_store import Commit, Marker, Slice, Unpublished
from tests.event_store.conftest import AnyStore
from tests.event_store.streams import CONFERENCE, NOON, commit, expired, new_order, rejected


async def test_a_stream_that_nobody_wrote_is_empty(any_store: AnyStore) -> None:
    assert await any_store.read(new_order()) == Slice([], [])


async def test_events_come_back_whole_and_in_order(any_store: AnyStore) -> None:
    order = new_order()
    await any_store.append(commit(order, "first", rejected(order, 0, "given-up"), expired(order, 1)))

    first, second = (await any_store.read(order)).events

    assert (first.stream, first.version, first.occurred_at) == (order, 0, NOON)
    assert first.event == OrderRejected(conference_id=CONFERENCE, reason="given-up")
    assert (first.provenance.correlation_id, first.provenance.causation_id) == ("correlation", "cause")
    assert first.provenance.trace_parent is None
    assert (second.version, second.event) == (1, OrderExpired(conference_id=CONFERENCE))
    assert second.provenance.trace_parent == "00-ab-cd-01"


async def test_a_read_begins_at_the_version_asked_for(any_store: AnyStore) -> None:
    order = new_order()
    await any_store.append(commit(order, "first", *(rejected(order, version) for version in range(12))))

    assert [event.version for event in (await any_store.read(order, 9)).events] == [9, 10, 11]
    assert (await any_store.read(order, 12)).events == []


async def test_an_appended_event_is_unpublished_until_it_is_marked(any_store: AnyStore) -> None:
    order = new_order()
    await any_store.append(commit(order, "first", rejected(order, 0), expired(order, 1)))
    await any_store.append(commit(order, "second", rejected(order, 2)))

    assert (await any_store.read(order, 3)).unpublished == [Unpublished(0, 2), Unpublished(2, 1)]
    await any_store.mark_published(order, Unpublished(0, 2))
    assert (await any_store.read(order)).unpublished == [Unpublished(2, 1)]


async def test_marking_what_is_marked_already_is_no_error(any_store: AnyStore) -> None:
    order = new_order()
    await any_store.append(commit(order, "first", rejected(order, 0)))
    await any_store.mark_published(order, Unpublished(0, 1))

    await any_store.mark_published(order, Unpublished(0, 1))

    assert (await any_store.read(order)).unpublished == []


async def test_a_marker_tells_what_became_of_its_command(any_store: AnyStore) -> None:
    order = new_order()
    applied = Marker("command_a", "applied", None, 0, 1)
    refused = Marker("command_b", "refused", "order-is-gone")
    await any_store.append(Commit(order, -1, [applied, refused], [rejected(order, 0)]))

    assert await any_store.marker(order, "command_a") == applied
    assert await any_store.marker(order, "command_b") == refused
    assert await any_store.marker(order, "command_c") is None


async def test_a_command_that_changed_nothing_leaves_its_marker_alone(any_store: AnyStore) -> None:
    order = new_order()
    await any_store.append(commit(order, "idle"))

    assert await any_store.marker(order, "command_idle") == Marker("command_idle", "unchanged")
    assert await any_store.read(order) == Slice([], [])
