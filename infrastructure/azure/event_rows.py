"""How a stream lies in its partition: the rows of one commit, and what a row says when it is read.

Row keys sort so that one range read finds what a load needs: events (ten digits), the pending commands, state rows,
then `Unpublished_<version>`. Markers (`command_…`, `seen_…`) sort behind and stay out of it.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from domain.catalogue import decode_event
from infrastructure.azure.table_batch import Row
from infrastructure.event_store import Marker, PendingCommand, Provenance, RecordedEvent, StreamId, Unpublished

PENDING = ":Pending"
"""The colon follows the digits. One row holds all of them."""
FIRST_STATE_KEY = "A"
UNPUBLISHED = "Unpublished_"
BEHIND_UNPUBLISHED = "Unpublished`"
"""The first row key behind all `Unpublished_…`: the backtick follows the underscore."""

PROPERTY_LIMIT = 32_000
"""UTF-16 units. The service takes 64 KiB a property, the emulator 32,768 units."""

EVENT_COLUMNS = (
    "EventType",
    "SchemaVersion",
    "Payload",
    "OccurredAt",
    "CorrelationId",
    "CausationId",
    "TraceParent",
)
MARKER_COLUMNS = ("Outcome", "Reason", "FirstVersion", "Count")


def version_key(version: int) -> str:
    return f"{version:010}"


def utf16_units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def marker_row(stream: StreamId, marker: Marker) -> Row:
    row: Row = {"PartitionKey": str(stream), "RowKey": marker.key, "Outcome": marker.outcome, "Count": marker.count}
    if marker.reason is not None:
        row["Reason"] = marker.reason
    if marker.first_version is not None:
        row["FirstVersion"] = marker.first_version
    return row


def read_marker(key: str, row: Mapping[str, Any]) -> Marker:
    return Marker(key, row["Outcome"], row.get("Reason"), row.get("FirstVersion"), row["Count"])


def event_row(recorded: RecordedEvent) -> Row:
    stream, event, provenance = recorded.stream, recorded.event, recorded.provenance
    row: Row = {
        "PartitionKey": str(stream),
        "RowKey": version_key(recorded.version),
        "SourceType": stream.type,
        "SourceId": str(stream.id),
        "EventType": type(event).__name__,
        "SchemaVersion": event.schema_version,
        "Payload": event.model_dump_json(),
        "OccurredAt": recorded.occurred_at.astimezone(UTC).isoformat(),
        "CorrelationId": provenance.correlation_id,
        "CausationId": provenance.causation_id,
    }
    if provenance.trace_parent is not None:
        row["TraceParent"] = provenance.trace_parent
    return row


def read_event(stream: StreamId, row: Mapping[str, Any]) -> RecordedEvent:
    """Raises UnknownMessage or ValidationError, both ValueErrors, when this release cannot read the event."""
    return RecordedEvent(
        stream,
        int(row["RowKey"]),
        decode_event(row["EventType"], row["SchemaVersion"], row["Payload"]),
        datetime.fromisoformat(row["OccurredAt"]),
        Provenance(row["CorrelationId"], row["CausationId"], row.get("TraceParent")),
    )


def state_row(stream: StreamId, key: str, version: int, text: str) -> Row:
    """`text` is spread over Payload, Payload1, Payload2 …"""
    row: Row = {"PartitionKey": str(stream), "RowKey": key, "Version": version}
    # Outside the basic plane a character is two units: then half as many fit, and no pair is ever torn.
    size = PROPERTY_LIMIT if max(text, default="") <= "\uffff" else PROPERTY_LIMIT // 2
    for number, start in enumerate(range(0, len(text), size)):
        row[_payload_column(number)] = text[start : start + size]
    return row


def read_state_text(row: Mapping[str, Any]) -> str:
    chunks: list[str] = []
    while (chunk := row.get(_payload_column(len(chunks)))) is not None:
        chunks.append(chunk)
    return "".join(chunks)


def _payload_column(number: int) -> str:
    return f"Payload{number or ''}"


def unpublished_row(stream: StreamId, unpublished: Unpublished) -> Row:
    key = UNPUBLISHED + version_key(unpublished.first_version)
    return {"PartitionKey": str(stream), "RowKey": key, "Count": unpublished.count}


def read_unpublished(row: Mapping[str, Any]) -> Unpublished:
    return Unpublished(int(row["RowKey"].removeprefix(UNPUBLISHED)), row["Count"])


def pending_row(stream: StreamId, pending: Sequence[PendingCommand]) -> Row:
    """Two of the columns of events hold them: each column that a read names costs bytes in every row."""
    return {
        "PartitionKey": str(stream),
        "RowKey": PENDING,
        "CausationId": " ".join(str(one.command_id) for one in pending),
        "OccurredAt": " ".join(one.issued_at.astimezone(UTC).isoformat() for one in pending),
    }


def read_pending(row: Mapping[str, Any]) -> list[PendingCommand]:
    return [
        PendingCommand(UUID(command_id), datetime.fromisoformat(issued_at))
        for command_id, issued_at in zip(row["CausationId"].split(), row["OccurredAt"].split(), strict=True)
    ]
