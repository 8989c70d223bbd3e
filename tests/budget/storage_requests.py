"""A proxy before Azurite that says of every request what it asked for: requests are counted where they are billed."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal, Self
from urllib.parse import unquote

from aiohttp import ClientSession, ClientTimeout, web
from yarl import URL

type Kind = Literal["transactions", "point_reads", "range_reads", "writes", "deletes", "blob_reads", "blob_writes"]

ACCOUNT = "devstoreaccount1"
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "host"}
TIMERS = re.compile(r"progress\(|\$filter=(?!PartitionKey eq )")
"""Where the timers keep how far they got, and what they look through: a registration's own requests all name the one
partition that they are about."""


@dataclass(frozen=True, slots=True)
class StorageRequest:
    """`place`: the table or the container. `path`: with the query, decoded, without the account."""

    place: str
    kind: Kind
    path: str

    @classmethod
    def of_table(cls, method: str, path: str, body: bytes) -> Self:
        if path.startswith("$batch"):
            entity = re.search(rf"/{ACCOUNT}/(\w+)(\S*)", body.decode())
            assert entity is not None, body
            return cls(entity[1], "transactions", entity[0].removeprefix(f"/{ACCOUNT}/"))
        return cls(re.split(r"\W", path)[0], _kind_of_table_request(method, path), path)

    @classmethod
    def of_blob(cls, method: str, path: str, _: bytes) -> Self:
        return cls(path.partition("/")[0], "blob_reads" if method in ("GET", "HEAD") else "blob_writes", path)

    @property
    def is_a_timers(self) -> bool:
        return TIMERS.search(self.path) is not None


def _kind_of_table_request(method: str, path: str) -> Kind:
    match method:
        case "GET":
            return "point_reads" if "RowKey=" in path.partition("?")[0] else "range_reads"
        case "DELETE":
            return "deletes"
        case _:
            return "writes"


@asynccontextmanager
async def heard(
    connection_string: str, hear: Callable[[StorageRequest], None], fails: Callable[[str], bool] = lambda text: False
) -> AsyncIterator[str]:
    """The connection string that leads through the proxies; `hear` is told of each request before its answer goes.

    `fails`: whether a request, its path and its body, is answered by 503 and is not carried out.
    """
    async with ClientSession(auto_decompress=False, timeout=ClientTimeout(60)) as client:
        runners = []
        for service, read in (("Table", StorageRequest.of_table), ("Blob", StorageRequest.of_blob)):
            target = re.search(rf"{service}Endpoint=http://([^/]+)/", connection_string)
            assert target is not None
            runner = web.AppRunner(_proxy(client, target[1], read, hear, fails), access_log=None)
            runners.append(runner)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            host, port = runner.addresses[0]
            connection_string = connection_string.replace(target[0], f"{service}Endpoint=http://{host}:{port}/")
        try:
            yield connection_string
        finally:
            for runner in runners:
                await runner.cleanup()


def _proxy(
    client: ClientSession,
    target: str,
    read: Callable[[str, str, bytes], StorageRequest],
    hear: Callable[[StorageRequest], None],
    fails: Callable[[str], bool],
) -> web.Application:
    async def forward(request: web.Request) -> web.Response:
        body = await request.read()
        if fails(unquote(request.raw_path) + body.decode(errors="replace")):
            return web.Response(status=503)
        # As it came, escapes and all: it is signed.
        url = URL(f"http://{target}{request.raw_path}", encoded=True)
        headers = [(name, value) for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP]
        async with client.request(
            request.method, url, headers=headers, data=body or None, skip_auto_headers=["Content-Type"]
        ) as answer:
            content = await answer.read()
        hear(read(request.method, unquote(request.raw_path).partition(f"/{ACCOUNT}/")[2], body))
        kept = [(name, value) for name, value in answer.headers.items() if name.lower() not in HOP_BY_HOP]
        response = web.Response(status=answer.status, reason=answer.reason, body=content)
        response.headers.clear()
        for name, value in kept:
            response.headers.add(name, value)
        return response

    proxy = web.Application(client_max_size=8 * 1024 * 1024)
    proxy.router.add_route("*", "/{path:.*}", forward)
    return proxy
