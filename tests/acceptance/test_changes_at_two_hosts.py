"""Seats that are changed at two hosts, faster than the changes are decided, and a checkout that follows at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.acceptance.api import Api, Conference, Order
from tests.acceptance.test_changing_seats import change, check_out
from tests.stack import Stack, running_host

TRIES = 40


@pytest.fixture(scope="module")
def second(stack: Stack) -> Iterator[Stack]:
    with running_host(stack) as running:
        yield running


def test_the_payment_is_for_the_total_that_all_changes_lead_to(stack: Stack, second: Stack) -> None:
    """Three seats are wanted, then two, then three again: the last change, if it is decided first, changes nothing."""
    here, there = Api(stack.base_url), Api(second.base_url)
    conference = here.create_conference()
    conference.add_seat_type("Workshop", "10.00", 500)
    conference.publish()
    found = [_totals_after_changes(conference, here, there) for _ in range(TRIES)]
    assert [(paid, owed) for paid, owed in found if paid != owed] == []


def _totals_after_changes(conference: Conference, here: Api, there: Api) -> tuple[str, str]:
    """That of the payment, and that of the order once both changes are decided."""
    placed = conference.place(conference.seats(Workshop=3))
    placed.wait_until("ReservationCompleted")
    at = [Order(host, placed.id, placed.token, placed.last_command) for host in (here, there)]
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda order, quantity: change(order, conference, quantity), at, (2, 3)))
    assert [answer.status_code for answer in answers] == [202, 202]
    payment = check_out(at[0])
    outcomes = {placed.outcome(command=answer.json()["commandId"]) for answer in answers}
    assert outcomes <= {"applied", "unchanged", "refused; reason=superseded"}
    return payment.read()["total"], placed.wait_until("ReservationCompleted")["total"]
