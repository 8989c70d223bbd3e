"""What the storage SDK and the HTTP library under it raise, said in the words of the ports."""

from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import ClientError
from azure.core.exceptions import AzureError

from infrastructure.event_store import StorageUnavailable


@contextmanager
def storage_errors() -> Iterator[None]:
    """Whatever fails inside is raised as StorageUnavailable: it may have been carried out or not.

    That is as much as can be known. A POST whose answer was lost is reported by azure-core as a request that was never
    sent, although it was carried out; a refusal (no access, no table) may be gone a minute later. What the caller tells
    apart, a conflict say, it catches inside. aiohttp's own errors come through azure-core where an answer is garbled.
    """
    try:
        yield
    except (AzureError, ClientError) as error:
        raise StorageUnavailable(str(error)) from error
