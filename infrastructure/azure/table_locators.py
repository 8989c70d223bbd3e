"""Locators as rows of a table: the partition is the keyed hash, the row what it leads to."""

from uuid import UUID

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.storage_errors import storage_errors
from infrastructure.locators import Locator

LOCATORS = "locators"


class TableLocators:
    """An `infrastructure.locators.Locators`. `key`: at least 32 random bytes."""

    def __init__(self, clients: StorageClients, key: bytes) -> None:
        self._clients = clients
        self._key = key

    async def ensure_table(self) -> None:
        """Creates the table if it is not there; in Azure the deployment does. Raises StorageUnavailable."""
        await self._clients.ensure_table(LOCATORS)

    async def add(self, locator: Locator, found: UUID) -> None:
        row = {"PartitionKey": locator.hashed(self._key), "RowKey": str(found)}
        with storage_errors():
            await self._clients.table(LOCATORS).upsert_entity(row, mode="replace")

    async def find(self, locator: Locator) -> list[UUID]:
        rows = self._clients.table(LOCATORS).query_entities(
            "PartitionKey eq @hash", parameters={"hash": locator.hashed(self._key)}, select=["RowKey"]
        )
        with storage_errors():
            return [UUID(row["RowKey"]) async for row in rows]
