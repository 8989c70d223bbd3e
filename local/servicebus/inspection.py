"""`GET /` on a second port: what is in the entities and what was done with them, as JSON, for people and tests."""

import asyncio
import json

from local.servicebus.namespace import DEAD_LETTER_SUFFIX, Namespace
from local.servicebus.operations import Operation

MAX_REQUEST_LINE = 8_192


def counts(namespace: Namespace) -> dict[str, dict[str, int]]:
    """Messages by entity, named as configured: scheduled, active, locked and deadLetter; of a topic only scheduled."""
    result: dict[str, dict[str, int]] = {}
    for address, node in namespace.nodes.items():
        if address.endswith(DEAD_LETTER_SUFFIX.lower()):
            continue
        entry = result[node.name] = {"scheduled": len(node.intake.scheduled) if node.intake else 0}
        if node.queue and node.queue.dead_letters:
            locked, deferred = node.queue.locked, node.queue.deferred
            entry |= {
                "active": len(node.queue.messages) - locked - deferred,
                "locked": locked,
                "deferred": deferred,
                "deadLetter": len(node.queue.dead_letters.messages),
            }
    return result


def operations(namespace: Namespace) -> dict[str, dict[Operation, int]]:
    """What clients did since the start, by entity, dead-letter queues included; see `operations.py`."""
    return {node.name: dict(node.operations) for node in namespace.nodes.values() if node.operations}


class Inspection:
    """Answers HTTP requests, one per connection."""

    def __init__(self, namespace: Namespace) -> None:
        self._namespace = namespace

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client."""
        try:
            request = await reader.readline()
            while (await reader.readline()).strip():
                pass  # headers
            writer.write(self._response(request.decode("latin-1").split()))
            await writer.drain()
        except (ValueError, ConnectionError):
            pass  # a line beyond the limit, or a client that has left: nobody to answer
        finally:
            writer.close()

    def _response(self, request: list[str]) -> bytes:
        if request[:2] != ["GET", "/"]:
            return _http("404 Not Found", {"error": "GET / tells what is in the entities"})
        return _http("200 OK", {"entities": counts(self._namespace), "operations": operations(self._namespace)})


def _http(status: str, document: object) -> bytes:
    body = json.dumps(document, indent=2).encode()
    head = ("HTTP/1.1 " + status, "Content-Type: application/json", f"Content-Length: {len(body)}", "Connection: close")
    return "\r\n".join((*head, "", "")).encode() + body


async def serve_inspection(namespace: Namespace, port: int) -> asyncio.Server:
    """Listen on the loopback interface; port 0 picks a free one. Raises `OSError` if the port is taken."""
    return await asyncio.start_server(Inspection(namespace).handle, "127.0.0.1", port, limit=MAX_REQUEST_LINE)
