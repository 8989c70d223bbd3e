"""How this process reaches Service Bus: by a connection string (local) or by a namespace and an identity (Azure)."""

from dataclasses import dataclass
from typing import Any

from azure.core.credentials_async import AsyncTokenCredential
from azure.servicebus.aio import ServiceBusClient

PATIENCE: dict[str, Any] = {
    "retry_total": 2,
    "retry_backoff_factor": 0.2,
    "retry_backoff_max": 2,
    "try_timeout": 15,
}
"""Counts and seconds. The SDK's own defaults may hold on for many minutes; whoever handles the message tries again
anyway, and knows for how long that makes sense."""


@dataclass(frozen=True, slots=True)
class BusNamespace:
    """A namespace that is reached with an identity: `<name>.servicebus.windows.net`."""

    host: str
    credential: AsyncTokenCredential


type BusConnection = str | BusNamespace


def service_bus_client(connection: BusConnection) -> ServiceBusClient:
    """A client to be kept: opening a link takes about half a second."""
    match connection:
        case BusNamespace(host, credential):
            return ServiceBusClient(host, credential, **PATIENCE)
        case text:
            return ServiceBusClient.from_connection_string(text, **PATIENCE)
