import os
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.acceptance.api import Api, Conference, new_id
from tests.browser import chromium
from tests.browser.registrant import Registrant
from tests.browser.site import PATIENCE_MS, Window, window
from tests.stack import Stack, stack

__all__ = ["stack"]

expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if f"tests{os.sep}browser" in os.fspath(item.path):
            item.add_marker(pytest.mark.stack)
            item.add_marker(pytest.mark.browser)


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await chromium.launched(playwright)
        yield launched
        await launched.close()


@pytest.fixture
def screen() -> str:
    """Parametrize it to see a test on another one."""
    return "desk"


@pytest.fixture(scope="session")
def site_url(request: pytest.FixtureRequest) -> str:
    """`SITE=http://localhost:7071` drives a stack that runs already: quicker while you work on the pages."""
    if running := os.environ.get("SITE"):
        return running
    started: Stack = request.getfixturevalue("stack")
    return started.base_url


@pytest_asyncio.fixture
async def visitor(browser: Browser, site_url: str, screen: str) -> AsyncIterator[Window]:
    async with window(browser, site_url, screen) as opened:
        yield opened


@pytest.fixture
def ada(visitor: Window) -> Registrant:
    return Registrant(visitor)


@pytest.fixture
def page(visitor: Window) -> Page:
    return visitor.page


@pytest.fixture
def api(site_url: str) -> Iterator[Api]:
    api = Api(site_url)
    yield api
    api.close()


@pytest.fixture
def conference(api: Api) -> Conference:
    """On sale, with seats that cost something and seats that do not."""
    created = api.create_conference(
        name="PyCon Northwind",
        # Her own, so that failed tries of one test do not throttle another.
        ownerEmail=f"olga-{new_id()}@example.com",
        tagline="Everything that hisses",
        description="Two days about Python.\n\nTalks, workshops and good coffee.",
        location="Hamburg",
        invoicePeriodDays=14,
    )
    created.add_seat_type("Full", "499.00", 40)
    created.add_seat_type("Workshop", "120.50", 3)
    created.add_seat_type("Evening", "0.00", 20)
    created.publish()
    return created
