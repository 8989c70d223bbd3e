"""A business customer asks for a new access code: the browser that was open before asks for it."""

from playwright.async_api import Page, expect

from tests.acceptance.api import Conference
from tests.browser.desk import open_conference
from tests.browser.site import Window
from tests.browser.test_desk_first_day import mailed_codes


async def test_a_browser_asks_for_the_new_code_once_it_was_used_elsewhere(
    visitor: Window, page: Page, conference: Conference, site_url: str
) -> None:
    visitor.expected_errors.append("401")
    await open_conference(visitor, conference)
    http, owner = conference.api.http, conference.owner_email
    asked = http.post("/management/conferences/access-code", json={"email": owner, "slug": conference.slug})
    assert asked.status_code == 202
    code, _ = await mailed_codes(site_url, owner, 2)
    await page.get_by_role("link", name="Orders").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Orders")

    located = http.post("/management/conferences/locate", json={"email": owner, "accessCode": code})
    assert located.status_code == 200
    await page.get_by_role("link", name="Attendees").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Open a conference")
    await expect(page.get_by_text("a new access code has been used since")).to_be_visible()
    await visitor.accessible()

    await page.get_by_label("E-mail address").fill(owner)
    await page.get_by_label("Access code").fill(code)
    await page.get_by_role("button", name="Open").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Attendees")
    await page.get_by_role("link", name="History").click()
    await expect(page.get_by_text("New access code used for the first time")).to_be_visible()
