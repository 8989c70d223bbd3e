"""A business customer sees how the sale goes, and who comes."""

import csv
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.api import Conference, Order
from tests.acceptance.world import FRESH_SECONDS, eventually
from tests.browser.desk import open_conference
from tests.browser.site import Window

SCREENS = pytest.mark.parametrize("screen", ["phone", "desk"])


def sold(conference: Conference, **quantities: int) -> Order:
    order = conference.place(conference.seats(**quantities))
    order.wait_until("ReservationCompleted")
    payment = order.check_out(firstName="Ada", lastName="Lovelace, Countess", email="ada@example.com")
    if payment:
        payment.read()
        payment.settle("complete")
    order.wait_until("Confirmed")
    return order


@SCREENS
async def test_sold_held_and_left_at_a_glance(visitor: Window, page: Page, conference: Conference) -> None:
    sold(conference, Workshop=1)
    conference.place(conference.seats(Workshop=1)).wait_until("ReservationCompleted")
    await open_conference(visitor, conference)
    row = page.get_by_role("row", name="Workshop")

    async def shown() -> list[str]:
        await page.get_by_role("button", name="Refresh").click()
        return await row.get_by_role("cell").all_inner_texts()

    await expect(row.get_by_role("cell")).to_have_text(["1", "1", "1", "3"])
    await expect(page.get_by_role("region", name="Money")).to_contain_text("€120.50")
    await visitor.accessible()
    assert await shown() == ["1", "1", "1", "3"]


@SCREENS
async def test_orders_by_state_and_their_attendees_on_screen_and_as_files(
    visitor: Window, page: Page, conference: Conference, tmp_path: Path
) -> None:
    order = sold(conference, Workshop=1, Evening=1)
    order.assignments()
    guest = {"firstName": "Grace", "lastName": "Hopper", "email": "grace@example.com"}
    order.send("PUT", "/seat-assignments/0", guest)
    assert order.outcome("/seat-assignments") == "applied"
    conference.place(conference.seats(Full=2)).wait_until("ReservationCompleted")
    for _ in range(2):
        cancelled = conference.place(conference.seats(Full=1))
        cancelled.wait_until("ReservationCompleted")
        cancelled.send("DELETE")
        cancelled.wait_until("Rejected")
    eventually(lambda: conference.listed_counts().get("Rejected"), 2, FRESH_SECONDS)

    await open_conference(visitor, conference, "/orders")
    await expect(page.get_by_role("row")).to_have_count(3)
    await expect(page.get_by_text("2 cancelled orders are not shown.")).to_be_visible()
    await expect(page.get_by_label("Show")).to_contain_text("Cancelled or refunded (2)")
    await expect(page.get_by_label("Show")).to_contain_text("All but expired and cancelled ones (2)")
    assert len(await downloaded(page)) == 4
    await page.get_by_label("Show").select_option("Rejected")
    await expect(page.get_by_role("row")).to_have_count(3)
    await expect(page.get_by_role("row").nth(1)).to_contain_text("Cancelled")
    await expect(page.get_by_role("row").nth(1)).to_contain_text("The registrant cancelled the order")
    await visitor.accessible()
    rows = await downloaded(page)
    assert [(row["state"], row["reason"]) for row in rows] == [("Rejected", "given-up")] * 2

    await page.get_by_label("Show").select_option("Confirmed")
    await expect(page.get_by_role("row")).to_have_count(2)
    await expect(page.get_by_role("row").nth(1)).to_contain_text("Lovelace, Countess, Ada")
    await visitor.accessible()
    rows = await downloaded(page)
    assert [(row["registrantName"], row["total"]) for row in rows] == [("Lovelace, Countess, Ada", "120.50")]

    await page.get_by_role("link", name="Attendees").click()
    await expect(page.get_by_role("row", name="Grace Hopper")).to_contain_text("Workshop")
    await visitor.accessible()
    await page.get_by_role("link", name="Show the order of Grace Hopper").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Order ")
    await expect(page.get_by_text("€120.50")).to_be_visible()
    await visitor.accessible()

    await page.get_by_role("link", name="Money").click()
    await expect(page.get_by_role("row").nth(1)).to_contain_text("€120.50")
    await visitor.accessible()


async def downloaded(page: Page) -> list[dict[str, str]]:
    """The rows of the file that the page offers."""
    async with page.expect_download() as downloading:
        await page.get_by_role("button", name="Download as CSV").click()
    return await table_in(await (await downloading.value).path())


async def table_in(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
