"""The rows that one commit writes, checked against every limit of a transaction before anything is sent."""

import re
from collections.abc import Iterator

from infrastructure.azure.event_rows import (
    FIRST_STATE_KEY,
    PROPERTY_LIMIT,
    UNPUBLISHED,
    event_row,
    marker_row,
    state_row,
    unpublished_row,
    utf16_units,
)
from infrastructure.azure.table_batch import Row, Write
from infrastructure.event_store import MAX_COMMIT_PAYLOAD_BYTES, MAX_COMMIT_ROWS, Commit, CommitTooLarge, Unpublished

KEY_LIMIT = 512
"""UTF-16 units of a partition or row key: 1 KiB."""

_FORBIDDEN_IN_KEYS = re.compile(r"[/\\#?\x00-\x1f\x7f-\x9f]")


def commit_writes(commit: Commit) -> list[Write]:
    """What the transaction does, in this order: markers, events, state rows, the unpublished row.

    The order decides what a conflict means: the service names the first row that it cannot write.
    Raises ValueError for a commit that makes no sense, and CommitTooLarge, which names what is too large.
    """
    _check_sense(commit)
    writes = list(_writes(commit))
    _check_limits(writes)
    return writes


def _writes(commit: Commit) -> Iterator[Write]:
    stream = commit.stream
    for marker in commit.markers:
        yield "insert", marker_row(stream, marker)
    for event in commit.events:
        yield "insert", event_row(event)
    last_version = commit.expected_version + len(commit.events)
    for key, text in commit.state_rows.items():
        if text is None:
            yield "delete", {"PartitionKey": str(stream), "RowKey": key}
        else:
            yield "put", state_row(stream, key, last_version, text)
    if commit.events:
        first_version = commit.expected_version + 1
        yield "insert", unpublished_row(stream, Unpublished(first_version, len(commit.events)))


def _check_sense(commit: Commit) -> None:
    if not commit.markers:
        raise ValueError("a commit without a marker could be carried out twice")
    if commit.state_rows and not commit.events:
        raise ValueError("state changes only with an event, whose version guards it")
    for version, event in enumerate(commit.events, commit.expected_version + 1):
        if event.stream != commit.stream or event.version != version:
            raise ValueError(f"{event.stream} {event.version} is not {commit.stream} {version}")
        if event.occurred_at.tzinfo is None:
            raise ValueError(f"{commit.stream} {version} has a time without a zone")
    for key in commit.state_rows:
        if not FIRST_STATE_KEY <= key < UNPUBLISHED:
            raise ValueError(f"state row {key!r} does not sort between the events and the unpublished rows")


def _check_limits(writes: list[Write]) -> None:
    if len(writes) > MAX_COMMIT_ROWS:
        raise CommitTooLarge(f"{len(writes)} rows, at most {MAX_COMMIT_ROWS} fit a transaction")
    keys: set[str | int] = set()
    payload_bytes = 0
    for _, row in writes:
        if row["RowKey"] in keys:
            raise ValueError(f"row {row['RowKey']!r} stands twice in the commit")
        keys.add(row["RowKey"])
        payload_bytes += _check_row(row)
    if payload_bytes > MAX_COMMIT_PAYLOAD_BYTES:
        raise CommitTooLarge(f"{payload_bytes} bytes of payload, at most {MAX_COMMIT_PAYLOAD_BYTES} fit a commit")


def _check_row(row: Row) -> int:
    """Gives the bytes of the row's payload."""
    payload_bytes = 0
    for column, value in row.items():
        if not isinstance(value, str):
            continue
        is_key = column in ("PartitionKey", "RowKey")
        if is_key and _FORBIDDEN_IN_KEYS.search(value):
            raise ValueError(f"{column} {value!r} holds a character that a key cannot have")
        limit = KEY_LIMIT if is_key else PROPERTY_LIMIT
        if (size := utf16_units(value)) > limit:
            raise CommitTooLarge(f"{column} of row {row['RowKey']!r:.60} has {size} characters, at most {limit} fit")
        if column.startswith("Payload"):
            payload_bytes += len(value.encode())
    return payload_bytes
