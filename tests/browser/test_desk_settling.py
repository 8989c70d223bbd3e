"""A business customer settles what the clock and the processor could not, on a stack whose clock is turned down."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.api import Conference, Order
from tests.browser.asking import expect_enter_to_change_nothing
from tests.browser.desk import open_conference
from tests.browser.site import Window
from tests.stack import running_stack


@pytest.fixture(scope="module")
def site_url() -> Iterator[str]:
    hasty = {"RESERVATION_WINDOW_SECONDS": "4", "SEAT_RELEASE_BUFFER_SECONDS": "1"}
    with running_stack(env=hasty) as stack:
        yield stack.base_url


def paid_too_late(conference: Conference) -> Order:
    """Its seats went to somebody else before its payment completed."""
    order = conference.place(conference.seats(Workshop=3))
    order.wait_until("ReservationCompleted")
    payment = order.check_out()
    assert payment
    payment.read()
    order.wait_until("Expired")
    taken = conference.place(conference.seats(Workshop=2))
    taken.wait_until("ReservationCompleted")
    paying = taken.check_out()
    assert paying
    paying.read()
    paying.settle("complete")
    taken.wait_until("Confirmed")
    payment.settle("complete")
    order.wait_until("AwaitingAttention")
    return order


@pytest.mark.parametrize("screen", ["phone", "desk"])
async def test_a_late_payment_is_honoured(visitor: Window, page: Page, conference: Conference) -> None:
    order = paid_too_late(conference)
    await open_conference(visitor, conference)
    waiting = page.get_by_role("region", name="Waits for you")
    await expect(waiting).to_contain_text("Needs a decision")
    await visitor.accessible()
    await waiting.get_by_role("link").first.click()
    for button in ("Honour the order", "Refund the payment"):
        await expect_enter_to_change_nothing(page, button)
    assert order.read()["state"] == "AwaitingAttention"
    await page.get_by_role("button", name="Honour the order").click()
    await visitor.accessible()
    await page.get_by_role("dialog").get_by_role("button", name="Honour the order").click()
    await expect(page.get_by_role("alert")).to_contain_text("The order is honoured")
    order.wait_until("Confirmed")
    assert conference.sales("Workshop")["quantity"] == 5


async def test_a_late_payment_is_refunded_and_whoever_comes_second_is_told(
    visitor: Window, page: Page, conference: Conference
) -> None:
    visitor.expected_errors.append("409")
    order = paid_too_late(conference)
    await open_conference(visitor, conference, f"/orders/{order.id}")
    await page.get_by_role("button", name="Refund the payment").click()
    conference.settle(order, "resolution", "refund")
    order.wait_until("Rejected")
    await page.get_by_role("dialog").get_by_role("button", name="Refund the payment").click()
    await expect(page.get_by_role("alert")).to_contain_text("This order was settled otherwise meanwhile.")


async def test_an_invoice_is_marked_as_paid(visitor: Window, page: Page, conference: Conference) -> None:
    order = conference.place(conference.seats(Full=1))
    order.wait_until("ReservationCompleted")
    order.check_out_by_invoice()
    order.wait_until("AwaitingInvoicePayment")
    await open_conference(visitor, conference, f"/orders/{order.id}")
    for button in ("The invoice is paid", "Cancel the order"):
        await expect_enter_to_change_nothing(page, button)
    assert order.read()["state"] == "AwaitingInvoicePayment"
    await page.get_by_role("button", name="The invoice is paid").click()
    await visitor.accessible()
    await page.get_by_role("dialog").get_by_role("button", name="The invoice is paid").click()
    await expect(page.get_by_role("alert")).to_contain_text("The order is confirmed.")
    await expect(page.get_by_text("Confirmed", exact=True)).to_be_visible()
    await visitor.accessible()
