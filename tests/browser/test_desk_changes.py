"""A business customer changes what is on sale: nothing is overwritten unseen, nobody loses a seat."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.api import Conference
from tests.browser.asking import expect_enter_to_change_nothing, expect_no_dialog
from tests.browser.desk import open_conference
from tests.browser.site import Window

SCREENS = pytest.mark.parametrize("screen", ["phone", "desk"])


def edit_elsewhere(conference: Conference, **changes: str) -> None:
    """Another owner of the same conference, in another browser."""
    read = conference.request("GET")
    members = ("ownerName", "name", "description", "location", "startDate", "endDate", "invoicePeriodDays")
    body = {name: read.json()[name] for name in members} | changes
    assert conference.request("PUT", json=body, headers={"If-Match": read.headers["ETag"]}).status_code == 200


@SCREENS
async def test_two_owners_who_edit_at_once_are_joined_field_by_field(
    visitor: Window, page: Page, conference: Conference
) -> None:
    visitor.expected_errors.append("412")
    await open_conference(visitor, conference)
    await page.get_by_role("link", name="Details").click()
    await page.get_by_label("Name of the conference").fill("PyCon North")
    await page.get_by_label("Hashtag").fill("#pycon")
    edit_elsewhere(conference, name="PyCon South", location="Kiel")

    await page.get_by_role("button", name="Save").click()
    told = page.get_by_role("alert")
    await expect(told).to_contain_text("Somebody else changed the conference meanwhile. Nothing is saved yet.")
    await expect(told).to_contain_text("PyCon South")
    await expect(told).not_to_contain_text("Kiel")
    await expect(page.get_by_label("Place")).to_have_value("Kiel")
    await expect(page.get_by_label("Name of the conference")).to_have_value("PyCon North")
    await visitor.accessible()

    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
    saved = conference.request("GET").json()
    assert (saved["name"], saved["location"], saved["twitterSearch"]) == ("PyCon North", "Kiel", "#pycon")
    await expect(page.get_by_role("navigation", name="Conference")).to_be_visible()

    await page.get_by_role("link", name="History").click()
    await expect(page.get_by_role("list").filter(has_text="Details changed").first).to_contain_text(
        "Name of the conference: PyCon South → PyCon North"
    )
    await visitor.accessible()


async def test_a_quota_below_what_is_sold_is_warned_of_and_shown(
    visitor: Window, page: Page, conference: Conference
) -> None:
    order = conference.place(conference.seats(Workshop=3))
    order.wait_until("ReservationCompleted")
    await open_conference(visitor, conference, "/seat-types")
    await page.get_by_role("button", name="Change Workshop").click()
    await page.get_by_label("Quota").fill("1")
    await expect(page.get_by_text("3 seats are sold or held. Nobody loses a seat")).to_be_visible()
    await visitor.accessible()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("region", name="Workshop")).to_contain_text("Quota: 1")

    await page.get_by_role("link", name="Overview").click()
    await expect(page.get_by_text("2 seats more are taken than there are.")).to_be_visible()
    await expect(page.get_by_role("row", name="Workshop")).to_contain_text("-2")
    await visitor.accessible()


@pytest.mark.parametrize("price", ["1.234", "-1", "12.345", ""])
async def test_a_price_that_could_be_misread_is_asked_for_again(
    visitor: Window, page: Page, conference: Conference, price: str
) -> None:
    await open_conference(visitor, conference, "/seat-types")
    await page.get_by_role("button", name="Change Full").click()
    await page.get_by_label("Price in EUR").fill(price)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_label("Price in EUR")).to_be_focused()
    await expect(page.get_by_text("Please enter an amount from 0 to 50,000, without thousands")).to_be_visible()


async def test_a_price_in_yen_is_a_whole_amount(visitor: Window, page: Page, conference: Conference) -> None:
    japanese = conference.api.create_conference(name="Kyoto Con", ownerEmail=conference.owner_email, currency="JPY")
    japanese.add_seat_type("Full", "1000.00", 5)
    await open_conference(visitor, japanese, "/seat-types")
    await expect(page.get_by_role("region", name="Full")).to_contain_text("JP¥1,000")
    await page.get_by_role("button", name="Change Full").click()
    price = page.get_by_label("Price in JPY")
    await expect(price).to_have_value("1000")
    await price.fill("1000.50")
    await page.get_by_role("button", name="Save").click()
    await expect(price).to_be_focused()
    await expect(price).to_have_accessible_description(re.compile("JPY has no decimals. Please enter a whole amount."))
    await visitor.accessible()
    await price.fill("2000")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("region", name="Full")).to_contain_text("JP¥2,000")


async def test_a_currency_that_the_prices_do_not_fit_is_refused_at_its_field(
    visitor: Window, page: Page, conference: Conference
) -> None:
    visitor.expected_errors.append("422")
    draft = conference.api.create_conference(
        name="Buda Con", ownerEmail=conference.owner_email, currency="HUF", timeZone="Europe/Budapest"
    )
    draft.add_seat_type("Full", "999.50", 5)
    await open_conference(visitor, draft, "/details")
    zone = page.get_by_label("Time zone")
    await expect(zone).to_have_value("Europe/Budapest")
    await zone.select_option("Asia/Tokyo")
    await page.get_by_label("Currency").select_option("JPY")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_label("Currency")).to_be_focused()
    await expect(
        page.get_by_text("A price of this conference has decimals, and this currency has none.")
    ).to_be_visible()
    await page.get_by_label("Currency").select_option("HUF")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
    await page.get_by_role("link", name="History").click()
    await expect(page.get_by_text("Time zone: Europe/Budapest → Asia/Tokyo")).to_be_visible()
    await expect(page.get_by_text("Price: nothing → HUF 999.50")).to_be_visible()


async def test_a_hidden_conference_sends_its_visitors_where_its_owner_wishes(
    visitor: Window, page: Page, conference: Conference
) -> None:
    visitor.expected_errors.append("404")
    await open_conference(visitor, conference, "/publication")
    await page.get_by_label("Address for visitors").fill("example.com")
    await page.get_by_role("button", name="Hide it from the public").click()
    await expect(page.get_by_label("Address for visitors")).to_be_focused()
    await page.get_by_label("Address for visitors").fill("https://example.com/next")
    await page.get_by_label("Address for visitors").press("Enter")
    await expect(page.get_by_role("dialog").get_by_role("button", name="Go back")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Address for visitors")).to_be_focused()
    await expect_enter_to_change_nothing(page, "Hide it from the public")
    assert conference.available("Full") == 40
    await page.get_by_role("button", name="Hide it from the public").click()
    await visitor.accessible()
    await page.get_by_role("dialog").get_by_role("button", name="Hide it from the public").click()
    await expect(page.get_by_text("The public does not see this conference.").first).to_be_visible()
    await visitor.accessible()

    await visitor.open(f"/{conference.slug}")
    await expect(page.locator('a[href="https://example.com/next"]')).to_be_visible()


async def test_seats_are_deleted_before_the_first_publication_only(
    visitor: Window, page: Page, conference: Conference
) -> None:
    draft = conference.api.create_conference(name="Draft", ownerEmail=conference.owner_email)
    draft.add_seat_type("Full", "10.00", 5)
    await open_conference(visitor, draft, "/seat-types")
    await page.get_by_role("button", name="Delete Full").click()
    await page.get_by_role("dialog").get_by_role("button", name="Go back").click()
    await expect_no_dialog(page)
    await expect_enter_to_change_nothing(page, "Delete Full")
    assert draft.sales("Full")["quantity"] == 5
    await page.get_by_role("button", name="Delete Full").click()
    await visitor.accessible()
    await page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(page.get_by_text("There are no seats yet.")).to_be_visible()

    await open_conference(visitor, conference, "/seat-types")
    await expect(page.get_by_role("button", name="Change Full")).to_be_visible()
    await expect(page.get_by_role("button", name="Delete Full")).to_have_count(0)
