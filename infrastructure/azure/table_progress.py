"""How far work got that is done a little at a time: a row for each kind of it."""

from azure.core.exceptions import ResourceNotFoundError

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.storage_errors import storage_errors

PROGRESS = "progress"


class TableProgress:
    """An `infrastructure.sweeper.Progress`."""

    def __init__(self, clients: StorageClients) -> None:
        self._clients = clients

    async def ensure_table(self) -> None:
        """Creates the table if it is not there; in Azure the deployment does. Raises StorageUnavailable."""
        await self._clients.ensure_table(PROGRESS)

    async def reached(self, work: str) -> str | None:
        with storage_errors():
            try:
                row = await self._clients.table(PROGRESS).get_entity(PROGRESS, work, select=["Reached"])
            except ResourceNotFoundError:
                return None
        return str(row["Reached"])

    async def reach(self, work: str, place: str) -> None:
        row = {"PartitionKey": PROGRESS, "RowKey": work, "Reached": place}
        with storage_errors():
            await self._clients.table(PROGRESS).upsert_entity(row, mode="replace")
