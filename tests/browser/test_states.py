"""What pages say when things are not as the visitor hoped."""

import json
import uuid

import pytest
from playwright.async_api import Page, Route, expect

from tests.acceptance.api import Conference
from tests.browser.registrant import Registrant
from tests.browser.site import Window

both_screens = pytest.mark.parametrize("screen", ["phone", "desk"])


@both_screens
async def test_a_conference_taken_off_sale_sends_visitors_on(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    visitor.expected_errors.append("404")
    conference.unpublish("https://www.example.com/next-year")
    await visitor.open(f"/{conference.slug}")
    await ada.sees("This conference is not on sale")
    await expect(page.get_by_role("link", name="https://www.example.com/next-year")).to_be_visible()
    await visitor.accessible()
    await visitor.open(f"/{conference.slug}/register")
    await ada.sees("This conference is not on sale")


async def test_an_order_goes_on_when_its_conference_is_taken_off_sale(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    visitor.expected_errors.append("404")
    await ada.reserves(conference.slug, Full=1)
    conference.unpublish()
    await page.reload()
    await ada.goes_to_pay()
    await ada.pays()


@both_screens
async def test_an_unknown_conference_and_an_unknown_order(visitor: Window, ada: Registrant, screen: str) -> None:
    visitor.expected_errors.append("404")
    await visitor.open("/no-such-conference")
    await ada.sees("Page not found")
    await visitor.accessible()
    await visitor.open(f"/orders/{uuid.uuid4()}")
    await ada.sees("This order is not open here")
    await visitor.accessible()


@both_screens
async def test_a_code_that_opens_nothing(visitor: Window, ada: Registrant, page: Page) -> None:
    visitor.expected_errors.append("404")
    await visitor.open("/orders/find")
    await ada.presses("Find the order")
    await ada.reads("Please enter an e-mail address.")
    await expect(page.get_by_label("E-mail address")).to_be_focused()
    await visitor.accessible()
    await ada.finds("WRONG2")
    await ada.reads("There is no order with this e-mail address and this code.")
    await expect(page.get_by_label("Code of the order")).to_have_value("WRONG2")
    await visitor.accessible()


@both_screens
async def test_a_conference_that_is_over_says_so_and_offers_nothing(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    past = conference.api.create_conference(name="Past Con", startDate="2020-01-01", endDate="2020-01-03")
    past.add_seat_type("Full", "10.00", 5)
    past.publish()
    await visitor.open(f"/{past.slug}")
    await ada.sees("Past Con")
    await ada.reads("This conference is over.")
    await expect(page.get_by_role("link", name="Choose your seats")).to_have_count(0)
    await visitor.accessible()
    await visitor.open(f"/{past.slug}/register")
    await ada.reads("This conference is over.")
    await expect(page.get_by_role("button", name="Reserve these seats")).to_have_count(0)
    await visitor.accessible()
    await page.get_by_role("button", name="Deutsch").click()
    await ada.reads("Diese Konferenz ist vorbei.")


async def test_an_order_that_comes_after_the_last_day_is_told_so(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    visitor.expected_errors.append("409")
    await ada.chooses_seats_of(conference.slug, Full=1)
    problem = {"type": "https://contoso.example/problems/conference-over", "title": "The conference is over"}
    body = json.dumps(problem | {"status": 409, "detail": "It is over.", "traceId": "4bf92f"})
    await page.route(
        "**/api/conferences/*/orders",
        lambda route: route.fulfill(status=409, content_type="application/problem+json", body=body),
    )
    await ada.presses("Reserve these seats")
    await ada.reads("This conference is over.")
    await visitor.accessible()


async def test_a_payment_whose_time_is_over_cannot_be_tried_again(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    visitor.expected_errors.append("409")
    await ada.reserves(conference.slug, Full=1)
    await ada.goes_to_pay()
    problem = {"type": "https://contoso.example/problems/payment-expired", "title": "The payment has expired"}
    body = json.dumps(problem | {"status": 409, "detail": "It has expired.", "traceId": "4bf92f"})
    await page.route(
        "**/api/payments/*/complete",
        lambda route: route.fulfill(status=409, content_type="application/problem+json", body=body),
    )
    await page.get_by_role("button", name="Pay €499.00").click()
    await ada.reads("The time for this payment is over. Nothing was charged.")
    await expect(page.get_by_role("button", name="Pay €499.00")).to_have_count(0)
    await visitor.accessible()
    await ada.follows("Back to your order")
    await ada.sees("Check out")


async def test_too_many_tries_say_when_to_come_back(visitor: Window, ada: Registrant, page: Page) -> None:
    visitor.expected_errors.append("429")
    problem = {"type": "https://contoso.example/problems/too-many-tries", "title": "Too many tries", "status": 429}

    async def throttled(route: Route) -> None:
        body = json.dumps(problem | {"detail": "Try again in 700 seconds.", "traceId": "4bf92f"})
        headers = {"Retry-After": "700", "Content-Type": "application/problem+json"}
        await route.fulfill(status=429, headers=headers, body=body)

    await page.route("**/api/orders/locate", throttled)
    await ada.finds("ABC234")
    await ada.reads("Too many attempts. Please try again in 12 minutes.")
    await visitor.accessible()


async def test_what_the_api_does_not_accept_is_shown_at_its_field(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    visitor.expected_errors.append("422")
    ada.email = "ada@host.invalid"  # looks like an address; the API knows better
    await ada.reserves(conference.slug, Full=1)
    await ada.gives_details()
    await ada.presses("Continue to payment")
    await ada.reads("This does not look like an e-mail address")
    await expect(page.get_by_label("E-mail address")).to_be_focused()
    await visitor.accessible()


async def test_a_payment_page_without_a_payment(visitor: Window, ada: Registrant) -> None:
    await visitor.open("/payment/")
    await ada.reads("There is no payment here.")
    await visitor.accessible()


@both_screens
async def test_seats_are_assigned_undone_and_freed(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    await ada.orders(conference.slug, Full=2)
    await ada.follows("Say who sits where")
    await ada.presses("Assign Seat 1: Full")
    await ada.presses("Save this seat")
    await ada.reads("Please enter a first name.")
    await visitor.accessible()
    await ada.gives_details()
    await ada.presses("Save this seat")
    await ada.reads("1 of 2 seats assigned")
    await ada.presses("Undo")
    await ada.reads("0 of 2 seats assigned")
    await ada.presses("Undo")  # of the undoing
    await ada.reads("1 of 2 seats assigned")
    await ada.presses("Free Seat 1: Full")
    await ada.reads("0 of 2 seats assigned")
    await visitor.accessible()


async def test_a_seat_whose_change_does_not_show_yet_says_so(
    visitor: Window, ada: Registrant, page: Page, conference: Conference
) -> None:
    await ada.orders(conference.slug, Full=1)
    await ada.follows("Say who sits where")
    await ada.presses("Assign Seat 1: Full")
    await ada.gives_details()

    async def pending(route: Route) -> None:
        """As the read model lags behind: the answer of before, and the command undecided."""
        answer = await route.fetch(url=route.request.url.partition("?")[0])
        await route.fulfill(response=answer, headers=answer.headers | {"command-outcome": "pending"})

    await page.route("**/seat-assignments?command=*", pending)
    await ada.presses("Save this seat")
    await ada.reads("Accepted, but it takes longer than usual until it shows.")
    await visitor.accessible()
