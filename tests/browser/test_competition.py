"""Two who want the same last seats."""

import asyncio

import pytest
from playwright.async_api import Browser, Page, expect

from tests.acceptance.api import Conference
from tests.acceptance.world import FRESH_SECONDS, eventually
from tests.browser.registrant import Registrant
from tests.browser.site import Window, window

both_screens = pytest.mark.parametrize("screen", ["phone", "desk"])


async def test_two_browsers_compete_for_the_last_seats(
    browser: Browser, site_url: str, ada: Registrant, conference: Conference
) -> None:
    """Three workshop seats, two wanted by each: one gets both, the other one seat and the choice."""
    async with window(browser, site_url) as another:
        grace = Registrant(another, "Grace", "Hopper", "grace@example.com")
        both = (ada, grace)
        await asyncio.gather(*(one.chooses_seats_of(conference.slug, Workshop=2) for one in both))
        await asyncio.gather(*(one.presses("Reserve these seats") for one in both))

        async def outcome(one: Registrant) -> str:
            short = one.page.get_by_role("heading", level=1, name="Not all seats could be reserved")
            full = one.page.get_by_role("rowheader", name="Total")
            await expect(short.or_(full)).to_be_visible()
            return "short" if await short.is_visible() else "full"

        outcomes = await asyncio.gather(*(outcome(one) for one in both))
        assert sorted(outcomes) == ["full", "short"]
        loser = both[outcomes.index("short")]
        await loser.reads("You asked for 2 and got 1.")
        await loser.window.accessible()
        await loser.presses("Go on with these seats")
        await loser.sees("Check out")
        await expect(loser.page.get_by_role("row", name="Total")).to_contain_text("€120.50")
    eventually(lambda: conference.available("Workshop"), 0, FRESH_SECONDS)


@both_screens
async def test_a_partial_reservation_can_be_made_up_with_other_seats(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    await ada.chooses_seats_of(conference.slug, Workshop=3)
    conference.place(conference.seats(Workshop=2)).wait_until("ReservationCompleted")
    await ada.presses("Reserve these seats")
    await ada.sees("Not all seats could be reserved")
    await ada.reads("You asked for 3 and got 1.")
    await expect(page.get_by_label("Number of seats: Workshop")).to_have_value("1")
    await visitor.accessible()
    await ada.wants(Full=1)
    await ada.presses("Go on with these seats")
    await ada.sees("Check out")
    await expect(page.get_by_role("row", name="Total")).to_contain_text("€619.50")


async def test_when_nothing_is_left_other_seats_can_be_had(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    await ada.chooses_seats_of(conference.slug, Workshop=1)
    conference.place(conference.seats(Workshop=3)).wait_until("ReservationCompleted")
    await ada.presses("Reserve these seats")
    await ada.reads("none of the seats you chose is left")
    await ada.reads("Sold out")
    await visitor.accessible()
    await ada.wants(Evening=1)
    await ada.presses("Go on with these seats")
    await ada.sees("Check out")


@both_screens
async def test_what_is_sold_out_cannot_be_chosen(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    conference.place(conference.seats(Workshop=3)).wait_until("ReservationCompleted")
    await visitor.open(f"/{conference.slug}")
    await ada.reads("Sold out")
    await visitor.accessible()
    await ada.follows("Choose your seats")
    await expect(page.get_by_role("listitem").filter(has_text="Workshop")).to_contain_text("Sold out")
    await expect(page.get_by_label("Number of seats: Workshop")).to_have_count(0)
    await visitor.accessible()


async def test_no_more_than_there_is_and_no_more_than_20_can_be_chosen(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    await ada.chooses_seats_of(conference.slug, Full=21, Workshop=4)
    await ada.reads("At most 20 seats of this kind can be had.")
    await ada.reads("At most 3 seats of this kind can be had.")
    await ada.presses("Reserve these seats")
    await ada.reads("Some seats cannot be had in this number.")
    await expect(page.get_by_label("Number of seats: Full")).to_be_focused()
    await visitor.accessible()
    await ada.wants(Full=20, Workshop=3)
    await expect(page.get_by_role("button", name="One seat more: Full")).to_have_attribute("aria-disabled", "true")
    await ada.presses("Reserve these seats")
    await ada.sees("Check out")
