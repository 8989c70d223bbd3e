"""Who this process is towards Azure. Never needed locally, where connection strings carry a key."""

from azure.core.credentials_async import AsyncTokenCredential


def default_credential(client_id: str | None = None) -> AsyncTokenCredential:
    """The managed identity of that client id in Azure; without one whoever is logged in where this runs.

    azure.identity takes an eighth of a second to import, so only who calls this pays for it.
    """
    from azure.identity.aio import DefaultAzureCredential, ManagedIdentityCredential

    return ManagedIdentityCredential(client_id=client_id) if client_id else DefaultAzureCredential()
