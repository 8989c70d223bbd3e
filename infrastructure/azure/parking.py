"""Parked messages as blobs: `parked/<entity>/<name>`."""

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.storage_errors import storage_errors
from infrastructure.parking import ParkedMessage

CONTAINER = "parked"


class BlobParkedMessages:
    """An `infrastructure.parking.ParkedMessages`."""

    def __init__(self, clients: StorageClients) -> None:
        self._clients = clients

    async def ensure_container(self) -> None:
        """Creates the container if it is not there; in Azure the deployment does. Raises StorageUnavailable."""
        await self._clients.ensure_container(CONTAINER)

    async def keep(self, message: ParkedMessage, name: str) -> None:
        from azure.storage.blob import ContentSettings

        with storage_errors():
            await self._clients.container(CONTAINER).upload_blob(
                f"{message.entity}/{name}",
                message.model_dump_json(indent=2).encode(),
                overwrite=True,
                content_settings=ContentSettings(content_type="application/json"),
            )
