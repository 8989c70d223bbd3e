"""The watch list in memory."""

from collections.abc import AsyncIterator
from datetime import datetime

from infrastructure.watch_list import Watched


class MemoryWatchList:
    """An `infrastructure.watch_list.WatchList`."""

    def __init__(self) -> None:
        self.watched: set[Watched] = set()

    async def add(self, watched: Watched) -> None:
        self.watched.add(watched)

    async def remove(self, watched: Watched) -> None:
        self.watched.discard(watched)

    async def due(self, now: datetime) -> AsyncIterator[Watched]:
        for watched in sorted(self.watched, key=lambda item: (item.look_at, str(item.order_id))):
            if watched.look_at <= now:
                yield watched
