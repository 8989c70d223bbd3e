"""What a view needs to know of an event besides the event: whose it is, its place in the stream, its time."""

from datetime import datetime
from typing import Protocol
from uuid import UUID


class Source(Protocol):
    @property
    def id(self) -> UUID: ...


class Recorded[E](Protocol):
    """An event of the union `E` as it stands in its stream. `occurred_at` is aware UTC."""

    @property
    def stream(self) -> Source: ...

    @property
    def version(self) -> int: ...

    @property
    def event(self) -> E: ...

    @property
    def occurred_at(self) -> datetime: ...


class StreamBeginsElsewhere(ValueError):
    """The first event given for a view is not the one that its stream begins with."""

    def __init__(self, recorded: Recorded[object]) -> None:
        super().__init__(f"no view to apply {type(recorded.event).__name__} {recorded.version} to")
