"""Idempotency keys as rows of a table: the partition is the scope, the row the key's hash."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from azure.core import MatchConditions
from azure.core.exceptions import ResourceExistsError, ResourceModifiedError, ResourceNotFoundError

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.storage_errors import storage_errors
from infrastructure.idempotency import Claim, Claimed, KeptAnswer, KeyReused, is_forgotten

if TYPE_CHECKING:
    from azure.data.tables import TableEntity
    from azure.data.tables.aio import TableClient

IDEMPOTENCY = "idempotency"
_COLUMNS = ["Fingerprint", "ClaimedAt", "Status", "Content", "Headers"]

type _Row = dict[str, str | int | bytes]


class TableIdempotencyStore:
    """An `infrastructure.idempotency.IdempotencyStore`."""

    def __init__(self, clients: StorageClients) -> None:
        self._clients = clients

    async def ensure_table(self) -> None:
        """Creates the table if it is not there; in Azure the deployment does. Raises StorageUnavailable."""
        await self._clients.ensure_table(IDEMPOTENCY)

    async def claim(self, claim: Claim, now: datetime) -> Claimed:
        with storage_errors():
            # Each further round was caused by another's claim, or forgetting, that came between: there are never many.
            while (claimed := await self._insert(claim, now) or await self._claim_again(claim, now)) is None:
                pass
        return claimed

    async def keep(self, claim: Claim, claimed_at: datetime, answer: KeptAnswer) -> None:
        kept: _Row = {
            "Status": answer.status,
            "Content": answer.content,
            "Headers": json.dumps(dict(answer.headers)),
        }
        with storage_errors():
            await self._table.upsert_entity(_row(claim, claimed_at) | kept, mode="replace")

    async def forget(self, claimed_before: datetime) -> None:
        rows = self._table.query_entities(
            "ClaimedAt lt @before", parameters={"before": _sortable(claimed_before)}, select=["PartitionKey", "RowKey"]
        )
        with storage_errors():
            async for row in rows:
                # Not if it was claimed again since.
                with suppress(ResourceModifiedError):
                    await self._table.delete_entity(row, match_condition=MatchConditions.IfNotModified)

    @property
    def _table(self) -> "TableClient":
        return self._clients.table(IDEMPOTENCY)

    async def _insert(self, claim: Claim, now: datetime) -> Claimed | None:
        """None if the key was claimed before."""
        try:
            await self._table.create_entity(_row(claim, now))
        except ResourceExistsError:
            return None
        return Claimed(now)

    async def _claim_again(self, claim: Claim, now: datetime) -> Claimed | None:
        """What the claim that is there comes to; None if it is gone, or another one, by now. Raises KeyReused."""
        found = await self._find(claim)
        if found is None:
            return None
        claimed_at = datetime.fromisoformat(found["ClaimedAt"])
        if is_forgotten(claimed_at, now):
            return await self._replace(found, claim, now)
        if found["Fingerprint"] != claim.fingerprint:
            raise KeyReused
        return Claimed(claimed_at, _kept_answer(found))

    async def _replace(self, found: "TableEntity", claim: Claim, now: datetime) -> Claimed | None:
        try:
            await self._table.update_entity(
                _row(claim, now),
                mode="replace",
                etag=found.metadata["etag"],
                match_condition=MatchConditions.IfNotModified,
            )
        except (ResourceModifiedError, ResourceNotFoundError):
            return None
        return Claimed(now)

    async def _find(self, claim: Claim) -> "TableEntity | None":
        try:
            return await self._table.get_entity(claim.scope, _row_key(claim), select=_COLUMNS)
        except ResourceNotFoundError:
            return None


def _row(claim: Claim, claimed_at: datetime) -> _Row:
    return {
        "PartitionKey": claim.scope,
        "RowKey": _row_key(claim),
        "Fingerprint": claim.fingerprint,
        "ClaimedAt": _sortable(claimed_at),
    }


def _row_key(claim: Claim) -> str:
    return hashlib.sha256(claim.key.encode()).hexdigest()


def _sortable(moment: datetime) -> str:
    """Aware UTC, as text that sorts by time."""
    return moment.isoformat(timespec="microseconds")


def _kept_answer(row: Mapping[str, Any]) -> KeptAnswer | None:
    if row.get("Status") is None:
        return None
    return KeptAnswer(row["Status"], row["Content"], json.loads(row["Headers"]))
