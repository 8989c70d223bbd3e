"""How a commit lies in its table. Stored names never change, so they are spelled out here."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_event_store import TableEventStore
from infrastructure.event_store import Commit, Marker, StreamId
from tests.event_store.streams import expired, rejected, stored_rows

pytestmark = pytest.mark.stack

ORDER = StreamId("Order", UUID("0d000000-0000-4000-8000-000000000000"))
PARTITION = "Order_0d000000-0000-4000-8000-000000000000"


async def test_markers_events_state_and_outbox_share_the_streams_partition(
    storage: StorageClients, event_store: TableEventStore
) -> None:
    markers = [Marker("command_a", "applied", None, 0, 2), Marker("seen_b_7", "refused", "order-is-gone")]
    state: dict[str, str | None] = {"Facts": '{"a":1}'}
    await event_store.append(Commit(ORDER, -1, markers, [rejected(ORDER, 0), expired(ORDER, 1)], state))

    rows = await stored_rows(storage, ORDER)

    assert [{name: value for name, value in row.items() if name != "Timestamp"} for row in rows] == [
        {
            "PartitionKey": PARTITION,
            "RowKey": "0000000000",
            "SourceType": "Order",
            "SourceId": "0d000000-0000-4000-8000-000000000000",
            "EventType": "OrderRejected",
            "SchemaVersion": 1,
            "Payload": '{"conferenceId":"c0ffee00-0000-4000-8000-000000000001","reason":"given-up"}',
            "OccurredAt": "2026-11-23T12:00:00.123456+00:00",
            "CorrelationId": "correlation",
            "CausationId": "cause",
        },
        {
            "PartitionKey": PARTITION,
            "RowKey": "0000000001",
            "SourceType": "Order",
            "SourceId": "0d000000-0000-4000-8000-000000000000",
            "EventType": "OrderExpired",
            "SchemaVersion": 1,
            "Payload": '{"conferenceId":"c0ffee00-0000-4000-8000-000000000001"}',
            "OccurredAt": "2026-11-23T12:00:00.123456+00:00",
            "CorrelationId": "correlation",
            "CausationId": "cause",
            "TraceParent": "00-ab-cd-01",
        },
        {"PartitionKey": PARTITION, "RowKey": "Facts", "Version": 1, "Payload": '{"a":1}'},
        {"PartitionKey": PARTITION, "RowKey": "Unpublished_0000000000", "Count": 2},
        {
            "PartitionKey": PARTITION,
            "RowKey": "command_a",
            "Outcome": "applied",
            "FirstVersion": 0,
            "Count": 2,
        },
        {"PartitionKey": PARTITION, "RowKey": "seen_b_7", "Outcome": "refused", "Reason": "order-is-gone", "Count": 0},
    ]


async def test_times_are_stored_as_utc(storage: StorageClients, event_store: TableEventStore) -> None:
    in_tokyo = datetime(2026, 11, 23, 21, 0, 0, tzinfo=timezone(timedelta(hours=9)))
    event = replace(rejected(ORDER, 0), occurred_at=in_tokyo)
    await event_store.append(Commit(ORDER, -1, [Marker("command_a", "applied", None, 0, 1)], [event]))

    assert (await stored_rows(storage, ORDER))[0]["OccurredAt"] == "2026-11-23T12:00:00+00:00"
    (read,) = (await event_store.read(ORDER)).events
    assert read.occurred_at.tzinfo == UTC


@pytest.mark.parametrize(
    ("stream_type", "table"),
    [
        ("Conference", "conferences"),
        ("Order", "orders"),
        ("SeatAssignments", "orders"),
        ("SeatsAvailability", "seats"),
        ("ThirdPartyProcessorPayment", "payments"),
        ("RegistrationProcess", "processes"),
    ],
)
async def test_each_stream_type_has_its_table(
    storage: StorageClients, event_store: TableEventStore, stream_type: str, table: str
) -> None:
    stream = StreamId(stream_type, ORDER.id)
    await event_store.append(Commit(stream, -1, [Marker("command_a", "unchanged")], []))

    partition = f"{stream_type}_0d000000-0000-4000-8000-000000000000"
    assert await storage.tables.get(table, partition, "command_a", ("Outcome",)) == {"Outcome": "unchanged"}
