"""A dialog that asks before something that cannot be undone."""

from playwright.async_api import Page, expect


async def expect_enter_to_change_nothing(page: Page, opener: str) -> None:
    """Opens the dialog by the button `opener`, with the keyboard, and leaves it by Enter, by Escape and by a double
    click's second half. The focus comes back each time. Whoever calls it asks the API that nothing has happened."""
    button = page.get_by_role("button", name=opener, exact=True)
    dialog = page.locator("dialog")
    back = dialog.get_by_role("button", name="Go back", exact=True)
    for key in ("Enter", "Escape"):
        await button.focus()
        await page.keyboard.press("Enter")
        await expect(back).to_be_focused()
        await page.keyboard.press(key)
        await expect_no_dialog(page)
        await expect(button).to_be_focused()

    await page.keyboard.press("Enter")
    await expect(back).to_be_focused()
    await page.keyboard.press("Tab")
    deed = dialog.locator("button").last
    await expect(deed).to_be_focused()
    await deed.dispatch_event("click", {"detail": 2})
    await expect(dialog).to_be_visible()
    await page.keyboard.press("Escape")
    await expect_no_dialog(page)
    await expect(button).to_be_focused()


async def expect_no_dialog(page: Page) -> None:
    """Waits until the dialog is removed. Once closed it is gone by role, but until it is removed the button
    that opens it does nothing."""
    await expect(page.locator("dialog")).to_have_count(0)
