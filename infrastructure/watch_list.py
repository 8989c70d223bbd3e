"""Which orders are to be looked at again, and when: what is under way at them must have come to something by then."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Watched:
    """`look_at`: aware UTC, whole seconds."""

    order_id: UUID
    look_at: datetime


class WatchList(Protocol):
    """Every method raises StorageUnavailable (`infrastructure.event_store`) when the storage does not answer."""

    async def add(self, watched: Watched) -> None:
        """Once more the same: nothing changes. An order may stand there for several times."""
        ...

    async def remove(self, watched: Watched) -> None:
        """That it is gone already is no error."""
        ...

    def due(self, now: datetime) -> AsyncIterator[Watched]:
        """Those whose time has come, the earliest first."""
        ...
