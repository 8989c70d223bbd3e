"""Attempts as numbered rows: two at the same moment want the same number, and one of them looks again."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from infrastructure.attempts import WINDOW, Attempt, TooManyFailures
from infrastructure.azure.table_batch import TableRefusal, Write
from infrastructure.azure.tables import Tables
from infrastructure.event_store import StorageUnavailable

ATTEMPTS = "attempts"
_TRIES = 30


class TableAttempts:
    """An `infrastructure.attempts.Attempts`."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def ensure_table(self) -> None:
        """Creates the table if it is not there; in Azure the deployment does. Raises StorageUnavailable."""
        await self._tables.create(ATTEMPTS)

    async def begin(self, subject: str, allowed: int, now: datetime) -> Attempt:
        for _ in range(_TRIES):
            rows = await self._rows(subject)
            fresh = [at for row in rows if now - (at := datetime.fromisoformat(row["At"])) < WINDOW]
            if len(fresh) >= allowed:
                raise TooManyFailures(sorted(fresh)[-allowed] + WINDOW - now)
            number = max((int(row["RowKey"]) for row in rows), default=-1) + 1
            attempt = Attempt(subject, f"{number:010}")
            try:
                await self._tables.transact(ATTEMPTS, [_insert(attempt, now), *_deletes_of_old(subject, rows, now)])
            except TableRefusal:
                await asyncio.sleep(random.uniform(0, 0.05))
            else:
                return attempt
        raise StorageUnavailable(f"{_TRIES} others tried at the same time")

    async def forgive(self, attempt: Attempt) -> None:
        await self._tables.delete(ATTEMPTS, attempt.subject, attempt.row)

    async def _rows(self, subject: str) -> list[dict[str, Any]]:
        pages = self._tables.query(ATTEMPTS, f"PartitionKey eq '{subject}'", ("RowKey", "At"))
        return [row async for page in pages for row in page]


def _insert(attempt: Attempt, now: datetime) -> Write:
    return "insert", {"PartitionKey": attempt.subject, "RowKey": attempt.row, "At": now.isoformat()}


def _deletes_of_old(subject: str, rows: Sequence[Mapping[str, Any]], now: datetime) -> list[Write]:
    old = [row for row in rows if now - datetime.fromisoformat(row["At"]) >= WINDOW]
    return [("delete", {"PartitionKey": subject, "RowKey": row["RowKey"]}) for row in old]
