"""What the front itself has to say when the host cannot answer, in the shape of the app's own problems (RFC 9457)."""

import json
from dataclasses import dataclass
from typing import Final

from local.launcher.front.asgi import Send


@dataclass(frozen=True, slots=True)
class Problem:
    """`slug` is stable, `detail` for people. `retry_after`: seconds."""

    status: int
    slug: str
    title: str
    detail: str
    retry_after: int | None = None


HOST_IS_AWAY: Final = Problem(
    503,
    "host-away",
    "The Functions host is not running",
    "It is being started, or cannot be: /local/ shows how it is. Nothing was done; try again.",
    retry_after=1,
)
HOST_ENDED: Final = Problem(
    502,
    "host-ended",
    "The Functions host ended before it answered",
    "What became of this request is not known. The same request with the same ids can be sent again.",
    retry_after=1,
)


async def send_problem(send: Send, problem: Problem) -> None:
    body = json.dumps(
        {
            "type": f"https://contoso.example/problems/{problem.slug}",
            "title": problem.title,
            "status": problem.status,
            "detail": problem.detail,
        }
    ).encode()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    if problem.retry_after is not None:
        headers.append((b"retry-after", str(problem.retry_after).encode()))
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
