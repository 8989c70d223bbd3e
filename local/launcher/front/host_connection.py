"""A connection to the host that carries one request after the other."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Final, Self

import httptools

MOST_UNREAD_BYTES: Final = 262_144
"""What a client has not taken yet, before the host is made to wait."""

HOP_BY_HOP: Final = frozenset((b"connection", b"keep-alive", b"proxy-connection", b"transfer-encoding", b"date"))
"""Headers of one connection, which the next has its own of. (The date: the front's server writes it.)"""


class HostEndedError(Exception):
    """The connection ended before the answer did."""


@dataclass(slots=True)
class Answer:
    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)


class HostConnection(asyncio.Protocol):
    """`send_head`, then `send` for the body; then `answer`, then `read` until it gives nothing. Then the next request.

    The parser's callbacks (`on_…`) have the names that httptools calls them by.
    """

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._news = asyncio.Event()
        self._may_send = asyncio.Event()
        self._may_send.set()
        self._answer = Answer()
        self._chunks: deque[bytes] = deque()
        self._unread = 0
        self._head_came = False
        self._without_body = False
        self.is_done = True
        """Whether the whole answer has come."""
        self.is_lost = False

    @classmethod
    async def open(cls, port: int) -> Self:
        """Raises OSError if nobody listens."""
        _, connection = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return connection

    def close(self) -> None:
        if self._transport:
            self._transport.abort()

    @property
    def has_answered(self) -> bool:
        return self._head_came

    def send_head(self, head: bytes, *, without_body: bool) -> None:
        """Begins a request. `without_body`: its answer states a length and has no body, as for HEAD."""
        self._parser = httptools.HttpResponseParser(self)
        self._answer = Answer()
        self._head_came = self.is_done = False
        self._without_body = without_body
        self._write(head)

    async def send(self, data: bytes) -> None:
        """Waits while the host takes nothing."""
        self._write(data)
        await self._may_send.wait()

    async def answer(self) -> Answer:
        """Status and headers. Raises HostEndedError."""
        while not self._head_came:
            await self._more()
        return self._answer

    async def read(self) -> bytes:
        """What has come of the body, at least something; nothing at its end. Raises HostEndedError."""
        while not self._chunks and not self.is_done:
            await self._more()
        if not self._chunks:
            return b""
        data = self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)
        self._chunks.clear()
        self._unread = 0
        if self._transport:
            self._transport.resume_reading()
        return data

    async def _more(self) -> None:
        if self.is_lost:
            raise HostEndedError
        self._news.clear()
        await self._news.wait()

    def _write(self, data: bytes) -> None:
        if self._transport and not self.is_lost:
            self._transport.write(data)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if self.is_done:  # nobody asked for that
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.close()
        if self._unread > MOST_UNREAD_BYTES and self._transport:
            self._transport.pause_reading()
        self._news.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost = True
        self._may_send.set()
        self._news.set()

    def pause_writing(self) -> None:
        self._may_send.clear()

    def resume_writing(self) -> None:
        self._may_send.set()

    def on_header(self, name: bytes, value: bytes) -> None:
        lower = name.lower()
        if lower not in HOP_BY_HOP:
            self._answer.headers.append((lower, value))

    def on_headers_complete(self) -> None:
        self._answer.status = self._parser.get_status_code()
        self._head_came = True
        if self._without_body:
            self.is_done = True

    def on_body(self, body: bytes) -> None:
        self._chunks.append(body)
        self._unread += len(body)

    def on_message_complete(self) -> None:
        self.is_done = True
