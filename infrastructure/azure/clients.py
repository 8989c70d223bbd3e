"""The clients of Table and Blob Storage: one of each per process, kept, on one shared pool of connections."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import ResourceExistsError
from azure.core.pipeline.transport import AioHttpTransport, AsyncHttpTransport

from infrastructure.azure.storage_errors import storage_errors
from infrastructure.azure.table_account import TableAccount, account_by_connection_string, account_by_identity
from infrastructure.azure.tables import Tables

if TYPE_CHECKING:
    from azure.data.tables.aio import TableClient, TableServiceClient
    from azure.storage.blob.aio import BlobServiceClient, ContainerClient

BLOB_API_VERSION = "2025-11-05"
"""The newest that Azurite 3.35 knows. The SDK's own default is newer, and Azurite refuses what it does not know."""

RETRIES = {"retry_total": 3, "retry_backoff_factor": 0.2, "retry_backoff_max": 5}
TIMEOUTS = {"connection_timeout": 5, "read_timeout": 35}
"""Counts and seconds. azure-core's own defaults would hold a message for many minutes, long after its lock is lost; its
handler tries again anyway. A table answers within 30 s or not at all."""


@dataclass(frozen=True, slots=True)
class StorageEndpoints:
    """A storage account that is reached with an identity: `https://<account>.table.core.windows.net` and the like."""

    table: str
    blob: str
    credential: AsyncTokenCredential


class StorageClients:
    """Everything that talks to the storage account gets its clients here. Create it inside the running event loop.

    `connection`: a connection string (local) or endpoints (Azure). `prefix` goes before the name of every table and
    container: tests that share one Azurite keep apart by it. `transport`: another one than the default, to watch or
    disturb what is sent. `use_proxy_settings`: obey HTTP(S)_PROXY and ~/.netrc, at about twice the CPU per request,
    since they are looked up for each.
    """

    def __init__(
        self,
        connection: str | StorageEndpoints,
        *,
        prefix: str = "",
        transport: AsyncHttpTransport[Any, Any] | None = None,
        use_proxy_settings: bool = False,
    ) -> None:
        self._connection = connection
        self._prefix = prefix
        self._transport = transport or AioHttpTransport(use_env_settings=use_proxy_settings, **TIMEOUTS)
        self._tables: Tables | None = None
        self._table_service: TableServiceClient | None = None
        self._table_clients: dict[str, TableClient] = {}
        self._blob_service: BlobServiceClient | None = None
        self._containers: dict[str, ContainerClient] = {}

    @property
    def tables(self) -> Tables:
        """All tables by our own requests, for the event store and the read models: see docs/decisions."""
        if self._tables is None:
            self._tables = Tables(self._table_account(), self._transport, RETRIES, self._prefix)
        return self._tables

    def table(self, name: str) -> "TableClient":
        """The SDK's client of the table `name`, the same at each call. The table need not exist."""
        if name not in self._table_clients:
            self._table_clients[name] = self._tables_of_account().get_table_client(self._prefix + name)
        return self._table_clients[name]

    async def ensure_table(self, name: str) -> None:
        """Creates the table if it is not there; in Azure the deployment does. Raises StorageUnavailable."""
        with storage_errors(), suppress(ResourceExistsError):
            await self.table(name).create_table()

    def container(self, name: str) -> "ContainerClient":
        """The client of the blob container `name`, the same at each call. The container need not exist."""
        if name not in self._containers:
            self._containers[name] = self._blobs_of_account().get_container_client(self._prefix + name)
        return self._containers[name]

    async def ensure_container(self, name: str) -> None:
        """Creates the container if it is not there; in Azure the deployment does. Raises StorageUnavailable."""
        with storage_errors(), suppress(ResourceExistsError):
            await self.container(name).create_container()

    async def close(self) -> None:
        """Closes all connections; the clients cannot be used after it."""
        await self._transport.close()

    def _table_account(self) -> TableAccount:
        match self._connection:
            case StorageEndpoints(table, _, credential):
                return account_by_identity(table, credential)
            case text:
                return account_by_connection_string(text)

    def _tables_of_account(self) -> "TableServiceClient":
        if self._table_service is None:
            # Takes a tenth of a second to import; a process that keeps to streams and read models does without it.
            from azure.data.tables.aio import TableServiceClient

            account = self._table_account()
            options: dict[str, Any] = {**RETRIES, "transport": self._transport}
            self._table_service = TableServiceClient(account.endpoint, credential=account.credential, **options)
        return self._table_service

    def _blobs_of_account(self) -> "BlobServiceClient":
        if self._blob_service is None:
            # Takes a third of a second to import; much of what starts cold writes no blob.
            from azure.storage.blob.aio import BlobServiceClient, LinearRetry

            # Its own policy knows nothing of the names above, and would wait 15 s before the first retry.
            retries = LinearRetry(backoff=1, random_jitter_range=1, retry_total=3)
            options: dict[str, Any] = {
                "retry_policy": retries,
                "transport": self._transport,
                "api_version": BLOB_API_VERSION,
            }
            match self._connection:
                case StorageEndpoints(_, blob, credential):
                    self._blob_service = BlobServiceClient(blob, credential=credential, **options)
                case text:
                    self._blob_service = BlobServiceClient.from_connection_string(text, **options)
        return self._blob_service
