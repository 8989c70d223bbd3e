"""A business customer's browser."""

from playwright.async_api import expect

from tests.acceptance.api import Conference
from tests.browser.site import Window


async def open_conference(visitor: Window, conference: Conference, path: str = "") -> None:
    """Opens it with its access code, as its owner does, and then the page at `path` of it."""
    page = visitor.page
    await visitor.open(f"/manage/{conference.id}")
    await page.get_by_label("E-mail address").fill(conference.owner_email)
    await page.get_by_label("Access code").fill(conference.access_code)
    await page.get_by_role("button", name="Open").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
    if path:
        await visitor.open(f"/manage/{conference.id}{path}")
