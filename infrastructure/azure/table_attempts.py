"""Attempts as numbered rows: two at the same moment want the same number, and one of them looks again."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from azure.core.exceptions import HttpResponseError

from infrastructure.attempts import WINDOW, Attempt, TooManyFailures
from infrastructure.azure.clients import StorageClients
from infrastructure.azure.storage_errors import storage_errors
from infrastructure.event_store import StorageUnavailable

if TYPE_CHECKING:
    from azure.data.tables.aio import TableClient

ATTEMPTS = "attempts"
_TRIES = 30

type _Operation = tuple[str, Mapping[str, Any]]


class TableAttempts:
    """An `infrastructure.attempts.Attempts`."""

    def __init__(self, clients: StorageClients) -> None:
        self._clients = clients

    async def ensure_table(self) -> None:
        """Creates the table if it is not there; in Azure the deployment does. Raises StorageUnavailable."""
        await self._clients.ensure_table(ATTEMPTS)

    async def begin(self, subject: str, allowed: int, now: datetime) -> Attempt:
        for _ in range(_TRIES):
            rows = await self._rows(subject)
            fresh = [at for row in rows if now - (at := datetime.fromisoformat(row["At"])) < WINDOW]
            if len(fresh) >= allowed:
                raise TooManyFailures(sorted(fresh)[-allowed] + WINDOW - now)
            number = max((int(row["RowKey"]) for row in rows), default=-1) + 1
            attempt = Attempt(subject, f"{number:010}")
            if await self._write(_insert(attempt, now), *_deletes_of_old(rows, now)):
                return attempt
            await asyncio.sleep(random.uniform(0, 0.05))
        raise StorageUnavailable(f"{_TRIES} others tried at the same time")

    async def forgive(self, attempt: Attempt) -> None:
        with storage_errors():
            await self._table.delete_entity(attempt.subject, attempt.row)

    @property
    def _table(self) -> "TableClient":
        return self._clients.table(ATTEMPTS)

    async def _rows(self, subject: str) -> Sequence[Mapping[str, Any]]:
        rows = self._table.query_entities(
            "PartitionKey eq @subject", parameters={"subject": subject}, select=["PartitionKey", "RowKey", "At"]
        )
        with storage_errors():
            return [row async for row in rows]

    async def _write(self, *operations: _Operation) -> bool:
        """All or nothing. False if another one wrote the same number, or deleted the same old row, before."""
        with storage_errors():
            try:
                await self._table.submit_transaction(operations)
            except HttpResponseError as error:
                if error.status_code not in (404, 409):
                    raise
                return False
        return True


def _insert(attempt: Attempt, now: datetime) -> _Operation:
    return "create", {"PartitionKey": attempt.subject, "RowKey": attempt.row, "At": now.isoformat()}


def _deletes_of_old(rows: Sequence[Mapping[str, Any]], now: datetime) -> list[_Operation]:
    return [("delete", row) for row in rows if now - datetime.fromisoformat(row["At"]) >= WINDOW]
