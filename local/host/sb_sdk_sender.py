"""A Service Bus output on Microsoft's asynchronous client."""

import asyncio
import logging

from azure.servicebus import ServiceBusMessage, parse_connection_string
from azure.servicebus.aio import ServiceBusClient, ServiceBusSender

from local.host import sb_sdk_connection
from local.host.binding_data import Expand
from local.host.errors import OutputError
from local.host.functions import ServiceBusOutput
from local.host.output_values import values_of
from local.host.protos import TypedData

_CLOSE_TIMEOUT = 5.0

_log = logging.getLogger("Host.ServiceBus")


class ServiceBusSink:
    """A link to each queue or topic, opened at its first message; the client opens it anew after an outage."""

    def __init__(self, output: ServiceBusOutput, *, faults: bool) -> None:
        """Raises ValueError for a connection string that is none."""
        parse_connection_string(output.connection_string)
        self._output = output
        self._faults = faults
        self._client: ServiceBusClient | None = None
        self._senders: dict[str, ServiceBusSender] = {}
        self._one_at_a_time = asyncio.Lock()

    async def send(self, data: TypedData, expand: Expand) -> None:
        """One message after the other, as in Azure: when one fails, those before it are sent."""
        async with self._one_at_a_time:
            entity = expand(self._output.entity)
            sender = self._open(entity)
            for value in values_of(data, faults=self._faults):
                try:
                    await sender.send_messages(_message(value))
                except Exception as error:
                    reason = f"{type(error).__name__}: {next(iter(str(error).splitlines()), '')}"
                    raise OutputError(f"{entity}: {reason}") from error

    async def close(self) -> None:
        try:
            async with asyncio.timeout(_CLOSE_TIMEOUT):
                if self._client:
                    await self._client.close()
        except Exception as error:  # noqa: BLE001  the connection is given up either way
            _log.debug("Closing a sender failed: %r", error)

    def _open(self, entity: str) -> ServiceBusSender:
        if self._client is None:
            sb_sdk_connection.spare_tls_contexts()
            self._client = ServiceBusClient.from_connection_string(self._output.connection_string)
        if entity not in self._senders:
            client = self._client
            make = client.get_topic_sender if self._output.is_topic else client.get_queue_sender
            self._senders[entity] = make(entity)
        return self._senders[entity]


def _message(value: str | bytes) -> ServiceBusMessage:
    kind = "text/plain" if isinstance(value, str) else "application/octet-stream"
    return ServiceBusMessage(value, content_type=kind)
