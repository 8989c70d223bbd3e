"""Read models as blobs, one JSON document each; the version stands in the blob's metadata."""

from typing import TYPE_CHECKING, Any

from azure.core import MatchConditions
from azure.core.exceptions import ResourceExistsError, ResourceModifiedError, ResourceNotFoundError

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.storage_errors import storage_errors
from infrastructure.event_store import StorageUnavailable
from infrastructure.view_store import Document, DocumentChanged, Place

if TYPE_CHECKING:
    from azure.storage.blob.aio import ContainerClient


class BlobViewStore:
    """An `infrastructure.view_store.ViewStore`. A place is the blob `<partition>/<row>`."""

    def __init__(self, clients: StorageClients, container: str) -> None:
        self._clients = clients
        self._name = container

    async def ensure_container(self) -> None:
        """Creates the container if it is not there; in Azure the deployment does. Raises StorageUnavailable."""
        await self._clients.ensure_container(self._name)

    async def get(self, place: Place) -> Document | None:
        with storage_errors():
            try:
                download = await self._container.download_blob(_blob_name(place), encoding="utf-8")
                json = await download.readall()
            except ResourceNotFoundError as error:
                # azure-core's type does not know of the code that the blob SDK gives it.
                if getattr(error, "error_code", None) == "ContainerNotFound":
                    raise
                return None
        return Document(int(download.properties.metadata["version"]), json, download.properties.etag)

    async def save(self, place: Place, version: int, json: str, etag: str | None) -> Document:
        try:
            return Document(version, json, await self._write(place, version, json, etag))
        except (DocumentChanged, StorageUnavailable):
            # Also what the SDK says of its own second try, when the first was carried out and its answer lost.
            found = await self.get(place)
            if found is None or found.version < version:
                raise
            return found

    @property
    def _container(self) -> "ContainerClient":
        return self._clients.container(self._name)

    async def _write(self, place: Place, version: int, json: str, etag: str | None) -> str:
        """Gives the new ETag. Raises DocumentChanged and StorageUnavailable."""
        from azure.storage.blob import ContentSettings

        guard: dict[str, Any] = (
            {"match_condition": MatchConditions.IfMissing}
            if etag is None
            else {"match_condition": MatchConditions.IfNotModified, "etag": etag}
        )
        with storage_errors():
            try:
                written = await self._container.get_blob_client(_blob_name(place)).upload_blob(
                    json.encode(),
                    overwrite=True,
                    metadata={"version": str(version)},
                    content_settings=ContentSettings(content_type="application/json; charset=utf-8"),
                    **guard,
                )
            except (ResourceExistsError, ResourceModifiedError) as error:
                raise DocumentChanged(_blob_name(place)) from error
        return str(written["etag"])


def _blob_name(place: Place) -> str:
    return f"{place.partition}/{place.row}"
