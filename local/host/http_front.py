"""The HTTP side of the host, as an ASGI application."""

import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from local.host.admin import Admin
from local.host.cors import Cors
from local.host.http_request import joined_headers, rpc_request, with_peer
from local.host.http_response import Response, response_of
from local.host.keys import Keys, given_key
from local.host.routing import Router
from local.host.trace import continue_trace
from local.host.worker import Worker

type Scope = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
type Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

# Kestrel's limit as the Functions host sets it.
_LARGEST_BODY = 100 * 1024 * 1024

_log = logging.getLogger("Host.Http")


@dataclass(frozen=True, slots=True)
class HttpFront:
    """Answers `/admin`, preflights and functions; whatever else is asked for is a 404 without a body."""

    router: Router
    worker: Worker
    admin: Admin
    keys: Keys | None
    """None: nobody is asked for a key."""
    cors: Cors
    custom_headers: Mapping[str, str]
    pass_chunked_bodies: bool
    """False: the body of a request without Content-Length is dropped, as the real host's source does."""
    behind_front: bool
    """True: whoever is in front has appended the caller's address to X-Forwarded-For."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["client"] is None:
            return  # it hung up before its address could be asked for
        headers = joined_headers(scope["headers"])
        if self.cors.is_preflight(scope["method"], headers):
            await _send(send, Response(204, self.cors.preflight_headers(headers)))
            return
        try:
            body = await _read_body(receive, headers)
        except _BodyTooLargeError:
            await _send(send, Response(413))
            return
        except _ClientGoneError:
            return
        response = await self._answer(scope, headers, body)
        extra = [*self.custom_headers.items(), *self.cors.response_headers(headers)]
        await _send(send, response, extra)

    async def _answer(self, scope: Scope, headers: Mapping[str, str], body: bytes) -> Response:
        raw_path = scope["raw_path"].decode("latin-1")
        key = given_key(headers, scope["query_string"])
        if raw_path.lower().startswith("/admin/"):
            if self.keys and not self.keys.open_admin(key):
                return Response(401)
            return self.admin.answer(scope["method"], raw_path, headers, body)
        found = self.router.find(scope["method"], raw_path)
        if found is None:
            return Response(404)
        function, route_values = found
        if self.keys and not self.keys.open_function(function.name, function.auth_level, key):
            return Response(401)
        if body and "content-length" not in headers and not self.pass_chunked_bodies:
            _log.warning("%s: body dropped, as in Azure: it came without Content-Length", function.name)
            body = b""
        request = rpc_request(
            scheme=scope["scheme"],
            method=scope["method"],
            raw_path=raw_path,
            raw_query=scope["query_string"],
            headers=headers if self.behind_front else with_peer(headers, scope["client"]),
            route_values=route_values,
            body=body,
        )
        trace = continue_trace(headers.get("traceparent"), headers.get("tracestate", ""))
        return response_of(
            await self.worker.invoke(function, request, trace=trace, about=f"{scope['method']} {raw_path}")
        )


class _BodyTooLargeError(Exception):
    pass


class _ClientGoneError(Exception):
    pass


async def _read_body(receive: Receive, headers: Mapping[str, str]) -> bytes:
    """The whole body. Raises _BodyTooLargeError, as soon as that is known, and _ClientGoneError."""
    if int(headers.get("content-length", 0)) > _LARGEST_BODY:
        raise _BodyTooLargeError
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _ClientGoneError
        body += message.get("body", b"")
        if len(body) > _LARGEST_BODY:
            raise _BodyTooLargeError
        if not message.get("more_body", False):
            return bytes(body)


async def _send(send: Send, response: Response, extra: Sequence[tuple[str, str]] = ()) -> None:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in (*response.headers, *extra)]
    has_body = response.status >= 200 and response.status not in (204, 304)
    if has_body:
        headers.append((b"content-length", str(len(response.body)).encode()))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": response.body if has_body else b""})
