"""Sockets: one AMQP connection per TCP connection."""

import asyncio
from collections.abc import Callable

from local.servicebus.amqp.connection import Connection
from local.servicebus.amqp.outcomes import ErrorDetail
from local.servicebus.journal import Journal
from local.servicebus.namespace import Namespace
from local.servicebus.service import Client


class ClientProtocol(asyncio.Protocol):
    """Moves bytes between a socket and a `Connection`."""

    def __init__(self, namespace: Namespace, journal: Journal, clients: "set[ClientProtocol]") -> None:
        self._loop = asyncio.get_running_loop()
        self._clients = clients
        self._transport: asyncio.Transport | None = None
        self._heartbeat: asyncio.TimerHandle | None = None
        self._connection = Connection(self._flush_soon)
        self._connection.user = Client(namespace, journal)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._clients.add(self)

    def data_received(self, data: bytes) -> None:
        self._connection.receive(data)
        if self._connection.closed:
            self._flush_soon()
        elif self._connection.idle_time_out and not self._heartbeat:
            self._beat()

    def connection_lost(self, exc: Exception | None) -> None:
        self._clients.discard(self)
        self._transport = None
        if self._heartbeat:
            self._heartbeat.cancel()
        self._connection.lost()

    def shut_down(self) -> None:
        """Tell the client that the emulator stops; SDK clients connect again later."""
        self._connection.close(ErrorDetail("amqp:connection:forced", "the emulator stops"))
        self._flush()

    def _flush_soon(self) -> None:
        """Everything that is queued in this turn of the event loop goes out in one write."""
        self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        if self._transport is None:
            return
        output = self._connection.take_output()
        if output:
            self._transport.write(output)
        if self._connection.closed:
            self._transport.close()

    def _beat(self) -> None:
        """Send an empty frame twice in the time that the client waits for one."""
        assert self._connection.idle_time_out is not None
        self._connection.heartbeat()
        self._heartbeat = self._loop.call_later(self._connection.idle_time_out / 2000, self._beat)


async def serve(namespace: Namespace, journal: Journal, port: int) -> tuple[asyncio.Server, Callable[[], None]]:
    """Listen on the loopback interface; port 0 picks a free one. Returns the server and what disconnects its clients.

    Raises `OSError` if the port is taken.
    """
    clients: set[ClientProtocol] = set()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: ClientProtocol(namespace, journal, clients), "127.0.0.1", port)

    def disconnect() -> None:
        for client in list(clients):
            client.shut_down()

    return server, disconnect
