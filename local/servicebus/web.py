"""HTTP for the emulator's pages: HTML for browsers, JSON for programs, on the AMQP port or on one of its own."""

import asyncio
import json
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from local.servicebus import pages
from local.servicebus.inspection import counts, operations, page_of_messages
from local.servicebus.namespace import Namespace

METHODS = (b"GET ", b"HEAD ")
MAX_HEAD = 8_192
LOCAL_NAMES = ("127.0.0.1", "localhost", "[::1]")
NOTE = "Messages are shown, never taken. Programs get the same as JSON: ask without Accept: text/html."


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    target: str
    headers: dict[str, str]

    @property
    def from_browser(self) -> bool:
        return "text/html" in self.headers.get("accept", "")


@dataclass(frozen=True, slots=True)
class _Answer:
    status: str
    document: object  # for programs
    page: str  # for people


def is_http(start: bytes) -> bool:
    """Whether a connection that begins so speaks HTTP, or may do so: AMQP begins with other letters."""
    return any(start.startswith(method) or method.startswith(start) for method in METHODS)


def respond(head: bytes, namespace: Namespace) -> bytes:
    """The whole response to a request whose head (request line and headers) is given."""
    request = _read(head)
    if request is None:
        answer = _problem("400 Bad Request", "this is no HTTP request")
        return _http(answer, as_page=False)
    if not _is_local(request.headers.get("host")):
        answer = _problem("403 Forbidden", "the emulator answers to localhost only")  # a page elsewhere may not read it
    elif request.method not in ("GET", "HEAD"):
        answer = _problem("405 Method Not Allowed", "the emulator's pages can only be read")
    else:
        answer = _look_up(request, namespace)
    response = _http(answer, request.from_browser)
    return response if request.method != "HEAD" else response.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"


def _look_up(request: _Request, namespace: Namespace) -> _Answer:
    try:
        url = urlsplit(request.target)
    except ValueError as error:
        return _problem("400 Bad Request", f"{request.target!r} is no target: {error}")
    if url.path == "/":
        entities, done = counts(namespace), operations(namespace)
        return _Answer("200 OK", {"entities": entities, "operations": done}, pages.overview(entities, done, NOTE))
    if url.path != "/messages":
        return _problem("404 Not Found", "GET / tells what is in the entities")
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    node = namespace.find(query.get("entity", ""))
    if node is None:
        return _problem("404 Not Found", f"there is no entity {query.get('entity', '')!r}")
    first = query.get("from", "1")
    if not (first.isascii() and first.isdigit() and len(first) < 20):
        return _problem("400 Bad Request", f"from is a sequence number, not {first!r}")
    views, following = page_of_messages(node, int(first))
    document = {"entity": node.name, "messages": views, "next": following}
    return _Answer("200 OK", document, pages.messages(node.name, views, following))


def _read(head: bytes) -> _Request | None:
    lines = head.decode("latin-1").split("\r\n")
    words = lines[0].split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/"):
        return None
    fields = (line.partition(":") for line in lines[1:] if line)
    return _Request(words[0], words[1], {name.strip().lower(): value.strip() for name, _, value in fields})


def _is_local(host: str | None) -> bool:
    return host is None or any(host == name or host.startswith(f"{name}:") for name in LOCAL_NAMES)


def _problem(status: str, text: str) -> _Answer:
    return _Answer(status, {"error": text}, pages.problem(status[4:], text))


def _http(answer: _Answer, as_page: bool) -> bytes:
    body = answer.page if as_page else json.dumps(answer.document, indent=2)
    content = body.encode("utf-8", "replace")
    head = (
        f"HTTP/1.1 {answer.status}",
        f"Content-Type: {'text/html; charset=utf-8' if as_page else 'application/json'}",
        f"Content-Length: {len(content)}",
        "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        "X-Content-Type-Options: nosniff",
        "Cache-Control: no-store",
        "Vary: Accept",
        "Connection: close",
    )
    return "\r\n".join((*head, "", "")).encode() + content


async def serve_pages(namespace: Namespace, port: int) -> asyncio.Server:
    """Listen on the loopback interface; port 0 picks a free one. Raises `OSError` if the port is taken."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            writer.write(respond(head, namespace))
            await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass  # no request, or nobody to answer
        finally:
            writer.close()

    return await asyncio.start_server(handle, "127.0.0.1", port, limit=MAX_HEAD)
