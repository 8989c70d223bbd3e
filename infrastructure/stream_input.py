"""What changes a stream: an input (a command, an event seen) with the decision that it asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.messages import Decision
from infrastructure.event_store import Provenance, StreamId


def command_key(command_id: UUID) -> str:
    """The marker key of a command."""
    return f"command_{command_id}"


def seen_key(source: StreamId, version: int) -> str:
    """The marker key of an event of another stream."""
    return f"seen_{source}_{version}"


@dataclass(frozen=True, slots=True)
class Input[S]:
    """One input to a stream of state `S`. It takes effect at most once per `marker_key`, for ever.

    `decide(state, now, out_of_patience)` is pure; it may be called several times, on newer states. `provenance` goes
    to the events it yields. Patience with a `NotYet` counts from `issued_at` (aware UTC). `opens_stream`: the stream is
    expected to be new, so that the first try does without loading it; to be wrong about it costs time, nothing else.
    """

    marker_key: str
    decide: Callable[[S | None, datetime, bool], Decision[Any]]
    provenance: Provenance
    issued_at: datetime
    opens_stream: bool = False
