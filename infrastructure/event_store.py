"""The event store's contract: streams of events with markers, state rows and an outbox in the same partition.

One append is one transaction: the markers first, then a row per event, then the state rows that change, then one
unpublished row that names the events to be published. It happens as a whole or not at all.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal, Protocol
from uuid import UUID

from domain.messages import Event

MAX_COMMIT_ROWS = 100
"""Markers, events, state rows and the unpublished row together: what a transaction takes."""
MAX_COMMIT_PAYLOAD_BYTES = 150 * 1024
"""UTF-8 bytes. A commit is published as one message of at most 256 KB, envelope included; a transaction takes 4 MiB."""

PENDING_COUNTS_FOR: Final = timedelta(minutes=1)
"""After a command was issued. One that is not decided by then got lost, or was never sent."""
MOST_PENDING: Final = 20
"""Commands of a stream that are recorded at the same time."""

type Outcome = Literal["applied", "unchanged", "refused"]


@dataclass(frozen=True, slots=True)
class StreamId:
    type: str
    id: UUID

    def __str__(self) -> str:
        """The partition key: `Order_2f0c…`."""
        return f"{self.type}_{self.id}"

    @staticmethod
    def parse(text: str) -> "StreamId":
        """The inverse of `str`. Raises ValueError."""
        stream_type, _, stream_id = text.rpartition("_")
        if not stream_type:
            raise ValueError(f"{text!r} is not <type>_<id>")
        return StreamId(stream_type, UUID(stream_id))


@dataclass(frozen=True, slots=True)
class Provenance:
    """Why something happened: it travels from every request through every message that the request causes."""

    correlation_id: str
    causation_id: str
    trace_parent: str | None = None


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event as it stands in its stream. `occurred_at` is aware UTC."""

    stream: StreamId
    version: int
    event: Event
    occurred_at: datetime
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Marker:
    """What became of one input (a command, an event seen): `count` events from `first_version` on.

    `key` is the row key: `command_<command id>` or `seen_<source stream>_<version>`.
    """

    key: str
    outcome: Outcome
    reason: str | None = None
    first_version: int | None = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Unpublished:
    first_version: int
    count: int


@dataclass(frozen=True, slots=True)
class Commit:
    """What one transaction writes. `expected_version`: that of the last event known, -1 for a new stream.

    There is always a marker: it is what keeps a commit whose answer was lost from being carried out twice.
    `state_rows`: row key → JSON text of a state row to write, None to delete it. They change only with an event, and a
    commit to a stream that has state rows writes at least one of them: the rows carry the version (`State.version`).
    """

    stream: StreamId
    expected_version: int
    markers: Sequence[Marker]
    events: Sequence[RecordedEvent]
    state_rows: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PendingCommand:
    """A command to the stream that is about to be sent, and may not be decided yet. `issued_at` is aware UTC."""

    command_id: UUID
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Slice:
    """The events of a stream from a version on, and what of the whole stream is not published yet.

    `pending`: the commands that were recorded before they were sent, whatever became of them.
    """

    events: list[RecordedEvent]
    unpublished: list[Unpublished]
    pending: list[PendingCommand] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class State:
    """The state rows of a stream (row key → JSON text) as they were after its event `version`, -1 if there are none."""

    version: int
    rows: dict[str, str]
    unpublished: list[Unpublished]


class MarkerExists(Exception):
    """The input with this marker is in already, by whomever. Nothing was written."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class VersionConflict(Exception):
    """Somebody else appended first. Nothing was written."""


class TooManyPending(Exception):
    """As many commands are recorded as there may be. Nothing was written."""


class CommitTooLarge(ValueError):
    """More rows, bytes or characters than one transaction, message or property can take. Nothing was written."""


class StorageUnavailable(Exception):
    """The store did not answer, or its answer was lost: whether it was carried out is unknown. Try again."""


class EventStore(Protocol):
    async def read(self, stream: StreamId, from_version: int = 0) -> Slice:
        """The events from `from_version` on, all unpublished rows and the pending commands, in one range read.

        An append meanwhile may show in `unpublished` before its events do: a long stream comes in several pages.
        Raises StorageUnavailable, or ValueError for an event that this release cannot read.
        """
        ...

    async def read_state(self, stream: StreamId) -> State:
        """The state rows of the stream, all of one version, without its events. Raises StorageUnavailable."""
        ...

    async def state_row(self, stream: StreamId, key: str) -> str | None:
        """The JSON text of one state row, by a point read; None if it is not there. Raises StorageUnavailable."""
        ...

    async def append(self, commit: Commit) -> None:
        """Raises MarkerExists, VersionConflict, CommitTooLarge (nothing written) or StorageUnavailable (unknown).

        A commit that makes no sense (no marker, versions that do not follow on) is a ValueError.
        """
        ...

    async def marker(self, stream: StreamId, key: str) -> Marker | None:
        """What became of an input, None if it is not in. Raises StorageUnavailable."""
        ...

    async def record_pending(
        self, stream: StreamId, pending: PendingCommand, decided: Collection[PendingCommand] = ()
    ) -> None:
        """Records a command in the stream's partition, in place of those that are `decided` or count no more.

        Nothing else of the stream changes, and nothing that is appended changes the record. Raises TooManyPending or
        StorageUnavailable.
        """
        ...

    async def mark_published(self, stream: StreamId, unpublished: Unpublished) -> None:
        """Removes the unpublished row; that it is gone already is no error."""
        ...

    def streams_with_unpublished(self, stream_type: str, first: str = "", last: str = "g") -> AsyncIterator[StreamId]:
        """The streams of one type that still have unpublished rows, of ids from prefix `first` to before `last`."""
        ...


def with_pending(
    recorded: Sequence[PendingCommand], pending: PendingCommand, decided: Collection[PendingCommand]
) -> list[PendingCommand]:
    """What `EventStore.record_pending` leaves recorded. A second try changes nothing. Raises TooManyPending."""
    earliest = pending.issued_at - PENDING_COUNTS_FOR
    kept = [one for one in recorded if one.issued_at > earliest and one not in decided and one != pending]
    if len(kept) >= MOST_PENDING:
        raise TooManyPending
    return [*kept, pending]
