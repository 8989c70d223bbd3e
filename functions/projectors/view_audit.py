"""The audit of read models: each is compared with a replay of its stream, and written anew where it drifted."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from infrastructure.clock import Clock
from infrastructure.event_store import EventStore, StreamId
from infrastructure.projecting import Projector

WATCHED = timedelta(days=3)
"""How long after its last event a stream's read models are compared: some rounds of the audit."""


class ViewAudit:
    """`projectors`: of the documents that show streams of one type. `ever`: however long ago a stream moved last."""

    def __init__(
        self, store: EventStore, projectors: Sequence[Projector[Any]], clock: Clock, *, ever: bool = False
    ) -> None:
        self._store = store
        self._projectors = projectors
        self._clock = clock
        self._ever = ever

    async def visit(self, stream: StreamId) -> None:
        """Raises what Projector.reconcile raises."""
        history = (await self._store.read(stream)).events
        if history and (self._ever or self._clock.now() < history[-1].occurred_at + WATCHED):
            for projector in self._projectors:
                await projector.reconcile(history)
