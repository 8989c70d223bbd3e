"""Who this process is towards Azure. Never needed locally, where connection strings carry a key."""

from azure.core.credentials_async import AsyncTokenCredential


def default_credential(client_id: str | None = None) -> AsyncTokenCredential:
    """The managed identity in Azure (`client_id`: of a user-assigned one), a developer's own login elsewhere.

    azure.identity takes an eighth of a second to import, so only who calls this pays for it.
    """
    from azure.identity.aio import DefaultAzureCredential

    return DefaultAzureCredential(managed_identity_client_id=client_id)
