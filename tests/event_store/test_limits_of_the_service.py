"""The limits that we check are inside those of the service, and what they refuse has changed nothing."""

from uuid import UUID

import pytest

from domain.registration.events import OrderRejected
from infrastructure.azure import commit_rows
from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_event_store import TableEventStore
from infrastructure.event_store import Commit, CommitTooLarge, StreamId
from tests.event_store.streams import commit, rejected, stored_rows
from tests.event_store.test_limits import FITS, TOO_LARGE

pytestmark = pytest.mark.stack

ORDER = StreamId("Order", UUID("0d000000-0000-4000-8000-000000000000"))


@pytest.mark.parametrize("fitting", FITS.values(), ids=FITS.keys())
async def test_the_service_takes_what_is_at_our_limit(
    storage: StorageClients, event_store: TableEventStore, fitting: Commit
) -> None:
    await event_store.append(fitting)

    found = await event_store.read(ORDER)
    assert found.events == list(fitting.events)
    assert len(await stored_rows(storage, ORDER)) == (
        len(fitting.markers) + len(fitting.events) + len(fitting.state_rows) + len(found.unpublished)
    )


async def test_what_is_too_large_changes_nothing(storage: StorageClients, event_store: TableEventStore) -> None:
    for too_large, _ in TOO_LARGE.values():
        with pytest.raises(CommitTooLarge):
            await event_store.append(too_large)

    assert await stored_rows(storage, ORDER) == []


async def test_what_the_service_finds_too_large_though_we_do_not_is_too_large_too(
    event_store: TableEventStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commit_rows, "PROPERTY_LIMIT", 50_000)
    with pytest.raises(CommitTooLarge, match="PropertyValueTooLarge"):
        await event_store.append(commit(ORDER, "a", rejected(ORDER, 0, "x" * 40_000)))


@pytest.mark.parametrize(
    "reason",
    [
        "two\r\nlines",
        "--changeset_1--\r\nDELETE http://127.0.0.1/orders HTTP/1.1",
        'POST "value":"0:no" } { {{ }} }',
        "ä € 😀 \x00 \x85 \u2028 \u2029 \\u2028",
        "'; -- %27 %2F <b>&amp;",
        "2026-11-23T12:00:00Z",
    ],
)
async def test_a_text_is_stored_to_the_letter_whatever_it_looks_like(event_store: TableEventStore, reason: str) -> None:
    await event_store.append(commit(ORDER, "a", rejected(ORDER, 0, reason), rejected(ORDER, 1)))

    (first, second) = (await event_store.read(ORDER)).events

    assert isinstance(first.event, OrderRejected)
    assert first.event.reason == reason
    assert second.version == 1


async def test_a_stream_longer_than_a_page_is_read_to_its_end(event_store: TableEventStore) -> None:
    for number in range(11):
        versions = range(number * 95, number * 95 + 95)
        await event_store.append(commit(ORDER, str(number), *(rejected(ORDER, version) for version in versions)))

    found = await event_store.read(ORDER)

    assert [event.version for event in found.events] == list(range(1045))
    assert len(found.unpublished) == 11
