"""A Service Bus output on Microsoft's asynchronous client."""

import asyncio
import logging
from collections.abc import Sequence

from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient, ServiceBusSender

from local.host.errors import OutputError
from local.host.functions import ServiceBusOutput

_CLOSE_TIMEOUT = 5.0

_log = logging.getLogger("Host.ServiceBus")


class ServiceBusSink:
    """One link to one queue or topic, opened at the first message; the client opens it anew after an outage."""

    def __init__(self, output: ServiceBusOutput) -> None:
        self._output = output
        self._client: ServiceBusClient | None = None
        self._sender: ServiceBusSender | None = None
        self._one_at_a_time = asyncio.Lock()

    async def send(self, values: Sequence[str | bytes]) -> None:
        """One after the other, as in Azure: when one fails, those before it are sent."""
        async with self._one_at_a_time:
            sender = self._open()
            for value in values:
                try:
                    await sender.send_messages(_message(value))
                except Exception as error:
                    reason = f"{type(error).__name__}: {next(iter(str(error).splitlines()), '')}"
                    raise OutputError(
                        f"output binding '{self._output.name}': {self._output.entity}: {reason}"
                    ) from error

    async def close(self) -> None:
        try:
            async with asyncio.timeout(_CLOSE_TIMEOUT):
                if self._client:
                    await self._client.close()
        except Exception as error:  # noqa: BLE001  the connection is given up either way
            _log.debug("Closing a sender failed: %r", error)

    def _open(self) -> ServiceBusSender:
        if self._sender is None:
            self._client = ServiceBusClient.from_connection_string(self._output.connection_string)
            make = self._client.get_topic_sender if self._output.is_topic else self._client.get_queue_sender
            self._sender = make(self._output.entity)
        return self._sender


def _message(value: str | bytes) -> ServiceBusMessage:
    kind = "text/plain" if isinstance(value, str) else "application/octet-stream"
    return ServiceBusMessage(value, content_type=kind)
