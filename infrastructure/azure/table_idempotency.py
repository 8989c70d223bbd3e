"""Idempotency keys as rows of a table: the partition is the scope, the row the key's hash."""

import hashlib
import json
from datetime import datetime
from typing import Any

from infrastructure.azure.table_batch import Row, TableRefusal
from infrastructure.azure.tables import Tables
from infrastructure.idempotency import REMEMBERED_FOR, Claim, KeptAnswer, KeyReused

IDEMPOTENCY = "idempotency"
_COLUMNS = ("Fingerprint", "ClaimedAt", "Status", "Content", "Headers")


class TableIdempotencyStore:
    """An `infrastructure.idempotency.IdempotencyStore`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def ensure_table(self) -> None:
        """Creates the table if it is not there; in Azure the deployment does. Raises StorageUnavailable."""
        await self._tables.create(IDEMPOTENCY)

    async def claim(self, claim: Claim, now: datetime) -> KeptAnswer | None:
        try:
            await self._tables.transact(IDEMPOTENCY, [("insert", _claimed(claim, now))])
        except TableRefusal:
            return await self._claim_again(claim, now)
        return None

    async def keep(self, claim: Claim, answer: KeptAnswer, now: datetime) -> None:
        kept: Row = {
            "Status": answer.status,
            "Content": answer.content.decode(),
            "Headers": json.dumps(dict(answer.headers)),
        }
        await self._tables.put(IDEMPOTENCY, _claimed(claim, now) | kept)

    async def forget(self, claimed_before: datetime) -> None:
        async for page in self._tables.query(
            IDEMPOTENCY, f"ClaimedAt lt '{_sortable(claimed_before)}'", ("PartitionKey", "RowKey")
        ):
            for row in page:
                await self._tables.delete(IDEMPOTENCY, row["PartitionKey"], row["RowKey"])

    async def _claim_again(self, claim: Claim, now: datetime) -> KeptAnswer | None:
        found = await self._tables.get(IDEMPOTENCY, claim.scope, _row_key(claim), _COLUMNS)
        if found is None or now - datetime.fromisoformat(found["ClaimedAt"]) >= REMEMBERED_FOR:
            await self._tables.put(IDEMPOTENCY, _claimed(claim, now))
            return None
        if found["Fingerprint"] != claim.fingerprint:
            raise KeyReused
        return _kept_answer(found)


def _claimed(claim: Claim, now: datetime) -> Row:
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


def _kept_answer(row: dict[str, Any]) -> KeptAnswer | None:
    if row.get("Status") is None:
        return None
    return KeptAnswer(row["Status"], row["Content"].encode(), json.loads(row["Headers"]))
