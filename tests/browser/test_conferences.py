import re
import uuid

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.api import Conference
from tests.browser.site import Window


@pytest.mark.parametrize("screen", ["phone", "desk"])
async def test_the_start_page_lists_what_is_on_sale(visitor: Window, page: Page, conference: Conference) -> None:
    await visitor.open("/")
    await expect(page).to_have_title("Conferences · Contoso Conferences")
    card = page.get_by_role("listitem").filter(has=page.locator(f'a[href="/{conference.slug}"]'))
    await expect(card).to_contain_text("PyCon Northwind")
    await expect(card).to_contain_text(re.compile(r"1\s–\s3 May 2090"))
    await expect(card).to_contain_text("Hamburg")
    await visitor.accessible()


async def test_the_page_speaks_the_language_that_is_chosen_and_remembers_it(visitor: Window, page: Page) -> None:
    await visitor.open("/")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Conferences")
    await page.get_by_role("button", name="Deutsch").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Konferenzen")
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Konferenzen")
    await expect(page.locator("html")).to_have_attribute("lang", "de")
    await visitor.accessible()


UNKNOWN = [
    "/nothing-here",
    "/nothing-here/",
    "/nothing-here/register",
    "/pycon/register/now",
    "/Köln Con",
    "/py%2Fcon",
    "/%E0%A4%A",
    "//nothing.example",
    "/orders",
    "/orders/zzz",
    f"/orders/{uuid.uuid4()}/constructor",
    "/manage/xyz",
    f"/manage/{uuid.uuid4()}/nothing",
    f"/manage/{uuid.uuid4()}/orders/zzz",
    "/payment/unknown",
    "/old/page.html",
]


async def test_unknown_addresses_of_every_kind_say_so(visitor: Window, page: Page) -> None:
    visitor.expected_errors.append("404")
    for path in UNKNOWN:
        await visitor.open(path)
        await expect(page, path).to_have_title("Page not found · Contoso Conferences")
        await expect(page.get_by_role("heading", level=1), path).to_have_text("Page not found")
        await expect(page.locator("meta[name=robots]"), path).to_have_attribute("content", "noindex")


async def test_an_address_that_leads_nowhere_says_so(visitor: Window, page: Page) -> None:
    visitor.expected_errors.append("404")
    await visitor.open("/nothing/like/this")
    await page.get_by_role("button", name="Deutsch").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Seite nicht gefunden")
    await expect(page).to_have_title("Seite nicht gefunden · Contoso Konferenzen")
    await page.get_by_role("button", name="English").click()
    await visitor.accessible()
    await page.get_by_role("link", name="See all conferences").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Conferences")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await expect(page.locator("meta[name=robots]")).to_have_count(0)
