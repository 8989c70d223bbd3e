"""The API is down, fails or loses its answers in the middle of each step: nothing is lost, and there is a way on."""

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.api import Conference
from tests.acceptance.world import FRESH_SECONDS, eventually
from tests.browser.registrant import Registrant
from tests.browser.site import Window
from tests.browser.trouble import trouble

TOLD = {
    "down": "Our server cannot be reached. Nothing is lost",
    "lost": "Our server cannot be reached. Nothing is lost",
    "failing": "Something went wrong on our side. Nothing is lost",
}


@pytest.mark.parametrize("kind", ["down", "lost", "failing"])
async def test_a_registration_with_trouble_at_every_step(
    visitor: Window, ada: Registrant, page: Page, conference: Conference, kind: str
) -> None:
    told = TOLD[kind]
    async with trouble(visitor, kind, "GET", "/conferences"):
        await visitor.open("/")
        await ada.reads(told)
        await visitor.accessible()
    await ada.presses("Try again")
    await page.locator(f'a[href="/{conference.slug}"]').wait_for()

    await ada.chooses_seats_of(conference.slug, Workshop=2)
    async with trouble(visitor, kind, "POST", "/conferences/[^/]+/orders"):
        await ada.presses("Reserve these seats")
        await ada.reads(told)
        await visitor.accessible()
        await expect(page.get_by_label("Number of seats: Workshop")).to_have_value("2")
    await ada.presses("Reserve these seats")
    await ada.sees("Check out")
    await expect(page.get_by_role("row", name="Total")).to_contain_text("€241.00")

    await ada.gives_details()
    async with trouble(visitor, kind, "POST", "/orders/[^/]+/checkout"):
        await ada.presses("Continue to payment")
        await ada.reads(told)
        await expect(page.get_by_label("E-mail address")).to_have_value("ada@example.com")
        await page.reload()
        await expect(page.get_by_label("E-mail address")).to_have_value("ada@example.com")
    await ada.presses("Continue to payment")
    await ada.sees("Simulated payment")

    async with trouble(visitor, kind, "POST", "/payments/[^/]+/complete"):
        await page.get_by_role("button", name="Pay €241.00").click()
        await ada.reads(told)
        await visitor.accessible()
    await page.get_by_role("button", name="Pay €241.00").click()
    await ada.sees("Thank you, Ada")

    await ada.follows("Say who sits where")
    await ada.presses("Assign Seat 1: Workshop")
    await ada.gives_details()
    async with trouble(visitor, kind, "PUT", "/orders/[^/]+/seat-assignments/0"):
        await ada.presses("Save this seat")
        await ada.reads(told)
        await expect(page.get_by_label("Last name")).to_have_value("Lovelace")
    await ada.presses("Save this seat")
    await ada.reads("1 of 2 seats assigned")
    # One order, one payment, and its seats: whatever was sent twice counted once.
    eventually(lambda: conference.sales("Workshop")["sold"], 2, FRESH_SECONDS)
    assert conference.sales("Workshop")["reserved"] == 0
    assert conference.sales("Workshop")["remaining"] == 1


async def test_seats_that_were_changed_after_a_lost_answer_make_no_second_order(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    await ada.chooses_seats_of(conference.slug, Workshop=3)
    async with trouble(visitor, "lost", "POST", "/conferences/[^/]+/orders"):
        await ada.presses("Reserve these seats")
        await ada.reads("Our server cannot be reached.")
    await ada.wants(Workshop=0, Full=1)
    await ada.presses("Reserve these seats")
    await ada.sees("Check out")
    await expect(page.get_by_role("row", name="Total")).to_contain_text("€499.00")
    eventually(lambda: conference.available("Workshop"), 3, FRESH_SECONDS)


async def test_a_slow_api_is_told_of_and_waited_for(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    slow = "This takes longer than usual."
    await ada.chooses_seats_of(conference.slug, Full=1)
    async with trouble(visitor, "slow", "POST", "/conferences/[^/]+/orders"):
        await ada.presses("Reserve these seats")
        await ada.reads(slow)
        await visitor.accessible()
        await ada.presses("Reserving…")  # impatience changes nothing
    await ada.sees("Check out")
    await ada.gives_details()
    async with trouble(visitor, "slow", "POST", "/orders/[^/]+/checkout"):
        await ada.presses("Continue to payment")
        await ada.reads(slow)
    await ada.sees("Simulated payment")
    eventually(lambda: conference.available("Full"), 39, FRESH_SECONDS)


async def test_an_order_that_cannot_be_read_just_now_comes_up_by_itself(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    await ada.reserves(conference.slug, Full=1)
    async with trouble(visitor, "down", "GET", "/orders/[^/]+"):
        await page.reload()
        await ada.reads("Our server cannot be reached.")
        await visitor.accessible()
    await expect(page.get_by_role("row", name="Total")).to_contain_text("€499.00")


async def test_offline_is_told_and_goes_on_by_itself(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    visitor.expected_errors.append("ERR_INTERNET_DISCONNECTED")
    await ada.reserves(conference.slug, Full=1)
    await ada.gives_details()
    await page.context.set_offline(True)
    await ada.reads("You are offline. What you see may be old")
    await visitor.accessible()
    await ada.presses("Continue to payment")
    await expect(page.get_by_role("button", name="Please wait…")).to_be_visible()
    await expect(page.get_by_role("button", name="Continue to payment")).to_be_visible()
    await ada.reads("You are offline. As soon as you are online again")
    await page.context.set_offline(False)
    await expect(page.get_by_text("What you see may be old")).to_have_count(0)
    await ada.presses("Continue to payment")
    await ada.sees("Simulated payment")
