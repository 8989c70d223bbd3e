"""Claims of slugs as rows of a table: the insert decides who was first."""

from contextlib import suppress
from uuid import UUID

from azure.core import MatchConditions
from azure.core.exceptions import ResourceExistsError, ResourceModifiedError, ResourceNotFoundError

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.storage_errors import storage_errors

SLUGS = "slugs"
_CLAIM = "Claim"


class TableSlugs:
    """An `infrastructure.slugs.Slugs`."""

    def __init__(self, clients: StorageClients) -> None:
        self._clients = clients

    async def ensure_table(self) -> None:
        """Creates the table if it is not there; in Azure the deployment does. Raises StorageUnavailable."""
        await self._clients.ensure_table(SLUGS)

    async def claim(self, slug: str, conference_id: UUID) -> UUID:
        table = self._clients.table(SLUGS)
        partition = f"Slug_{slug}"
        with storage_errors():
            try:
                await table.create_entity(
                    {"PartitionKey": partition, "RowKey": _CLAIM, "ConferenceId": str(conference_id)}
                )
            except ResourceExistsError:
                # Perhaps our own claim, by a first try that was carried out and answered by a 503.
                claimed = await table.get_entity(partition, _CLAIM, select=["ConferenceId"])
                return UUID(claimed["ConferenceId"])
        return conference_id

    async def release(self, slug: str, conference_id: UUID) -> None:
        table = self._clients.table(SLUGS)
        # Gone, or written since it was read: then it is released already, and perhaps another's.
        with storage_errors(), suppress(ResourceNotFoundError, ResourceModifiedError):
            claimed = await table.get_entity(f"Slug_{slug}", _CLAIM)
            if claimed["ConferenceId"] == str(conference_id):
                await table.delete_entity(claimed, match_condition=MatchConditions.IfNotModified)
