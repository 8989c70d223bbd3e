"""An HTTP request as the real host hands it to the worker, its peculiarities included."""

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl

from local.host.protos import RpcHttp, TypedData


def joined_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """A repeated header becomes one, its values joined by a comma. Names are in lower case, by ASGI's rule."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in raw:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    return headers


def with_peer(headers: Mapping[str, str], peer: tuple[str, int]) -> dict[str, str]:
    """The caller's address and port at the end of X-Forwarded-For, behind whatever the caller says itself.

    As Azure's front end does before a request reaches the host: an app that trusts the last entry trusts nobody else.
    """
    address, port = peer
    entry = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    said = headers.get("x-forwarded-for")
    return {**headers, "x-forwarded-for": f"{said}, {entry}" if said else entry}


def joined_query(raw: bytes) -> dict[str, str]:
    """Repeated keys (their case ignored) become one, values joined by a comma; keys without a value are dropped."""
    spelling: dict[str, str] = {}
    values: dict[str, list[str]] = {}
    for key, value in parse_qsl(raw.decode("latin-1"), keep_blank_values=True, max_num_fields=None):
        first_seen = spelling.setdefault(key.lower(), key)
        values.setdefault(first_seen, []).append(value)
    joined = {key: ",".join(items) for key, items in values.items()}
    return {key: value for key, value in joined.items() if value}


def rpc_request(
    *,
    scheme: str,
    method: str,
    raw_path: str,
    raw_query: bytes,
    headers: Mapping[str, str],
    route_values: Mapping[str, str],
    body: bytes,
) -> TypedData:
    """The trigger's value: the body travels as bytes for every content type and is unset when empty."""
    query = f"?{raw_query.decode('latin-1')}" if raw_query else ""
    return TypedData(
        http=RpcHttp(
            method=method,
            url=f"{scheme}://{headers.get('host', 'localhost')}{raw_path}{query}",
            headers=headers,
            params=route_values,
            query=joined_query(raw_query),
            body=TypedData(bytes=body) if body else TypedData(),
        )
    )
