"""A proxy before Azurite that disturbs the next requests as a test says: answers lost, cut, falsified or split.

Each connection carries one request, so that a disturbance hits exactly that one.
"""

import asyncio
import json
import re
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Literal
from urllib.parse import urlsplit

type Forward = Callable[[], Awaitable[bytes]]
type Disturbance = Callable[[Forward], Awaitable[bytes]]
"""Gets what carries the request out and gives its answer; gives the bytes that the client gets before the cut."""


class StorageProxy:
    """`connection_string` leads here, and from here to Azurite's tables (or blobs)."""

    def __init__(self, connection_string: str, service: Literal["Table", "Blob"] = "Table") -> None:
        match = re.search(rf"{service}Endpoint=(http://[^;]+)", connection_string)
        assert match is not None
        self._target = urlsplit(match[1])
        self._original = connection_string
        self._disturbances: deque[Disturbance] = deque()
        self.connection_string = ""

    def disturb(self, *disturbances: Disturbance) -> None:
        """Each hits one of the next requests, in this order; the requests after these pass."""
        self._disturbances.extend(disturbances)

    async def listen(self) -> asyncio.Server:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        self.connection_string = self._original.replace(f"http://{self._target.netloc}", f"http://127.0.0.1:{port}")
        return server

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
            body = await reader.readexactly(int(length[1])) if length else b""

            async def forward() -> bytes:
                return await self._forward(head, body)

            disturbance = self._disturbances.popleft() if self._disturbances else passed
            writer.write(await disturbance(forward))
            await writer.drain()
        except asyncio.IncompleteReadError:
            pass  # the client closed a connection that it did not use
        finally:
            writer.close()

    async def _forward(self, head: bytes, body: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(self._target.hostname, self._target.port)
        try:
            writer.write(
                re.sub(rb"(?i)\r\nconnection: [^\r]*", b"", head[:-4]) + b"\r\nConnection: close\r\n\r\n" + body
            )
            await writer.drain()
            return await reader.read()
        finally:
            writer.close()


@asynccontextmanager
async def disturbed_storage(
    connection_string: str, service: Literal["Table", "Blob"] = "Table"
) -> AsyncIterator[StorageProxy]:
    proxy = StorageProxy(connection_string, service)
    server = await proxy.listen()
    try:
        yield proxy
    finally:
        server.close()
        await server.wait_closed()


async def passed(forward: Forward) -> bytes:
    return await forward()


async def never_arrived(forward: Forward) -> bytes:
    return b""


async def answer_lost(forward: Forward) -> bytes:
    await forward()
    return b""


async def answer_cut_in_its_head(forward: Forward) -> bytes:
    return (await forward())[:40]


async def answer_cut_in_its_body(forward: Forward) -> bytes:
    return (await forward())[:-40]


async def answer_garbled(forward: Forward) -> bytes:
    await forward()
    return b"\x00\xff nonsense\r\n\r\n"


async def answer_of_somebody_else(forward: Forward) -> bytes:
    await forward()
    return _answer("202 Accepted", "<html>Welcome to the hotel's network</html>")


async def answer_of_broken_gzip(forward: Forward) -> bytes:
    await forward()
    return _answer("200 OK", "this is not packed at all", "Content-Encoding: gzip\r\nETag: x\r\n")


async def answer_cut_and_called_complete(forward: Forward) -> bytes:
    """By something between that stores and forwards."""
    await forward()
    return _answer("200 OK", '{"value":[{"Email":"alice@example.org"', "Content-Type: text/html\r\nETag: x\r\n")


async def answer_of_an_empty_object(forward: Forward) -> bytes:
    await forward()
    return _answer("200 OK", "{}")


async def answer_of_a_list(forward: Forward) -> bytes:
    await forward()
    return _answer("200 OK", "[]")


async def unavailable(forward: Forward) -> bytes:
    return _answer("503 Service Unavailable", "")


async def unavailable_after_it_was_done(forward: Forward) -> bytes:
    await forward()
    return _answer("503 Service Unavailable", "")


async def forbidden(forward: Forward) -> bytes:
    return _answer("403 Forbidden", '{"odata.error":{"code":"AuthorizationFailure"}}')


def pages(*sizes: int) -> list[Disturbance]:
    """The answer of one query in pages of so many rows, which may be none; the rest comes on a last page."""
    rest: list[object] = []

    def page(number: int, size: int | None) -> Disturbance:
        async def answer(forward: Forward) -> bytes:
            if number == 0:
                _, _, document = (await forward()).partition(b"\r\n\r\n")
                rest.extend(json.loads(_unchunked(document))["value"])
            rows = rest[:size]
            del rest[:size]
            return answer_of_rows(rows, continued=size is not None)

        return answer

    return [page(number, size) for number, size in enumerate((*sizes, None))]


def answer_of_rows(rows: list[object], *, continued: bool = False) -> bytes:
    """One page of a query, which the client is to continue or not."""
    token = "x-ms-continuation-NextPartitionKey: more+/=\r\n" if continued else ""
    return _answer("200 OK", json.dumps({"value": rows}), token)


def _unchunked(body: bytes) -> bytes:
    if body.startswith(b"{"):
        return body
    return b"".join(re.split(rb"(?:\A|\r\n)[0-9a-f]+\r\n", body))


def _answer(status: str, body: str, headers: str = "") -> bytes:
    encoded = body.encode()
    return f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(encoded)}\r\n\r\n".encode() + encoded
