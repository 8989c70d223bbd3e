"""`make screens`: pictures of every page, into `docs/screens`: each what a phone or a desk shows without scrolling.

Of the business customer's pages the phone takes the overview only: they are done at a desk, and the folder stays small.
"""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

from playwright.async_api import Page, async_playwright, expect

from local.launcher import REPOSITORY
from local.launcher.demo import conference_of
from tests.acceptance.api import Api, Conference
from tests.browser import chromium
from tests.browser.registrant import Registrant
from tests.browser.site import PATIENCE_MS, window
from tests.stack import running_stack

FOLDER = REPOSITORY / "docs/screens"
QUALITY = 50
SCALE = {"phone": 0.8, "desk": 0.65}
OWNER = "olga@example.com"


@dataclass
class Album:
    page: Page
    screen: str

    async def keep(self, name: str) -> None:
        """The page as it is now, without what shows only because a test drives it."""
        if self.screen == "phone" and name.startswith("manage") and name != "manage-overview":
            return
        await self.page.evaluate("scrollTo(0, 0)")
        path = FOLDER / f"{name}-{self.screen}.jpg"
        await self.page.screenshot(path=path, type="jpeg", quality=QUALITY, scale="device", animations="disabled")


async def registration(ada: Registrant, album: Album, conference: Conference) -> None:
    page = ada.page
    await ada.window.open("/")
    await page.get_by_role("link", name="Contoso Conf", exact=True).wait_for()
    await album.keep("conferences")
    await ada.window.open(f"/{conference.slug}")
    await page.get_by_text("Workshop", exact=True).wait_for()
    await album.keep("conference")
    await ada.chooses_seats_of(conference.slug, Full=2, Workshop=2)
    await album.keep("seats")
    conference.place(conference.seats(Workshop=2)).wait_until("ReservationCompleted")
    await ada.presses("Reserve these seats")
    await ada.sees("Not all seats could be reserved")
    await page.get_by_label("Number of seats: Workshop").wait_for()
    await album.keep("partial")
    await ada.presses("Go on with these seats")
    await ada.sees("Check out")
    await expect(page.get_by_role("rowheader", name="Total")).to_be_visible()
    await album.keep("checkout")
    await ada.goes_to_pay()
    await album.keep("processor")
    await ada.pays()
    await album.keep("thank-you")
    await ada.follows("See the order")
    await ada.sees("Your order is confirmed")
    await album.keep("order")
    await ada.follows("Say who sits where")
    await ada.presses("Assign Seat 1: Full")
    await ada.gives_details()
    await ada.presses("Save this seat")
    await ada.reads("Saved.")
    await album.keep("attendees")
    await ada.window.open("/orders/find")
    await album.keep("find")


async def odd_states(ada: Registrant, album: Album, conference: Conference) -> None:
    await ada.reserves(conference.slug, Full=1)
    await ada.presses("Cancel order")
    await ada.presses("Yes, cancel it")
    await ada.sees("Order cancelled")
    await album.keep("given-up")
    conference.unpublish("https://www.example.com/next-year")
    ada.window.expected_errors.append("404")
    await ada.window.open(f"/{conference.slug}")
    await ada.sees("This conference is not on sale")
    await album.keep("off-sale")


async def organising(ada: Registrant, album: Album, conference: Conference, code: str) -> None:
    page = ada.page
    await ada.window.open("/manage")
    await page.get_by_role("heading", level=1).wait_for()
    await album.keep("manage")
    await ada.window.open("/manage/new")
    await page.get_by_role("heading", level=1).wait_for()
    await album.keep("manage-new")
    await ada.window.open(f"/manage/{conference.id}")
    await page.get_by_label("E-mail address of the owner").fill(OWNER)
    await page.get_by_label("Access code").fill(code)
    await ada.presses("Open")
    await expect(page.get_by_label("Access code")).to_have_count(0)
    for name in ("", "details", "seat-types", "publication", "orders", "attendees", "money", "history"):
        await ada.window.open(f"/manage/{conference.id}/{name}".rstrip("/"))
        await page.get_by_role("heading", level=1).wait_for()
        await page.wait_for_load_state("networkidle")
        await album.keep(f"manage-{name or 'overview'}")


def on_sale(api: Api) -> tuple[Conference, str]:
    """A conference and its access code."""
    details = conference_of(datetime.now(UTC).year) | {"ownerName": "Olga Owner", "ownerEmail": OWNER}
    answer = api.http.post("/management/conferences", json=details).raise_for_status().json()
    conference = Conference(api, answer["conferenceId"], answer["slug"], answer["accessToken"])
    conference.add_seat_type("Full", "499.00", 500)
    conference.add_seat_type("Workshop", "299.50", 3)
    conference.add_seat_type("Evening", "0.00", 200)
    conference.publish()
    return conference, answer["accessCode"]


async def take(base_url: str, screen: str) -> None:
    api = Api(base_url)
    conference, code = on_sale(api)
    async with async_playwright() as playwright:
        browser = await chromium.launched(playwright)
        async with window(browser, base_url, screen, color_scheme="light", device_scale_factor=SCALE[screen]) as opened:
            ada, album = Registrant(opened), Album(opened.page, screen)
            await registration(ada, album, conference)
            await organising(ada, album, conference, code)
            await odd_states(ada, album, conference)
        await browser.close()
    api.close()


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    for screen in ("phone", "desk"):
        with running_stack() as stack:
            asyncio.run(take(stack.base_url, screen))


if __name__ == "__main__":
    main()
