"""How far work got that is done a little at a time: a row for each kind of it."""

from infrastructure.azure.clients import StorageClients

PROGRESS = "progress"


class TableProgress:
    """An `infrastructure.sweeper.Progress`."""

    def __init__(self, clients: StorageClients) -> None:
        self._tables = clients.tables

    async def ensure_table(self) -> None:
        """Creates the table if it is not there; in Azure it comes with the deployment."""
        await self._tables.create(PROGRESS)

    async def reached(self, work: str) -> str | None:
        row = await self._tables.get(PROGRESS, PROGRESS, work, ("Reached",))
        return None if row is None else str(row["Reached"])

    async def reach(self, work: str, place: str) -> None:
        await self._tables.put(PROGRESS, {"PartitionKey": PROGRESS, "RowKey": work, "Reached": place})
