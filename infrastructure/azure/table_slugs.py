"""Claims of slugs as rows of a table: the insert decides who was first."""

from uuid import UUID

from infrastructure.azure.table_batch import TableRefusal
from infrastructure.azure.tables import Tables
from infrastructure.event_store import StorageUnavailable

SLUGS = "slugs"
_CLAIM = "Claim"


class TableSlugs:
    """An `infrastructure.slugs.Slugs`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def ensure_table(self) -> None:
        """Creates the table if it is not there; in Azure the deployment does. Raises StorageUnavailable."""
        await self._tables.create(SLUGS)

    async def claim(self, slug: str, conference_id: UUID) -> UUID:
        partition = f"Slug_{slug}"
        try:
            await self._tables.insert(
                SLUGS, {"PartitionKey": partition, "RowKey": _CLAIM, "ConferenceId": str(conference_id)}
            )
        except TableRefusal as refusal:
            # Perhaps our own claim, by a first try whose answer was lost.
            claimed = await self._tables.get(SLUGS, partition, _CLAIM, ("ConferenceId",))
            if claimed is None:
                raise StorageUnavailable(f"{partition} was released this moment") from refusal
            return UUID(claimed["ConferenceId"])
        return conference_id
