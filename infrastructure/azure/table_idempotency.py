"""Idempotency keys as rows of a table: the partition is the scope, the row the key's hash."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.storage_errors import storage_errors
from infrastructure.idempotency import REMEMBERED_FOR, Claim, KeptAnswer, KeyReused

if TYPE_CHECKING:
    from azure.data.tables.aio import TableClient

IDEMPOTENCY = "idempotency"
_COLUMNS = ["Fingerprint", "ClaimedAt", "Status", "Content", "Headers"]

type _Row = dict[str, str | int]


class TableIdempotencyStore:
    """An `infrastructure.idempotency.IdempotencyStore`."""

    def __init__(self, clients: StorageClients) -> None:
        self._clients = clients

    async def ensure_table(self) -> None:
        """Creates the table if it is not there; in Azure the deployment does. Raises StorageUnavailable."""
        await self._clients.ensure_table(IDEMPOTENCY)

    async def claim(self, claim: Claim, now: datetime) -> KeptAnswer | None:
        with storage_errors():
            try:
                await self._table.create_entity(_claimed(claim, now))
            except ResourceExistsError:
                return await self._claim_again(claim, now)
        return None

    async def keep(self, claim: Claim, answer: KeptAnswer, now: datetime) -> None:
        kept: _Row = {
            "Status": answer.status,
            "Content": answer.content.decode(),
            "Headers": json.dumps(dict(answer.headers)),
        }
        with storage_errors():
            await self._table.upsert_entity(_claimed(claim, now) | kept, mode="replace")

    async def forget(self, claimed_before: datetime) -> None:
        rows = self._table.query_entities(
            "ClaimedAt lt @before", parameters={"before": _sortable(claimed_before)}, select=["PartitionKey", "RowKey"]
        )
        with storage_errors():
            async for row in rows:
                await self._table.delete_entity(row["PartitionKey"], row["RowKey"])

    @property
    def _table(self) -> "TableClient":
        return self._clients.table(IDEMPOTENCY)

    async def _claim_again(self, claim: Claim, now: datetime) -> KeptAnswer | None:
        found = await self._find(claim)
        if found is None or now - datetime.fromisoformat(found["ClaimedAt"]) >= REMEMBERED_FOR:
            await self._table.upsert_entity(_claimed(claim, now), mode="replace")
            return None
        if found["Fingerprint"] != claim.fingerprint:
            raise KeyReused
        return _kept_answer(found)

    async def _find(self, claim: Claim) -> Mapping[str, Any] | None:
        try:
            return await self._table.get_entity(claim.scope, _row_key(claim), select=_COLUMNS)
        except ResourceNotFoundError:
            return None


def _claimed(claim: Claim, now: datetime) -> _Row:
    return {
        "PartitionKey": claim.scope,
        "RowKey": _row_key(claim),
        "Fingerprint": claim.fingerprint,
        "ClaimedAt": _sortable(now),
    }


def _row_key(claim: Claim) -> str:
    return hashlib.sha256(claim.key.encode()).hexdigest()


def _sortable(moment: datetime) -> str:
    """Aware UTC, as text that sorts by time."""
    return moment.isoformat(timespec="microseconds")


def _kept_answer(row: Mapping[str, Any]) -> KeptAnswer | None:
    if row.get("Status") is None:
        return None
    return KeptAnswer(row["Status"], row["Content"].encode(), json.loads(row["Headers"]))
