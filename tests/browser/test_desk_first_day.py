"""A business customer's first day: a conference of her own, from nothing to its public page."""

import asyncio
import re
import uuid

import httpx
import pytest
from playwright.async_api import Page, expect

from tests.acceptance.api import Conference
from tests.browser.desk import open_conference
from tests.browser.site import Window

CODE = re.compile(r"\b[A-HJ-KM-NP-Z2-9]{5}\b")
SCREENS = pytest.mark.parametrize("screen", ["phone", "desk"])


async def enter_conference(page: Page, name: str) -> None:
    await page.get_by_label("Name of the conference").fill(name)
    await page.get_by_label("Description").fill("Two days.\nGreat talks.")
    await page.get_by_label("Place").fill("Köln")
    await page.get_by_label("First day").fill("2090-05-01")
    await page.get_by_label("Last day").fill("2090-05-02")
    await page.get_by_label("Your name").fill("Olga Owner")
    await page.get_by_label("Your e-mail address").fill("olga@example.com")


@SCREENS
async def test_from_nothing_to_a_public_page(visitor: Window, page: Page) -> None:
    name = f"Köln Con {uuid.uuid4().hex[:8]}"
    await visitor.open("/manage")
    await visitor.accessible()
    await page.get_by_role("link", name="Create a conference").click()
    await enter_conference(page, name)
    slug = await page.get_by_label("Address", exact=True).input_value()
    assert slug == name.lower().replace("ö", "oe").replace(" ", "-")
    await expect(page.get_by_label("Time zone")).to_have_value("Europe/Berlin")  # the browser's own
    await visitor.accessible()
    await page.get_by_role("button", name="Create the conference").click()
    await expect(page.get_by_text(re.compile(f"^{CODE.pattern}$"))).to_be_visible()
    await visitor.accessible()

    await page.get_by_role("link", name="Add seats").click()
    await page.get_by_label("Name").fill("Full")
    await page.get_by_label("Price in EUR").fill("499,50")
    await page.get_by_label("Quota").fill("40")
    await page.get_by_role("button", name="Add seats").click()
    await expect(page.get_by_role("region", name="Full")).to_contain_text("€499.50")
    await visitor.accessible()

    await page.get_by_role("link", name="Publication").click()
    await expect(page.get_by_role("region", name="What visitors see")).to_contain_text("Great talks.")
    await visitor.accessible()
    await page.get_by_role("button", name="Publish").click()
    await page.get_by_role("link", name=f"/{slug}").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(name)
    await expect(page.get_by_text("€499.50")).to_be_visible()


async def test_what_is_missing_is_named_at_its_field_and_what_was_typed_survives_a_reload(
    visitor: Window, page: Page, conference: Conference
) -> None:
    visitor.expected_errors.append("409")
    await visitor.open("/manage/new")
    await page.get_by_role("button", name="Create the conference").click()
    name = page.get_by_label("Name of the conference")
    await expect(name).to_be_focused()
    await expect(name).to_have_accessible_description("Please fill this in.")
    await visitor.accessible()

    await enter_conference(page, "Northwind Days")
    await page.get_by_label("Last day").fill("2090-04-30")
    await page.get_by_role("button", name="Create the conference").click()
    await expect(page.get_by_label("Last day")).to_be_focused()
    await expect(page.get_by_text("The last day is before the first.")).to_be_visible()
    await page.reload()
    await expect(page.get_by_label("Place")).to_have_value("Köln")

    await page.get_by_label("Last day").fill("2090-05-02")
    await page.get_by_label("Address", exact=True).fill(conference.slug)
    await page.get_by_role("button", name="Create the conference").click()
    await expect(page.get_by_label("Address", exact=True)).to_be_focused()
    await expect(page.get_by_text("This address belongs to another conference.")).to_be_visible()


async def test_a_conference_is_opened_with_its_code_and_closed_again(
    visitor: Window, page: Page, conference: Conference
) -> None:
    visitor.expected_errors.append("404")
    await visitor.open(f"/manage/{conference.id}")
    await page.get_by_label("E-mail address").fill(conference.owner_email)
    await page.get_by_label("Access code").fill("AAAAA")
    await page.get_by_role("button", name="Open").click()
    await expect(page.get_by_role("alert")).to_contain_text("There is no conference with this e-mail address and code.")
    await visitor.accessible()
    await page.get_by_label("Access code").fill(conference.access_code.lower())
    await page.get_by_role("button", name="Open").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Overview")

    await page.get_by_role("link", name="All conferences").click()
    await page.get_by_role("button", name="Close PyCon Northwind").click()
    await expect(page.get_by_role("link", name="PyCon Northwind")).to_have_count(0)
    await visitor.open(f"/manage/{conference.id}")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Open a conference")


async def test_a_server_that_stumbles_loses_nothing_of_what_was_typed(
    visitor: Window, page: Page, conference: Conference
) -> None:
    visitor.expected_errors += ["ERR_FAILED", "503"]
    await open_conference(visitor, conference)
    await page.get_by_role("link", name="Details").click()
    await page.get_by_label("Place").fill("Bremen")

    await page.route("**/api/management/conferences/*", lambda route: route.abort())
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert")).to_contain_text("Nothing is lost")
    await visitor.accessible()
    await page.unroute("**/api/management/conferences/*")
    await page.get_by_role("button", name="Try again").click()
    await expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
    assert conference.request("GET").json()["location"] == "Bremen"


async def test_a_lost_code_is_replaced_by_a_mailed_one(
    visitor: Window, page: Page, conference: Conference, site_url: str
) -> None:
    visitor.expected_errors.append("404")
    await visitor.open("/manage/open")
    await page.get_by_role("link", name="Code lost?").click()
    await page.get_by_label("E-mail address").fill(conference.owner_email)
    await page.get_by_label("Address", exact=True).fill(conference.slug)
    await visitor.accessible()
    await page.get_by_role("button", name="Mail a new code").click()
    await expect(page.get_by_role("alert")).to_contain_text("a new code is on its way")
    await visitor.accessible()

    mailed = await mailed_codes(site_url, conference.owner_email, count=2)
    assert mailed[1] == conference.access_code
    await page.get_by_role("alert").get_by_role("link").click()
    await page.get_by_label("E-mail address").fill(conference.owner_email)
    await page.get_by_label("Access code").fill(conference.access_code)
    await page.get_by_role("button", name="Open").click()
    await expect(page.get_by_role("alert")).to_contain_text("There is no conference with this e-mail address")
    await page.get_by_label("Access code").fill(mailed[0])
    await page.get_by_role("button", name="Open").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


async def mailed_codes(site_url: str, owner_email: str, count: int) -> list[str]:
    """The codes that were mailed to the owner, newest first, once there are so many."""

    async def codes() -> list[str]:
        mails = (await client.get("/local/mailbox", headers={"Accept": "application/json"})).json()
        own = (mail["text"] for mail in mails if mail["to"] == owner_email)
        return [found.group() for text in own if (found := CODE.search(text))]

    found: list[str] = []
    async with httpx.AsyncClient(base_url=site_url, trust_env=False) as client:
        for _ in range(150):
            if len(found := await codes()) >= count:
                return found
            await asyncio.sleep(0.2)
    raise AssertionError(f"fewer than {count} codes were mailed to {owner_email}")
