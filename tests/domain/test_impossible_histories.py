"""A stream that no decision could have written is no state: folding it says so instead of guessing."""

from functools import reduce

import pytest

from domain.payments import payment
from domain.registration import order, seat_assignments, seats_availability
from tests.domain.orders import ALICE, PLACED, placed, registrant
from tests.domain.seats import WORKSHOP, committed, quota
from tests.domain.test_payment import completed, refunded
from tests.domain.test_seat_assignments import assigned


@pytest.mark.parametrize(
    ("evolve", "history"),
    [
        (order.evolve, [registrant()]),
        (order.evolve, [*PLACED, placed()]),
        (seats_availability.evolve, [quota(10), committed(1, {WORKSHOP: 6})]),
        (seat_assignments.evolve, [assigned(0, ALICE)]),
        (payment.evolve, [completed]),
        (payment.evolve, [refunded]),
    ],
)
def test_an_impossible_history_is_an_error(evolve, history):
    with pytest.raises(ValueError):
        reduce(evolve, history, None)
