"""What becomes of requests whose host ends before it answers, without a stack."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from local.launcher.front.asgi import Message
from local.launcher.front.host_requests import HostRequests


class EndingHost:
    """Listens, and hangs up on each request. `asked`: how many came."""

    def __init__(self) -> None:
        self.asked = 0
        self.port = 0

    async def hang_up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self.asked += 1
        writer.close()

    async def whereabouts(self) -> int:
        return self.port


@pytest.fixture
async def host() -> AsyncIterator[EndingHost]:
    host = EndingHost()
    async with await asyncio.start_server(host.hang_up, "127.0.0.1", 0) as server:
        host.port = server.sockets[0].getsockname()[1]
        yield host


async def status_of(host: EndingHost, method: str) -> int:
    scope = {
        "method": method,
        "raw_path": b"/api/poison",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 5000),
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    async with asyncio.timeout(10):
        await HostRequests(host.whereabouts)(scope, receive, send)
    return int(sent[0]["status"])


@pytest.mark.parametrize(("method", "asked"), [("GET", 8), ("POST", 1)])
async def test_a_read_is_repeated_though_not_for_ever_and_a_change_is_not(
    host: EndingHost, method: str, asked: int
) -> None:
    assert await status_of(host, method) == 502
    assert host.asked == asked
