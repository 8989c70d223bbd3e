"""The numbers of failed tries as rows of the table of attempts: one partition, in the order of minutes."""

from collections.abc import AsyncIterator
from datetime import datetime

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.storage_errors import storage_errors
from infrastructure.azure.table_attempts import ATTEMPTS, sortable

_PARTITION = "failures"
"""The subjects of attempts have other names: theirs end with a hash."""


class TableFailures:
    """An `infrastructure.failures.FailureRows`. `TableAttempts` creates the table, and forgets old rows."""

    def __init__(self, clients: StorageClients) -> None:
        self._clients = clients

    async def write(self, minute: datetime, instance: str, failures: int) -> None:
        row = {
            "PartitionKey": _PARTITION,
            "RowKey": f"{_key(minute)}_{instance}",
            "Failures": failures,
            "At": sortable(minute),
        }
        with storage_errors():
            await self._clients.table(ATTEMPTS).upsert_entity(row, mode="replace")

    async def read(self, since: datetime) -> AsyncIterator[int]:
        rows = self._clients.table(ATTEMPTS).query_entities(
            "PartitionKey eq @partition and RowKey ge @first",
            parameters={"partition": _PARTITION, "first": _key(since)},
            select=["Failures"],
        )
        with storage_errors():
            async for row in rows:
                yield int(row["Failures"])


def _key(minute: datetime) -> str:
    return f"{minute:%Y%m%dT%H%M}"
