"""Listening on loopback, and uvicorn within the host's own life cycle."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Awaitable, Callable, Generator

import uvicorn

from local.host.errors import StartupError
from local.host.http_front import Receive, Scope, Send

_ATTEMPTS_FOR_A_FREE_PORT = 20


def bind_loopback(port: int) -> list[socket.socket]:
    """Sockets on 127.0.0.1 and, where there is IPv6, ::1, so that http://localhost works everywhere; not yet listening.

    `port` 0 takes any port that is free on both. Raises StartupError if the port is taken.
    """
    for _ in range(_ATTEMPTS_FOR_A_FREE_PORT):
        four = _bind(socket.AF_INET, "127.0.0.1", port)
        if four is None:
            break
        chosen: int = four.getsockname()[1]
        if not _has_ipv6_loopback():
            return [four]
        six = _bind(socket.AF_INET6, "::1", chosen)
        if six is not None:
            return [four, six]
        four.close()
        if port:
            break
    raise StartupError(f"port {port} is taken; choose another with --port")


def _bind(family: socket.AddressFamily, address: str, port: int) -> socket.socket | None:
    """A bound socket, or None if the port is taken."""
    # Saying TCP matters: of connections accepted by a socket that does not, asyncio does not switch Nagle's delay off.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((address, port))
    except OSError as error:
        bound.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            return None
        raise
    # Sockets bound to one port with SO_REUSEADDR clash only when they listen; do so at once, to know.
    try:
        bound.listen(2048)
    except OSError:
        bound.close()
        return None
    return bound


def _has_ipv6_loopback() -> bool:
    if not socket.has_ipv6:
        return False
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
        probe.bind(("::1", 0))
        return True
    return False


class HttpServer(uvicorn.Server):
    """uvicorn, but signals are the host's business and readiness is an event."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]], grace: int) -> None:
        """`grace`: seconds that requests in flight get when stopping."""
        super().__init__(
            uvicorn.Config(
                app,
                http="httptools",
                loop="asyncio",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,  # else it takes the caller's own X-Forwarded-For for the caller's address
                timeout_keep_alive=130,
                timeout_graceful_shutdown=grace,
            )
        )
        self.ready = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()
