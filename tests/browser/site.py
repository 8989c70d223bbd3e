"""A visitor's browser window, and what no page may do in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.async_api import Browser, ConsoleMessage, Page, Request, WebError

from local.launcher import REPOSITORY

type Json = dict[str, Any]

# One of each: what is seen on the phone is seen dark, what is seen on the desk is light.
SCREENS: Final[dict[str, Json]] = {
    "phone": {"viewport": {"width": 375, "height": 740}, "has_touch": True, "is_mobile": True, "color_scheme": "dark"},
    "desk": {"viewport": {"width": 1280, "height": 900}},
}
PATIENCE_MS: Final = 20_000
"""How long to wait for what is to show: generous, as the machine may be loaded."""

_AXE: Final = REPOSITORY / "web/node_modules/axe-core/axe.min.js"
_TOO_WIDE: Final = """() => [...document.querySelectorAll('main *')]
    .filter(element => !element.closest('.unseen, .scroller'))
    .filter(element => element.getBoundingClientRect().right
        > element.parentElement.closest('.panel, .card, .notice, main').getBoundingClientRect().right + 1)
    .map(element => element.outerHTML.slice(0, 200))"""
"""What sticks out of the page or of its box."""
_RULES: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass
class Window:
    """`page` to drive; `expected_errors`: parts of console messages that the test provokes."""

    page: Page
    base_url: str
    errors: list[str] = field(default_factory=list)
    expected_errors: list[str] = field(default_factory=list)

    async def open(self, path: str) -> None:
        await self.page.goto(self.base_url + path)

    async def accessible(self) -> None:
        """Axe finds nothing to complain about in the page as it is now."""
        if not await self.page.evaluate("'axe' in window"):
            await self.page.evaluate(_AXE.read_text())
        found = await self.page.evaluate(
            """async rules => (await axe.run({runOnly: rules})).violations.map(({id, nodes}) =>
                ({id, where: nodes.map(node => node.html + ' ' + node.failureSummary)}))""",
            _RULES,
        )
        assert found == [], found
        too_wide = await self.page.evaluate(_TOO_WIDE)
        assert too_wide == [], too_wide

    def note_request(self, request: Request) -> None:
        if not request.url.startswith((self.base_url, "blob:", "data:")):
            self.errors.append(f"asks another host: {request.url}")

    def note_uncaught(self, error: WebError) -> None:
        self.errors.append(f"uncaught: {error.error}")

    def note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def unexpected(self) -> list[str]:
        return [error for error in self.errors if not any(part in error for part in self.expected_errors)]


@asynccontextmanager
async def window(browser: Browser, base_url: str, screen: str = "desk", **options: Any) -> AsyncIterator[Window]:
    """A fresh visitor without cookies or memory. Fails at the end if a page raised an error that was not expected, or
    asked another host."""
    settings = SCREENS[screen] | {"locale": "en-GB", "timezone_id": "Europe/Berlin"} | options
    context = await browser.new_context(**settings)
    context.set_default_timeout(PATIENCE_MS)
    opened = Window(await context.new_page(), base_url)
    context.on("request", opened.note_request)
    context.on("weberror", opened.note_uncaught)
    context.on("console", opened.note_console)
    try:
        yield opened
    finally:
        # What a test holds up in its routes is let go: requests go on behind a test that has seen enough.
        await context.unroute_all(behavior="ignoreErrors")
        for page in context.pages:
            await page.unroute_all(behavior="ignoreErrors")
        await context.close()
    assert opened.unexpected() == [], opened.unexpected()
