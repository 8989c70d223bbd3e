"""Sentences about the owner settling late payments and invoices."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from pytest_bdd import given, parsers, then, when

from tests.acceptance.api import expect
from tests.acceptance.steps.registrant import WHO, assert_conflict, is_about
from tests.acceptance.world import World


@given(parsers.parse("Anna's payment is completed"))
def first_payment_completed(world: World) -> None:
    """The one begun first."""
    assert world.payments[0].settle("complete") == "applied"


@given(parsers.parse('Anna\'s order is "{state}"'))
def order_of_anna(world: World, state: str) -> None:
    world.orders["Anna"].wait_until(state)


@when(parsers.parse('the owner decides to "{action}" Anna\'s order'))
def decides(world: World, action: str) -> None:
    order = world.orders["Anna"]
    command = world.conference.settle(order, "resolution", action)["commandId"]
    assert world.conference.outcome(order, command) == "applied"


@when(parsers.parse('the owner decides to "{one}" and to "{other}" Anna\'s order at once'))
def decides_both(world: World, one: str, other: str) -> None:
    order, path = world.orders["Anna"], f"/orders/{world.orders['Anna'].id}/resolution"

    def decide(action: str) -> tuple[str, str]:
        answer = world.conference.request("POST", path, json={"action": action})
        if answer.status_code == 409:  # the other one was faster
            return action, "refused"
        return action, world.conference.outcome(order, expect(202, answer)["commandId"]).partition(";")[0]

    with ThreadPoolExecutor() as both:
        world.answers = list(both.map(decide, (one, other)))


@then("exactly one of both was applied")
def one_was_applied(world: World) -> None:
    assert sorted(outcome for _, outcome in world.answers) == ["applied", "refused"]


@then("Anna's order ends as that one says, with her payment and the seats")
def ends_as_said(world: World) -> None:
    (applied,) = [action for action, outcome in world.answers if outcome == "applied"]
    state, payment, workshops, sold = {
        "honour": ("Confirmed", "Completed", 14, 14),
        "refund": ("Rejected", "Refunded", 10, 8),
    }[applied]
    world.orders["Anna"].wait_until(state)
    world.eventually(lambda: world.payments[0].read()["state"], payment)
    seat_type_is(world, "Workshop", workshops, sold, workshops - sold)


@then(parsers.parse('the owner can decide neither "{one}" nor "{other}" any more'))
def cannot_decide(world: World, one: str, other: str) -> None:
    order = world.orders["Anna"]
    ended = {"Confirmed": "order-confirmed", "Rejected": "order-rejected"}[
        order.wait_until("Confirmed", "Rejected")["state"]
    ]
    for action in (one, other):
        answer = world.conference.request("POST", f"/orders/{order.id}/resolution", json={"action": action})
        assert_conflict(expect(409, answer), ended)


@then(parsers.parse("Anna has {number:d} seats to assign"))
def seats_to_assign(world: World, number: int) -> None:
    assert len(world.orders["Anna"].assignments()["seats"]) == number


@then(parsers.parse('Anna\'s payment is "{state}"'))
def payment_of_anna_is(world: World, state: str) -> None:
    world.eventually(lambda: world.payments[0].read()["state"], state)


@then(parsers.parse('"{name}" has {quantity:d} seats of which {sold:d} are sold and {remaining:d} remain'))
def seat_type_is(world: World, name: str, quantity: int, sold: int, remaining: int) -> None:
    def counts() -> tuple[int, ...]:
        sales = world.conference.sales(name)
        return tuple(sales[member] for member in ("quantity", "sold", "remaining", "reserved"))

    world.eventually(counts, (quantity, sold, remaining, 0))


@then(parsers.parse('the owner finds {number:d} order that is "{state}"'))
def finds_orders(world: World, number: int, state: str) -> None:
    world.eventually(lambda: [item["state"] for item in world.conference.listed_orders(state=state)], [state] * number)
    found = world.conference.listed_orders(state=state)
    assert [item["orderId"] for item in found] == [world.orders["Anna"].id]


@given(
    parsers.parse(
        'a conference on sale with {quantity:d} "{name}" seats at {price}, payable by invoice within {days:d} days'
    )
)
def offers_invoices(world: World, quantity: int, name: str, price: str, days: int) -> None:
    world.conference = world.api.create_conference(invoicePeriodDays=days)
    world.conference.add_seat_type(name, price, quantity)
    world.conference.publish()


@when(parsers.re(rf"{WHO} checks out by invoice"))
def checks_out_by_invoice(world: World, person: str) -> None:
    is_about(world, person)
    world.order.check_out_by_invoice(email=world.email)
    assert world.order.outcome() in ("applied", "unchanged")
    until = world.order.read()["awaitingPaymentUntil"]
    world.invoice_periods.append(until)


@then(parsers.re(rf'{WHO} cannot check out by invoice because it is "(?P<reason>[\w-]+)"'))
def cannot_check_out_by_invoice(world: World, person: str, reason: str) -> None:
    is_about(world, person)
    registrant = {"firstName": "Anna", "lastName": "Ames", "email": world.email}
    body = {"registrant": registrant, "paymentType": "invoice"}
    assert_conflict(expect(409, world.order.request("POST", "/checkout", json=body)), reason)


@when(parsers.parse('the owner says that the invoice is "{action}"'))
def settles_invoice(world: World, action: str) -> None:
    command = world.conference.settle(world.order, "invoice", action)["commandId"]
    assert world.conference.outcome(world.order, command) == "applied"


@then("the owner can settle no invoice of it any more")
def cannot_settle_invoice(world: World) -> None:
    for action in ("paid", "cancel"):
        expect(409, world.conference.request("POST", f"/orders/{world.order.id}/invoice", json={"action": action}))


@then("the period of her invoice is still the same")
def period_is_the_same(world: World) -> None:
    first, second = world.invoice_periods
    assert first == second


@then("it outlives the time at which unpaid orders expire")
def outlives(world: World) -> None:
    order = world.order.read()
    expires = datetime.fromisoformat(order["reservationExpiresAt"]) + timedelta(seconds=world.buffer_seconds + 1)
    while datetime.now(expires.tzinfo) < expires:
        time.sleep(0.05)
    assert world.order.read()["state"] == "AwaitingInvoicePayment"
