"""Attempts as numbered rows: two at the same moment want the same number, and one of them looks again."""

import asyncio
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from azure.core.exceptions import HttpResponseError

from infrastructure.attempts import WINDOW, Attempt, TooManyFailures, refused_for
from infrastructure.azure.clients import StorageClients
from infrastructure.azure.storage_errors import storage_errors
from infrastructure.event_store import StorageUnavailable
from infrastructure.gathering import Gatherer

if TYPE_CHECKING:
    from azure.data.tables.aio import TableClient

ATTEMPTS = "attempts"
_TRIES = 30
_MOST_OPERATIONS = 100
"""That a transaction takes."""

type _Operation = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _Wish:
    """An attempt that somebody wants to begin."""

    allowed: int
    now: datetime
    window: timedelta
    name: str


class TableAttempts:
    """An `infrastructure.attempts.Attempts`."""

    def __init__(self, clients: StorageClients) -> None:
        self._clients = clients
        self._gatherer: Gatherer[str, _Wish, Attempt] = Gatherer(self._flush)

    async def ensure_table(self) -> None:
        """Creates the table if it is not there; in Azure the deployment does. Raises StorageUnavailable."""
        await self._clients.ensure_table(ATTEMPTS)

    async def begin(
        self, subject: str, allowed: int, now: datetime, window: timedelta = WINDOW, name: str = ""
    ) -> Attempt:
        return await self._gatherer.offer(subject, _Wish(allowed, now, window, name))

    async def forgive(self, attempt: Attempt) -> None:
        if attempt.is_repeated:
            return
        with storage_errors():
            await self._table.delete_entity(attempt.subject, attempt.row)

    async def forget(self, before: datetime) -> None:
        rows = self._table.query_entities(
            "At lt @before", parameters={"before": sortable(before)}, select=["PartitionKey", "RowKey"]
        )
        with storage_errors():
            async for row in rows:
                await self._table.delete_entity(row)

    async def _flush(self, subject: str, wishes: Sequence[_Wish]) -> Sequence[Attempt | Exception]:
        """Those of this process all at once, or each would have to look again for every other one."""
        for _ in range(_TRIES):
            rows = await self._rows(subject)
            answers = list(_answers(subject, rows, wishes))
            inserts = [
                _insert(attempt, wish)
                for attempt, wish in zip(answers, wishes, strict=True)
                if isinstance(attempt, Attempt) and not attempt.is_repeated
            ]
            deletes = _deletes_of_old(rows, wishes[0])[: _MOST_OPERATIONS - len(inserts)]
            if not inserts or await self._write(*inserts, *deletes):
                return answers
            await asyncio.sleep(random.uniform(0, 0.05))
        raise StorageUnavailable(f"{_TRIES} others tried at the same time")

    @property
    def _table(self) -> "TableClient":
        return self._clients.table(ATTEMPTS)

    async def _rows(self, subject: str) -> Sequence[Mapping[str, Any]]:
        rows = self._table.query_entities(
            "PartitionKey eq @subject", parameters={"subject": subject}, select=["PartitionKey", "RowKey", "At", "Name"]
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


def _answers(
    subject: str, rows: Sequence[Mapping[str, Any]], wishes: Sequence[_Wish]
) -> Iterator[Attempt | TooManyFailures]:
    begun = [(datetime.fromisoformat(row["At"]), row.get("Name") or "", row["RowKey"]) for row in rows]
    number = max((int(row["RowKey"]) for row in rows), default=-1)
    for wish in wishes:
        fresh = [(at, name, row) for at, name, row in begun if wish.now - at < wish.window]
        repeated = next((row for _, name, row in fresh if wish.name and name == wish.name), None)
        if repeated is not None:
            yield Attempt(subject, repeated, is_repeated=True)
            continue
        wait = refused_for((at for at, _, _ in fresh), wish.allowed, wish.now, wish.window)
        if wait is not None:
            yield TooManyFailures(wait)
            continue
        number += 1
        begun.append((wish.now, wish.name, f"{number:010}"))
        yield Attempt(subject, f"{number:010}")


def _insert(attempt: Attempt, wish: _Wish) -> _Operation:
    entity = {"PartitionKey": attempt.subject, "RowKey": attempt.row, "At": sortable(wish.now)}
    return "create", entity | ({"Name": wish.name} if wish.name else {})


def sortable(moment: datetime) -> str:
    """Aware UTC, as text that sorts by time."""
    return moment.isoformat(timespec="microseconds")


def _deletes_of_old(rows: Sequence[Mapping[str, Any]], wish: _Wish) -> list[_Operation]:
    return [("delete", row) for row in rows if wish.now - datetime.fromisoformat(row["At"]) >= wish.window]
