"""A registrant at her browser, in the words of what she does."""

from dataclasses import dataclass

from playwright.async_api import Page, expect

from tests.browser.site import Window


@dataclass
class Registrant:
    window: Window
    first_name: str = "Ada"
    last_name: str = "Lovelace"
    email: str = "ada@example.com"

    @property
    def page(self) -> Page:
        return self.window.page

    async def sees(self, heading: str) -> None:
        """The page with this heading is there."""
        await expect(self.page.get_by_role("heading", level=1, name=heading)).to_be_visible()

    async def reads(self, text: str) -> None:
        await expect(self.page.get_by_text(text).first).to_be_visible()

    async def presses(self, button: str) -> None:
        await self.page.get_by_role("button", name=button, exact=True).click()

    async def follows(self, link: str) -> None:
        await self.page.get_by_role("link", name=link, exact=True).click()

    async def chooses_seats_of(self, slug: str, **numbers: int) -> None:
        """Leaves the selection page open, with the seats chosen and not sent."""
        await self.window.open(f"/{slug}/register")
        await self.wants(**numbers)

    async def wants(self, **numbers: int) -> None:
        for seat_type, number in numbers.items():
            await self.page.get_by_label(f"Number of seats: {seat_type}", exact=True).fill(str(number))

    async def reserves(self, slug: str, **numbers: int) -> None:
        """Up to the checkout, with the seats held."""
        await self.chooses_seats_of(slug, **numbers)
        await self.presses("Reserve these seats")
        await self.sees("Check out")
        await expect(self.page.get_by_role("rowheader", name="Total")).to_be_visible()

    async def gives_details(self) -> None:
        await self.page.get_by_label("First name").fill(self.first_name)
        await self.page.get_by_label("Last name").fill(self.last_name)
        await self.page.get_by_label("E-mail address").fill(self.email)

    async def goes_to_pay(self) -> None:
        """From the checkout to the processor's page."""
        await self.gives_details()
        await self.presses("Continue to payment")
        await self.sees("Simulated payment")
        await expect(self.page.get_by_role("button", name="Reject the payment")).to_be_visible()

    async def pays(self) -> None:
        await self.page.get_by_role("button", name="Pay €").click()
        await self.sees("Thank you, Ada")

    async def orders(self, slug: str, **numbers: int) -> str:
        """From the selection to the thank-you page; the order's code."""
        await self.reserves(slug, **numbers)
        await self.goes_to_pay()
        await self.pays()
        return await self.code()

    async def code(self) -> str:
        return await self.page.locator("#accessCode").inner_text()

    async def finds(self, code: str) -> None:
        """By the form, from whatever page."""
        await self.window.open("/orders/find")
        await self.page.get_by_label("E-mail address").fill(self.email)
        await self.page.get_by_label("Code of the order").fill(code)
        await self.presses("Find the order")
