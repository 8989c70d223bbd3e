"""Locators as rows of a table: the partition is the keyed hash, the row what it leads to."""

from uuid import UUID

from infrastructure.azure.tables import Tables
from infrastructure.locators import Locator

LOCATORS = "locators"


class TableLocators:
    """An `infrastructure.locators.Locators`. `key`: at least 32 random bytes."""

    def __init__(self, tables: Tables, key: bytes) -> None:
        self._tables = tables
        self._key = key

    async def ensure_table(self) -> None:
        """Creates the table if it is not there; in Azure the deployment does. Raises StorageUnavailable."""
        await self._tables.create(LOCATORS)

    async def add(self, locator: Locator, found: UUID) -> None:
        await self._tables.put(LOCATORS, {"PartitionKey": locator.hashed(self._key), "RowKey": str(found)})

    async def find(self, locator: Locator) -> list[UUID]:
        pages = self._tables.query(LOCATORS, f"PartitionKey eq '{locator.hashed(self._key)}'", ("RowKey",))
        return [UUID(row["RowKey"]) async for page in pages for row in page]
