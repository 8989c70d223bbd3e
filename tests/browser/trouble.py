"""An API that does not answer as it should, for the requests of one kind and as long as the trouble lasts."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

from playwright.async_api import Route

from tests.browser.site import Window

SLOW_SECONDS: Final = 5
_PROBLEM: Final = '{"type": "https://contoso.example/problems/internal-error", "title": "Oh", "traceId": "4bf92f"}'


async def _down(route: Route) -> None:
    await route.abort("connectionrefused")


async def _lost(route: Route) -> None:
    """It arrives, is carried out, and the answer is lost."""
    await route.fetch()
    await route.abort("connectionreset")


async def _failing(route: Route) -> None:
    await route.fulfill(status=500, content_type="application/problem+json", body=_PROBLEM)


async def _slow(route: Route) -> None:
    await asyncio.sleep(SLOW_SECONDS)
    await route.continue_()


TROUBLES: Final[dict[str, Callable[[Route], Awaitable[None]]]] = {
    "down": _down,
    "lost": _lost,
    "failing": _failing,
    "slow": _slow,
}


@asynccontextmanager
async def trouble(window: Window, kind: str, method: str, path: str) -> AsyncIterator[None]:
    """`path`: a regular expression for all of the path behind `/api`."""
    pattern = re.compile(rf"/api{path}(\?.*)?$")

    async def handle(route: Route) -> None:
        if route.request.method == method:
            await TROUBLES[kind](route)
        else:
            await route.fallback()

    window.expected_errors.append("Failed to load resource")
    await window.page.route(pattern, handle)
    yield
    await window.page.unroute(pattern, handle)
