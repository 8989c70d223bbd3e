"""Whole registrations, from the first page to the last."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.api import Conference
from tests.acceptance.world import FRESH_SECONDS, eventually
from tests.browser.asking import expect_enter_to_change_nothing
from tests.browser.registrant import Registrant
from tests.browser.site import Window

both_screens = pytest.mark.parametrize("screen", ["phone", "desk"])


@both_screens
async def test_from_the_list_to_the_attendees(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    await visitor.open("/")
    await page.locator(f'a[href="/{conference.slug}"]').click()
    await ada.sees("PyCon Northwind")
    await ada.reads("Talks, workshops and good coffee.")
    await visitor.accessible()

    await ada.follows("Choose your seats")
    await ada.sees("Choose your seats")
    await ada.wants(Full=2)
    await ada.presses("One seat more: Workshop")
    total = page.get_by_role("status").filter(has_text="Total at these prices")
    await expect(total).to_contain_text("€1,118.50")
    await visitor.accessible()

    await ada.presses("Reserve these seats")
    await ada.sees("Check out")
    await expect(page.get_by_role("row", name="Total")).to_contain_text("€1,118.50")
    await expect(page.get_by_role("timer")).to_have_text(re.compile("1[45]:[0-9]{2}"))
    await visitor.accessible()

    await ada.goes_to_pay()
    await ada.reads("No money is moved")
    await ada.reads("Registration for PyCon Northwind")
    await visitor.accessible()
    assert "#" not in page.url, "the token has left the address"

    await page.get_by_role("button", name="Pay €1,118.50").click()
    await ada.sees("Thank you, Ada")
    code = await ada.code()
    assert re.fullmatch("[A-Z2-9]{6}", code)
    await visitor.accessible()

    await ada.follows("Say who sits where")
    await ada.sees("Who sits where")
    await ada.reads("0 of 3 seats assigned")
    await visitor.accessible()
    await ada.presses("Assign Seat 1: Full")
    await ada.presses("This is for Ada Lovelace")
    await visitor.accessible()
    await ada.presses("Save this seat")
    await ada.reads("1 of 3 seats assigned")
    await ada.reads("Saved.")
    await visitor.accessible()

    await ada.follows("Your order")
    await ada.sees("Your order is confirmed")
    await ada.reads(code)
    await visitor.accessible()


@both_screens
async def test_a_rejected_payment_can_be_made_after_all(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    await ada.reserves(conference.slug, Full=1)
    await ada.goes_to_pay()
    await ada.presses("Reject the payment")
    await ada.sees("Check out")
    await ada.reads("The payment was not made, and nothing was charged.")
    await expect(page.get_by_label("E-mail address")).to_have_value("ada@example.com")
    await visitor.accessible()
    await ada.presses("Continue to payment")
    await ada.pays()
    eventually(lambda: conference.sales("Full")["sold"], 1, FRESH_SECONDS)


async def test_what_is_free_of_charge_is_confirmed_without_payment(ada: Registrant, conference: Conference) -> None:
    await ada.reserves(conference.slug, Evening=2)
    await ada.gives_details()
    await ada.presses("Confirm the order")
    await ada.sees("Thank you, Ada")
    eventually(lambda: conference.sales("Evening")["sold"], 2, FRESH_SECONDS)


async def test_an_order_by_invoice_is_held_until_it_is_paid(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    await ada.reserves(conference.slug, Full=1)
    await ada.gives_details()
    await page.get_by_role("radio", name="By invoice").check()
    await ada.reads("To be paid within 14 days.")
    await ada.presses("Order by invoice")
    await ada.sees("Thank you, Ada")
    await ada.reads("Please pay it by")
    await visitor.accessible()
    await ada.follows("See the order")
    await ada.sees("Your order awaits payment")
    await visitor.accessible()


async def test_a_conference_without_invoices_offers_none(ada: Registrant, page: Page, conference: Conference) -> None:
    etag = conference.request("GET").headers["ETag"]
    details = conference.request("GET").json()
    kept = ("ownerName", "name", "description", "location", "tagline", "twitterSearch", "startDate", "endDate")
    body = {name: details[name] for name in kept} | {"invoicePeriodDays": 0}
    assert conference.request("PUT", json=body, headers={"If-Match": etag}).is_success
    await ada.reserves(conference.slug, Full=1)
    await expect(page.get_by_role("button", name="Continue to payment")).to_be_visible()
    await expect(page.get_by_role("radio")).to_have_count(0)


async def test_the_conference_goes_into_the_calendar(ada: Registrant, page: Page, conference: Conference) -> None:
    code = await ada.orders(conference.slug, Full=1)
    async with page.expect_download() as downloading:
        await ada.presses("Add to your calendar")
    download = await downloading.value
    assert download.suggested_filename == f"{conference.slug}.ics"
    lines = (await download.path()).read_bytes().decode().split("\r\n")
    assert {"SUMMARY:PyCon Northwind", "LOCATION:Hamburg", "DTSTART;VALUE=DATE:20900501"} <= set(lines)
    assert "DTEND;VALUE=DATE:20900504" in lines
    assert any(code in line for line in lines)


async def test_a_price_that_changed_meanwhile_is_told(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    await ada.chooses_seats_of(conference.slug, Full=2)
    conference.change_seat_type("Full", "550.00", 40)
    await ada.presses("Reserve these seats")
    await ada.reads("It was €998.00; it is now €1,100.00.")
    await expect(page.get_by_role("row", name="Total")).to_contain_text("€1,100.00")
    await visitor.accessible()


async def test_an_order_can_be_cancelled_and_not_by_enter_alone(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    await ada.reserves(conference.slug, Workshop=3)
    eventually(lambda: conference.available("Workshop"), 0, FRESH_SECONDS)
    await expect_enter_to_change_nothing(page, "Cancel order")
    assert conference.available("Workshop") == 0
    await ada.presses("Cancel order")
    await visitor.accessible()
    await ada.presses("Yes, cancel it")
    await ada.sees("Order cancelled")
    await ada.reads("You cancelled this order.")
    await visitor.accessible()
    eventually(lambda: conference.available("Workshop"), 3, FRESH_SECONDS)


async def test_seats_can_be_changed_before_paying(ada: Registrant, page: Page, conference: Conference) -> None:
    await ada.reserves(conference.slug, Full=2)
    await ada.follows("Change seats")
    await ada.sees("Change your seats")
    await expect(page.get_by_label("Number of seats: Full")).to_have_value("2")
    await ada.wants(Full=1, Workshop=1)
    await ada.presses("Change to these seats")
    await ada.sees("Check out")
    await expect(page.get_by_role("row", name="Total")).to_contain_text("€619.50")
    await expect(page.get_by_text("The price has changed")).to_have_count(0)
