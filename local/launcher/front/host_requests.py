"""Passes requests on to the Functions host, as Azure's front end does: bodies stream both ways, nothing is kept.

A request that comes while the host is away waits a little for it: a restart is hardly noticed.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

from local.launcher.front.asgi import Receive, Scope, Send
from local.launcher.front.host_connection import HOP_BY_HOP, HostConnection, HostEndedError
from local.launcher.front.problems import HOST_ENDED, HOST_IS_AWAY, send_problem

PATIENCE_SECONDS: Final = 4.0
"""How long a request waits for a host that is away. (Many clients give up after 5 s.)"""

IDLE_SECONDS: Final = 60.0
"""A connection that nothing was sent over for so long is not used again; the host closes it after 130 s."""

GONE_SECONDS: Final = 0.05
"""A host that refuses connections died a moment ago; whoever watches it has noticed by then."""

NOT_PASSED_ON: Final = (HOP_BY_HOP - {b"transfer-encoding"}) | {b"expect", b"te", b"trailer", b"upgrade"}

MOST_TRIES: Final = 8
"""Of a read whose host ends each time: it may be the reason, and must not end every host that follows."""

SAFE_METHODS: Final = frozenset(("GET", "HEAD", "OPTIONS"))

type Whereabouts = Callable[[], Awaitable[int]]
"""Gives the host's port, as soon as it accepts connections. Raises TimeoutError when it will not do so any more."""


class _ClientGoneError(Exception):
    """It hung up while it sent its body."""


class HostRequests:
    """An ASGI application."""

    def __init__(self, whereabouts: Whereabouts) -> None:
        self._whereabouts = whereabouts
        self._idle: list[tuple[float, int, HostConnection]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["client"] is None:
            return  # it hung up before its address could be asked for
        request = _Request(scope, receive)
        for tries_left in reversed(range(MOST_TRIES)):
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    port, connection = await self._connect()
            except TimeoutError:
                await send_problem(send, HOST_IS_AWAY)
                return
            try:
                await self._exchange(port, connection, request, send)
            except HostEndedError:
                if not (request.may_be_repeated and tries_left):
                    await send_problem(send, HOST_ENDED)
                    return
            except _ClientGoneError:
                return
            else:
                return

    async def _connect(self) -> tuple[int, HostConnection]:
        while True:
            port = await self._whereabouts()
            while self._idle:
                since, its_port, connection = self._idle.pop()
                if its_port == port and not connection.is_lost and time.monotonic() - since < IDLE_SECONDS:
                    return port, connection
                connection.close()
            try:
                return port, await HostConnection.open(port)
            except OSError:
                await asyncio.sleep(GONE_SECONDS)

    async def _exchange(self, port: int, connection: HostConnection, request: "_Request", send: Send) -> None:
        """Raises HostEndedError if nothing of an answer came."""
        is_reusable = False
        try:
            is_reusable = await request.send_to(connection)
            answer = await connection.answer()
            await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
            await _pass_body(connection, send)
        finally:
            if is_reusable and connection.is_done and not connection.is_lost:
                self._idle.append((time.monotonic(), port, connection))
            else:
                connection.close()


async def _pass_body(connection: HostConnection, send: Send) -> None:
    is_whole = False
    while not is_whole:
        try:
            data = await connection.read()
        except HostEndedError:
            return  # the server then closes the connection, which tells the client that the answer is not whole
        is_whole = connection.is_done
        await send({"type": "http.response.body", "body": data, "more_body": not is_whole})


class _Request:
    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._method: str = scope["method"]
        self._receive = receive
        self._is_chunked = False
        self._has_body = False
        self._head = self._make_head(scope)
        self.may_be_repeated = self._method in SAFE_METHODS and not self._has_body
        """Reads may; what became of anything else is not known."""

    async def send_to(self, connection: HostConnection) -> bool:
        """False if the host answered before it had the whole request."""
        connection.send_head(self._head, without_body=self._method == "HEAD")
        has_more = self._has_body
        while has_more and not connection.has_answered:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise _ClientGoneError
            has_more = message.get("more_body", False)
            data: bytes = message.get("body", b"")
            if self._is_chunked:
                data = (b"%x\r\n%b\r\n" % (len(data), data) if data else b"") + (b"" if has_more else b"0\r\n\r\n")
            await connection.send(data)
        return not has_more

    def _make_head(self, scope: Scope) -> bytes:
        """As it came, less what concerns one connection only, and with the caller's address in X-Forwarded-For."""
        query: bytes = scope["query_string"]
        target = scope["raw_path"] + (b"?" + query if query else b"")
        lines = [b"%b %b HTTP/1.1" % (self._method.encode(), target)]
        forwarded = []
        for name, value in scope["headers"]:
            if name == b"x-forwarded-for":
                forwarded.append(value)
            elif name not in NOT_PASSED_ON:
                lines.append(b"%b: %b" % (name, value))
                self._is_chunked |= name == b"transfer-encoding"
                self._has_body |= name == b"transfer-encoding" or (name == b"content-length" and value != b"0")
        address, port = scope["client"]
        peer = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
        lines.append(b"x-forwarded-for: " + b", ".join((*forwarded, peer.encode())))
        return b"\r\n".join((*lines, b"", b""))
