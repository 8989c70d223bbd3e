"""The clock runs out: on a stack with the clock turned down, and on pages that are told an earlier end."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from tests.acceptance.api import Api, Conference
from tests.acceptance.world import eventually
from tests.browser.registrant import Registrant
from tests.browser.site import Window, window
from tests.stack import Stack, running_stack

WINDOW_SECONDS = 12
BUFFER_SECONDS = 4
EXPIRED_SECONDS = 60


@pytest.fixture(scope="module")
def hasty_stack() -> Iterator[Stack]:
    clock = {
        "RESERVATION_WINDOW_SECONDS": str(WINDOW_SECONDS),
        "SEAT_RELEASE_BUFFER_SECONDS": str(BUFFER_SECONDS),
    }
    with running_stack(env=clock) as running:
        yield running


@pytest_asyncio.fixture
async def hasty_ada(browser: Browser, hasty_stack: Stack) -> AsyncIterator[Registrant]:
    async with window(browser, hasty_stack.base_url) as opened:
        yield Registrant(opened)


@pytest.fixture
def last_seats(hasty_stack: Stack) -> Iterator[Conference]:
    """On sale: two seats, no more."""
    api = Api(hasty_stack.base_url)
    created = api.create_conference(name="Soon Over")
    created.add_seat_type("Full", "100.00", 2)
    created.publish()
    yield created
    api.close()


async def test_an_order_that_is_not_paid_expires_before_the_eyes_of_its_registrant(
    hasty_ada: Registrant, last_seats: Conference
) -> None:
    await hasty_ada.reserves(last_seats.slug, Full=2)
    await hasty_ada.sees("Your time to check out is over")
    await hasty_ada.window.accessible()
    await hasty_ada.sees("Your order has expired")
    await hasty_ada.window.accessible()
    await hasty_ada.follows("Order again")
    await expect(hasty_ada.page.get_by_label("Number of seats: Full")).to_be_visible()


async def test_a_payment_that_comes_too_late_for_the_seats_is_in_the_organisers_hands(
    hasty_ada: Registrant, last_seats: Conference
) -> None:
    await hasty_ada.reserves(last_seats.slug, Full=2)
    await hasty_ada.goes_to_pay()
    eventually(lambda: last_seats.available("Full"), 2, EXPIRED_SECONDS)
    last_seats.place(last_seats.seats(Full=2)).wait_until("ReservationCompleted")
    await hasty_ada.page.get_by_role("button", name="Pay €200.00").click()
    await hasty_ada.sees("Your order needs the organiser's attention")
    await hasty_ada.window.accessible()


async def _ends_in(page: Page, seconds: float) -> None:
    """From now on the page is told that reservations end so soon."""
    end = (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")

    async def told(route: Route) -> None:
        answer = await route.fetch()
        body = json.loads(await answer.body()) | {"reservationExpiresAt": end}
        await route.fulfill(response=answer, json=body)

    await page.route("**/api/orders/*", told)


async def test_the_countdown_warns_before_the_end_in_words_and_aloud(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    await ada.reserves(conference.slug, Full=1)
    await _ends_in(page, 32)
    await page.reload()
    await ada.reads("Your time is running out")
    await expect(page.get_by_role("status").filter(has_text="30 seconds left to check out.")).to_have_count(1)
    await visitor.accessible()


async def test_the_countdown_keeps_to_the_servers_clock(
    browser: Browser, site_url: str, conference: Conference
) -> None:
    """An hour slow or not: the device's clock does not count."""
    async with window(browser, site_url) as opened:
        await opened.page.clock.install(time=datetime.now(UTC) - timedelta(hours=1))
        ada = Registrant(opened)
        await ada.reserves(conference.slug, Full=1)
        shown = await ada.page.get_by_role("timer").inner_text()
        assert "14:00" <= shown <= "15:00"
