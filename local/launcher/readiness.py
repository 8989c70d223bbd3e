"""Waits until the stack says that orders can be placed."""

import asyncio
import time
from collections.abc import Callable

import httpx

PATIENCE_SECONDS = 30.0
SHORTEST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 1.0
ANSWER_SECONDS = 10.0
EXCERPT_CHARACTERS = 300


async def wait_until_ready(base_url: str, complain: Callable[[str], None]) -> None:
    """Returns when `GET /api/health/ready` answers 200. `complain` is told once, after 30 s, what it gives instead."""
    url = f"{base_url}/api/health/ready"
    pause = SHORTEST_PAUSE_SECONDS
    complain_at = time.monotonic() + PATIENCE_SECONDS
    async with httpx.AsyncClient(trust_env=False, timeout=ANSWER_SECONDS) as client:
        while (answer := await _ask(client, url)) is not None:
            if time.monotonic() > complain_at:
                complain(f"not ready after {PATIENCE_SECONDS:g} s: GET {url} gives {answer}")
                complain_at = float("inf")
            await asyncio.sleep(pause)
            pause = min(1.2 * pause, LONGEST_PAUSE_SECONDS)


async def _ask(client: httpx.AsyncClient, url: str) -> str | None:
    """None when it is ready, else what it said."""
    try:
        answer = await client.get(url)
    except httpx.TransportError as error:
        return repr(error)
    return None if answer.status_code == httpx.codes.OK else f"{answer.status_code} {answer.text[:EXCERPT_CHARACTERS]}"
