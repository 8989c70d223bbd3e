"""Reload, the back button, another tab, another device: the order goes on where it stands."""

import re

from playwright.async_api import Browser, Page, expect

from tests.acceptance.api import Conference
from tests.acceptance.world import FRESH_SECONDS, eventually
from tests.browser.registrant import Registrant
from tests.browser.site import Window, window


async def test_reload_and_back_at_every_step(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    await visitor.open(f"/{conference.slug}")
    await ada.follows("Choose your seats")
    await ada.wants(Full=1)
    await ada.presses("Reserve these seats")
    await ada.sees("Check out")
    await expect(page.get_by_role("rowheader", name="Total")).to_be_visible()
    checkout = page.url

    await page.go_back()  # not to the selection: there, another order would begin
    await ada.sees("PyCon Northwind")
    await ada.reads("You have begun an order for this conference.")
    await visitor.accessible()
    await ada.follows("Continue with it")
    await ada.sees("Your order is not finished")
    await visitor.accessible()
    await ada.follows("Continue with the order")
    await ada.sees("Check out")
    assert page.url == checkout
    await page.reload()
    await ada.sees("Check out")

    await ada.goes_to_pay()
    await page.reload()
    await expect(page.get_by_role("button", name="Pay €499.00")).to_be_visible()
    await page.go_back()
    await ada.sees("Check out")
    await ada.reads("You have begun a payment for this order.")
    await visitor.accessible()
    await ada.follows("Continue with the payment")
    await ada.pays()

    await page.reload()
    await ada.sees("Thank you, Ada")
    await page.go_back()
    await ada.sees("Thank you, Ada")  # the checkout is over
    eventually(lambda: conference.sales("Full")["sold"], 1, FRESH_SECONDS)


async def test_the_processors_page_knows_that_it_was_paid(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    await ada.orders(conference.slug, Full=1)
    await visitor.open("/payment/")
    await ada.reads("This payment has been made.")
    await visitor.accessible()
    await ada.follows("Back to your order")
    await ada.sees("Thank you, Ada")


async def test_an_order_under_way_is_open_in_another_tab_until_it_ends(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    await ada.reserves(conference.slug, Full=1)
    checkout = page.url
    tab = await page.context.new_page()
    await tab.goto(checkout)
    await expect(tab.get_by_role("heading", level=1, name="Check out")).to_be_visible()
    await ada.goes_to_pay()
    await ada.pays()
    # The other tab hears of it by itself.
    await expect(tab.get_by_role("heading", level=1, name="Thank you, Ada")).to_be_visible()
    third = await page.context.new_page()
    await third.goto(checkout)
    await expect(third.get_by_role("heading", level=1, name="This order is not open here")).to_be_visible()


async def test_another_browser_does_not_open_an_order_without_its_code(
    browser: Browser, site_url: str, ada: Registrant, conference: Conference
) -> None:
    code = await ada.orders(conference.slug, Full=1)
    path = ada.page.url.removeprefix(site_url)
    async with window(browser, site_url, "phone") as another:
        on_the_phone = Registrant(another)
        await another.open(path)
        await on_the_phone.sees("This order is not open here")
        await another.accessible()
        await on_the_phone.finds(code.lower())
        await on_the_phone.sees("Your order is confirmed")
        await on_the_phone.follows("Say who sits where")
        await on_the_phone.reads("0 of 1 seat assigned")


async def test_no_token_is_ever_in_an_address(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    await ada.orders(conference.slug, Full=1)
    tokens = re.compile(r"eyJ[\w-]+\.")
    assert len(asked) > 10
    assert [url for url in asked if tokens.search(url.partition("#")[0])] == []
    assert "eyJ" not in page.url


async def test_a_shared_computer_forgets(visitor: Window, ada: Registrant, page: Page, conference: Conference) -> None:
    await ada.reserves(conference.slug, Full=1)
    await ada.gives_details()
    path = page.url.removeprefix(visitor.base_url).removesuffix("/checkout")
    await visitor.open(path)
    await ada.presses("Forget this order here")
    await ada.sees("Conferences")
    kept = await page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert kept == "[{},{}]"
    await visitor.open(path)
    await ada.sees("This order is not open here")
