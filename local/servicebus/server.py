"""Sockets: one AMQP connection per TCP connection, or one HTTP request if a connection begins like one."""

import asyncio
from collections.abc import Callable

from local.servicebus.amqp.connection import Connection
from local.servicebus.amqp.outcomes import ErrorDetail
from local.servicebus.journal import Journal
from local.servicebus.namespace import Namespace
from local.servicebus.service import Client
from local.servicebus.web import MAX_HEAD, is_http, respond


class ClientProtocol(asyncio.Protocol):
    """Moves bytes between a socket and a `Connection`; answers a request for a page."""

    def __init__(self, namespace: Namespace, journal: Journal, clients: "set[ClientProtocol]") -> None:
        self._loop = asyncio.get_running_loop()
        self._clients = clients
        self._transport: asyncio.Transport | None = None
        self._heartbeat: asyncio.TimerHandle | None = None
        self._connection = Connection(self._flush_soon)
        self._connection.user = Client(namespace, journal)
        self._namespace = namespace
        self._beginning: bytes | None = b""  # what has come while this may be HTTP; None once it is AMQP

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._clients.add(self)

    def data_received(self, data: bytes) -> None:
        if self._beginning is not None:
            data = self._beginning + data
            if is_http(data[:5]):
                self._beginning = data
                self._answer_request(data)
                return
            self._beginning = None
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

    def _answer_request(self, data: bytes) -> None:
        assert self._transport is not None
        if b"\r\n\r\n" in data:
            self._transport.write(respond(data.partition(b"\r\n\r\n")[0], self._namespace))
            self._transport.close()
        elif len(data) > MAX_HEAD:
            self._transport.close()

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
