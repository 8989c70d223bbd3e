"""An API that does not answer as it should, for the requests of one kind and as long as the trouble lasts."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from playwright.async_api import Route

from tests.browser.site import Window

_PROBLEM: Final = '{"type": "https://contoso.example/problems/internal-error", "title": "Oh", "traceId": "4bf92f"}'


async def _down(route: Route) -> None:
    await route.abort("connectionrefused")


async def _lost(route: Route) -> None:
    """It arrives, is carried out, and the answer is lost."""
    await route.fetch()
    await route.abort("connectionreset")


async def _failing(route: Route) -> None:
    await route.fulfill(status=500, content_type="application/problem+json", body=_PROBLEM)


TROUBLES: Final[dict[str, Callable[[Route], Awaitable[None]]]] = {"down": _down, "lost": _lost, "failing": _failing}


@asynccontextmanager
async def trouble(window: Window, kind: str, method: str, path: str) -> AsyncIterator[None]:
    """`kind`: one of TROUBLES, or `slow`: then the answers wait for the end of the trouble.

    `path`: a regular expression for all of the path behind `/api`.
    """
    is_over = asyncio.Event()
    pattern = re.compile(rf"/api{path}(\?.*)?$")

    async def handle(route: Route) -> None:
        if is_over.is_set() or route.request.method != method:
            await route.fallback()
        elif kind == "slow":
            await is_over.wait()
            await route.continue_()
        else:
            await TROUBLES[kind](route)

    window.expected_errors.append("Failed to load resource")
    await window.page.route(pattern, handle)
    yield
    is_over.set()
