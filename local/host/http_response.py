"""The HTTP response that the real host makes of what an invocation gives back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any, assert_never
from urllib.parse import quote

from local.host.protos import RpcHttp, RpcHttpCookie, TypedData
from local.host.worker import Failed, Outcome, Succeeded

# The server computes these from the body; a function's own would double or contradict them.
_HOP_BY_HOP = frozenset(("content-length", "transfer-encoding", "connection"))


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = field(default=b"", repr=False)


def json_response(status: int, content: Any) -> Response:
    return Response(status, [("Content-Type", "application/json; charset=utf-8")], json.dumps(content).encode())


def response_of(outcome: Outcome) -> Response:
    """A failure, which includes returning None or a type that cannot be sent, is a 500 without a body."""
    match outcome:
        case Failed():
            return Response(500)
        case Succeeded(return_value):
            if return_value is None:
                return Response(500)
            return _from_http(return_value.value) if return_value.kind == "http" else _from_text(return_value.value)
        case _:
            assert_never(outcome)


def _from_http(http: RpcHttp) -> Response:
    headers = [(name, value) for name, value in http.headers.items() if name.lower() not in _HOP_BY_HOP]
    headers += [("Set-Cookie", _set_cookie(cookie)) for cookie in http.cookies or ()]
    return Response(int(http.status_code), headers, _body_bytes(http.body))


def _body_bytes(body: TypedData | None) -> bytes:
    return bytes(body.value) if body is not None and body.value is not None else b""


def _from_text(text: str) -> Response:
    """A function that returns plain text: an object with a `body` is taken for the description of a response."""
    headers: Mapping[str, Any] = {}
    status, body = 200, text
    try:
        content = json.loads(text)
    except json.JSONDecodeError:
        content = None
    if isinstance(content, dict):
        described = {key.lower(): value for key, value in content.items()}
        if "body" in described:
            status = int(described.get("statuscode", described.get("status", 200)))
            headers = described.get("headers") or {}
            content = described["body"]
        body = content if isinstance(content, str) else json.dumps(content)
    pairs = [(name, str(value)) for name, value in headers.items() if name.lower() not in _HOP_BY_HOP]
    if not any(name.lower() == "content-type" for name, _ in pairs):
        pairs.append(("Content-Type", "text/plain; charset=utf-8"))
    return Response(status, pairs, body.encode())


def _set_cookie(cookie: RpcHttpCookie) -> str:
    """The header as ASP.NET Core writes it: attributes in lower case, the value percent-encoded."""
    parts = [f"{cookie.name}={quote(cookie.value, safe='-_.~')}"]
    if cookie.expires is not None:
        parts.append(f"expires={formatdate(cookie.expires.value.seconds, usegmt=True)}")
    if cookie.max_age is not None:
        parts.append(f"max-age={int(cookie.max_age.value)}")
    if cookie.domain is not None and cookie.domain.value:
        parts.append(f"domain={cookie.domain.value}")
    if cookie.path is not None and cookie.path.value:
        parts.append(f"path={cookie.path.value}")
    if cookie.secure is not None and cookie.secure.value:
        parts.append("secure")
    same_site = {1: "lax", 2: "strict", 3: "none"}.get(cookie.same_site)
    if same_site:
        parts.append(f"samesite={same_site}")
    if cookie.http_only is not None and cookie.http_only.value:
        parts.append("httponly")
    return "; ".join(parts)
