"""Changing the seats of an order again and again, and checking out without waiting for the change."""

import httpx
import pytest

from tests.acceptance.api import Conference, Order, Payment, expect
from tests.acceptance.world import World

CHECKOUT = {"registrant": {"firstName": "Anna", "lastName": "Ames", "email": "anna@example.com"}}
TRIES = 15


@pytest.fixture
def conference(world: World) -> Conference:
    conference = world.api.create_conference()
    conference.add_seat_type("Workshop", "10.00", 500)
    conference.publish()
    return conference


def change(order: Order, conference: Conference, quantity: int) -> httpx.Response:
    return order.request("PUT", "/seats", json={"seats": conference.seats(Workshop=quantity)})


def check_out(order: Order) -> Payment:
    """Comes again when it is told to."""
    for _ in range(TRIES):
        answer = order.request("POST", "/checkout", json=CHECKOUT)
        if answer.status_code != httpx.codes.CONFLICT:
            accepted = expect(202, answer)
            return Payment(order.api, accepted["paymentId"], accepted["paymentToken"])
        assert answer.json()["type"].endswith("/change-pending")
        assert answer.headers["Retry-After"] == "1"
    raise AssertionError(f"the change is still pending after {TRIES} checkouts")


def test_a_checkout_right_after_a_change_of_seats_is_for_the_new_total(conference: Conference):
    order = conference.place(conference.seats(Workshop=3))
    order.wait_until("ReservationCompleted")
    payment = check_out(order)
    for quantity in (2, 5, 1):
        expect(202, change(order, conference, quantity))
        payment = check_out(order)
        shown = payment.read()
        assert (shown["total"], shown["state"]) == (f"{quantity}0.00", "Initiated")
    assert payment.settle("complete") == "applied"
    assert order.wait_until("Confirmed")["total"] == "10.00"


@pytest.mark.slow
def test_seats_can_be_changed_50_times(conference: Conference):
    order = conference.place(conference.seats(Workshop=3))
    order.wait_until("ReservationCompleted")
    for number in range(50):
        order.last_command = expect(202, change(order, conference, 1 + number % 2))["commandId"]
        assert order.outcome() == "applied"
    assert change(order, conference, 1).json()["type"].endswith("/too-many-changes")
    order.last_command = expect(202, change(order, conference, 2))["commandId"]
    assert order.outcome() == "unchanged"
    assert check_out(order).read()["total"] == "20.00"
