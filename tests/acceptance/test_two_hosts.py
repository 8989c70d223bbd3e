"""Two Functions hosts on one storage, one of them killed in the middle: an order goes through whichever answers."""

from collections.abc import Iterator

import httpx
import pytest

from tests.acceptance.api import Api, Conference, Order, Payment, expect
from tests.stack import Stack, running_host


@pytest.fixture(scope="module")
def second(stack: Stack) -> Iterator[Stack]:
    with running_host(stack) as running:
        yield running


def test_an_order_placed_at_one_host_is_paid_at_the_other_and_shown_by_the_first_though_the_other_is_killed(
    stack: Stack, second: Stack
) -> None:
    here, there = Api(stack.base_url), Api(second.base_url)
    conference = here.create_conference()
    conference.add_seat_type("Workshop", "100.00", 5)
    conference.publish()

    placed = conference.place(conference.seats(Workshop=2))
    order = Order(there, placed.id, placed.token, placed.last_command)
    order.wait_until("PartiallyReserved", "ReservationCompleted")
    payment = order.check_out()
    assert payment is not None
    assert payment.read()["total"] == "200.00"
    second.kill_host()
    assert Payment(here, payment.id, payment.token).settle("complete") == "applied"
    assert placed.wait_until("Confirmed")["total"] == "200.00"

    second.wait_until_ready()
    assert order.read()["state"] == "Confirmed"
    of_the_other = Conference(there, conference.id, conference.slug, conference.token, seat_types=conference.seat_types)
    assert of_the_other.sales("Workshop") == conference.sales("Workshop")
    assert conference.sales("Workshop")["sold"] == 2
    mails = [expect(200, httpx.get(f"{each.base_url}/local/mailbox")) for each in (stack, second)]
    assert mails[0] == mails[1] != []
