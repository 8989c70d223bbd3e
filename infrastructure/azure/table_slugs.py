"""Claims of slugs as rows of a table: the insert decides who was first."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from azure.core import MatchConditions
from azure.core.exceptions import ResourceExistsError, ResourceModifiedError

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.storage_errors import storage_errors
from infrastructure.slugs import SlugClaim

SLUGS = "slugs"
_CLAIM = "Claim"


class TableSlugs:
    """An `infrastructure.slugs.Slugs`."""

    def __init__(self, clients: StorageClients) -> None:
        self._clients = clients

    async def ensure_table(self) -> None:
        """Creates the table if it is not there; in Azure the deployment does. Raises StorageUnavailable."""
        await self._clients.ensure_table(SLUGS)

    async def claim(self, slug: str, conference_id: UUID) -> SlugClaim:
        table, claim = self._clients.table(SLUGS), SlugClaim(slug, conference_id)
        with storage_errors():
            try:
                await table.create_entity(_row(claim))
            except ResourceExistsError:
                # Perhaps our own claim, by a first try that was carried out and answered by a 503.
                return _claim(slug, await table.get_entity(_partition(slug), _CLAIM))
        return claim

    async def take_over(self, claim: SlugClaim, conference_id: UUID) -> None:
        table = self._clients.table(SLUGS)
        # Written since it was read: then somebody else took it over, or a first try of ours did.
        with storage_errors(), suppress(ResourceModifiedError):
            holds = await table.get_entity(_partition(claim.slug), _CLAIM)
            if _claim(claim.slug, holds) == claim:
                await table.update_entity(
                    _row(claim.taken_over(conference_id)),
                    mode="replace",
                    etag=holds.metadata["etag"],
                    match_condition=MatchConditions.IfNotModified,
                )


def _partition(slug: str) -> str:
    return f"Slug_{slug}"


def _row(claim: SlugClaim) -> dict[str, str | int]:
    return {
        "PartitionKey": _partition(claim.slug),
        "RowKey": _CLAIM,
        "ConferenceId": str(claim.conference_id),
        "Number": claim.number,
    }


def _claim(slug: str, row: Mapping[str, Any]) -> SlugClaim:
    return SlugClaim(slug, UUID(row["ConferenceId"]), row.get("Number", 0))
