"""The watch list as rows of a table: the partition is the time of the look, the row the order.

Partitions sort by time, so that a look at what is due reads just that; the table is as large as what is under way.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from http import HTTPStatus
from uuid import UUID

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.table_batch import TableRefusal
from infrastructure.watch_list import Watched

WATCH_LIST = "watchlist"
_TIME = "%Y-%m-%dT%H:%M:%SZ"


class TableWatchList:
    """An `infrastructure.watch_list.WatchList`. By our own hand: each order that is placed costs a row."""

    def __init__(self, clients: StorageClients) -> None:
        self._clients = clients
        self._tables = clients.tables

    async def ensure_table(self) -> None:
        """Creates the table if it is not there; in Azure the deployment does. Raises StorageUnavailable."""
        await self._clients.ensure_table(WATCH_LIST)

    async def add(self, watched: Watched) -> None:
        try:
            await self._tables.insert(
                WATCH_LIST, {"PartitionKey": _key(watched.look_at), "RowKey": str(watched.order_id)}
            )
        except TableRefusal as refusal:
            if refusal.status != HTTPStatus.CONFLICT:
                raise

    async def remove(self, watched: Watched) -> None:
        await self._tables.delete(WATCH_LIST, _key(watched.look_at), str(watched.order_id))

    async def due(self, now: datetime) -> AsyncIterator[Watched]:
        async for page in self._tables.query(WATCH_LIST, f"PartitionKey le '{_key(now)}'", ("PartitionKey", "RowKey")):
            for row in page:
                look_at = datetime.strptime(row["PartitionKey"], _TIME).replace(tzinfo=UTC)
                yield Watched(UUID(row["RowKey"]), look_at)


def _key(time: datetime) -> str:
    return time.astimezone(UTC).strftime(_TIME)
