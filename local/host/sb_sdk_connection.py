"""Makes connections of the asynchronous Service Bus client quick, small and fit for many coroutines at once.

In azure-servicebus 7.15 whoever waits for an answer (a receive, a settlement, a lock renewal) reads the socket itself,
holding a lock that writers need as well. With one receiver and many messages in flight this costs up to a socket
timeout (0.2 s) per settlement: the writer waits for a reader that waits for a frame, and a reader whose answer was read
by somebody else waits for the next one. Two changes to the connection object cure it, and nothing else is touched:

- writes do not take the reader's lock: a frame is handed to the stream in one piece, so writers cannot mix;
- one coroutine reads at a time; the others wait until it has processed a frame, then look again.

And a connection without TLS (to an emulator) is opened without a TLS context: making one, with all of the machine's
certificates in it, takes 0.1 s of the event loop and half a megabyte, for every session that is accepted.

These are internals of the client, which is pinned; `tests/host/test_sdk_contract.py` fails if an upgrade moves them.
"""

import asyncio
from functools import cache
from typing import Any

from azure.servicebus._pyamqp.aio._transport_async import AsyncTransport


@cache
def spare_tls_contexts() -> None:
    """For all connections of this process; once is enough."""
    original: Any = AsyncTransport._build_ssl_opts

    def build(transport: Any, options: Any) -> Any:
        return original(transport, options) if transport._use_tls else None

    AsyncTransport._build_ssl_opts = build  # type: ignore[method-assign]


def share(connection: Any) -> None:
    """Change an open connection (`azure.servicebus._pyamqp.aio._connection_async.Connection`); once is enough."""
    if not isinstance(getattr(connection.listen, "__self__", None), _OneReader):
        connection.listen = _OneReader(connection.listen).listen
        connection._transport.write = connection._transport._write


class _OneReader:
    def __init__(self, listen: Any) -> None:
        self._listen = listen
        self._frame_read: asyncio.Event | None = None
        """Set when the current reader is done; None when nobody reads."""

    async def listen(self, wait: float | bool = False, batch: int = 1, **options: Any) -> None:
        """As `Connection.listen`: returns when frames were processed or the socket timeout is over."""
        if self._frame_read is not None:
            await self._frame_read.wait()
            return
        self._frame_read = done = asyncio.Event()
        try:
            await self._listen(wait, batch, **options)
        finally:
            self._frame_read = None
            done.set()
