"""The audit of read models: each is compared with a replay of its stream, and written anew where it drifted."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from infrastructure.clock import Clock
from infrastructure.event_store import EventStore, RecordedEvent, StreamId
from infrastructure.projecting import Projector

WATCHED = timedelta(days=3)
"""How long after its last event a stream's read models are compared: some rounds of the audit."""


class ViewAudit:
    """`projectors`: of the documents that show streams of one type. `ever`: however long ago a stream moved last.

    `is_shown(history)`: whether there are documents of a stream with that history, which has an event.
    """

    def __init__(
        self,
        store: EventStore,
        projectors: Sequence[Projector[Any]],
        clock: Clock,
        *,
        ever: bool = False,
        is_shown: Callable[[Sequence[RecordedEvent]], bool] = lambda history: True,
    ) -> None:
        self._store = store
        self._projectors = projectors
        self._clock = clock
        self._ever = ever
        self._is_shown = is_shown

    async def visit(self, stream: StreamId) -> None:
        """Raises what Projector.reconcile raises."""
        history = (await self._store.read(stream)).events
        if not history or not self._is_shown(history):
            return
        if self._ever or self._clock.now() < history[-1].occurred_at + WATCHED:
            for projector in self._projectors:
                await projector.reconcile(history)
