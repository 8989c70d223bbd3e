"""What listens on the stack's port, and who answers what."""

import asyncio
from socket import socket
from typing import Final

from local.host.server import HttpServer
from local.launcher.front.asgi import App, Receive, Scope, Send

HOST_PREFIXES: Final = ("/api/", "/admin/")
LOCAL: Final = "/local"

ENDING_SECONDS: Final = 9
"""For requests in flight at the end. The host, which ends sooner, decides."""


class Front:
    """An ASGI application and its server. `start`, and `stop` when the host has ended: its last answers get through."""

    def __init__(self, *, host: App, local: App, web: App) -> None:
        """`host` answers `/api/…` and `/admin/…`, `local` answers `/local/…`, `web` whatever else there is."""
        self._host = host
        self._local = local
        self._web = web
        self._server = HttpServer(self, ENDING_SECONDS)
        self._serving: asyncio.Task[None] | None = None

    async def start(self, sockets: list[socket]) -> None:
        """On sockets that listen already."""
        self._serving = asyncio.create_task(self._server.serve(sockets), name="front")
        await self._server.ready.wait()

    def refuse(self) -> None:
        """Takes no new connection, answers what has been asked."""
        self._server.should_exit = True

    async def stop(self) -> None:
        self.refuse()
        if self._serving:
            await self._serving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope["path"].lower()
        if path.startswith(HOST_PREFIXES):
            await self._host(scope, receive, send)
        elif path == LOCAL or path.startswith(f"{LOCAL}/"):
            await self._local(scope, receive, send)
        else:
            await self._web(scope, receive, send)
