"""How this process reaches Service Bus: by a connection string (local) or by a namespace and an identity (Azure)."""

from dataclasses import dataclass
from typing import Any

from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver

from infrastructure.messaging import BusUnavailable
from infrastructure.topology import COMMANDS_QUEUE

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


class BusProbe:
    """Asks Service Bus something small. One per process, created inside the running event loop."""

    def __init__(self, client: ServiceBusClient) -> None:
        self._client = client
        self._receiver: ServiceBusReceiver | None = None

    async def check(self) -> None:
        """Raises BusUnavailable where the commands queue does not answer."""
        if self._receiver is None:
            self._receiver = self._client.get_queue_receiver(COMMANDS_QUEUE)
        try:
            await self._receiver.peek_messages(1)
        except AzureError as error:
            raise BusUnavailable(str(error)) from error
