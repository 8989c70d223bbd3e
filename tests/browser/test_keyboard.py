"""A registration without a mouse: everything is reached by Tab, and the focus is always somewhere sensible."""

from playwright.async_api import Page, expect

from tests.acceptance.api import Conference
from tests.browser.registrant import Registrant
from tests.browser.site import Window

MOST_TABS = 40


async def tab_to(page: Page, name: str) -> None:
    """Presses Tab until the control of this name has the focus."""
    for _ in range(MOST_TABS):
        await page.keyboard.press("Tab")
        focused = page.locator(":focus")
        if await focused.count() and name in await focused.evaluate(
            "element => [element.ariaLabel, element.textContent, ...[...element.labels ?? []]"
            ".map(label => label.textContent)].join(' ')"
        ):
            return
    raise AssertionError(f"{name!r} is not reached by Tab")


async def test_a_registration_by_keyboard_alone(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    await visitor.open(f"/{conference.slug}")
    await page.get_by_role("link", name="Choose your seats").wait_for()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Skip to the content")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await tab_to(page, "Choose your seats")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("heading", level=1, name="Choose your seats")).to_be_focused()
    await page.get_by_label("Number of seats: Full").wait_for()
    await tab_to(page, "Reserve these seats")
    await page.keyboard.press("Enter")
    await ada.reads("Please choose at least one seat.")
    await page.keyboard.press("Shift+Tab")  # back through the last seat type's buttons
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Shift+Tab")
    await expect(page.get_by_label("One seat less: Evening")).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Space")  # one workshop
    await page.keyboard.press("Enter")  # another one
    await expect(page.get_by_label("Number of seats: Workshop")).to_have_value("2")
    await tab_to(page, "Reserve these seats")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("heading", level=1, name="Check out")).to_be_focused()
    await expect(page.get_by_role("button", name="Continue to payment")).to_be_visible()
    for field, text in (("First name", "Ada"), ("Last name", "Lovelace"), ("E-mail address", "ada@example")):
        await tab_to(page, field)
        await page.keyboard.type(text)
    await page.keyboard.press("Enter")
    await ada.reads("This does not look like an e-mail address")
    await expect(page.get_by_label("E-mail address")).to_be_focused()
    await page.keyboard.press("End")
    await page.keyboard.type(".com")
    await page.keyboard.press("Enter")

    await ada.sees("Simulated payment")
    await page.get_by_role("button", name="Reject the payment").wait_for()
    await tab_to(page, "Pay €241.00")
    await page.keyboard.press("Enter")

    await ada.sees("Thank you, Ada")
    await tab_to(page, "Say who sits where")
    await page.keyboard.press("Enter")
    await ada.reads("0 of 2 seats assigned")
    await tab_to(page, "Assign Seat 2: Workshop")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("First name")).to_be_focused()
    await page.keyboard.type("Grace")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Hopper")
    await page.keyboard.press("Tab")
    await page.keyboard.type("grace@example.com")
    await page.keyboard.press("Enter")
    await ada.reads("Grace Hopper")
    await expect(page.get_by_role("button", name="Change Seat 2: Workshop")).to_be_focused()
