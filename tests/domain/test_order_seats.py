"""An order's seats: placed once, changed as often as she likes while the clock runs, held in full or in part."""

import pytest

from tests.domain.given_when_then import given
from tests.domain.orders import (
    CHECKED_OUT,
    CONFIRMED,
    EXPIRED,
    GIVEN_UP,
    HONOURED,
    INVOICED,
    OTHER_CONFERENCE,
    PARTIALLY_RESERVED,
    PLACED,
    RESERVED,
    SET_ASIDE,
    THREE_WORKSHOPS,
    change,
    completed,
    dinner,
    dinner_line,
    held,
    mark,
    partial,
    placed,
    register,
    totals,
    updated,
    workshop,
    workshop_line,
)

TWO_WORKSHOPS = workshop_line(2, "30.20")


class TestPlacing:
    def test_places_the_order_and_says_what_it_costs(self):
        given().when(register(workshop(3))).then(placed(workshop(3)), totals(THREE_WORKSHOPS, total="45.30"))

    def test_rounds_each_line_half_to_even_before_it_adds(self):
        given().when(register(workshop(1, "9.987"), dinner(1))).then(
            placed(workshop(1, "9.987"), dinner(1)),
            totals(workshop_line(1, "9.99", "9.987"), dinner_line(1, "2.12"), total="12.11"),
        )

    def test_of_seats_that_cost_nothing_is_free_of_charge(self):
        given().when(register(workshop(3, "0"))).then(
            placed(workshop(3, "0")), totals(workshop_line(3, "0.00", "0"), total="0.00", free=True)
        )

    def test_keeps_a_line_for_a_quantity_of_zero(self):
        given().when(register(workshop(3), dinner(0))).then(
            placed(workshop(3), dinner(0)), totals(THREE_WORKSHOPS, dinner_line(0, "0.00"), total="45.30")
        )

    def test_without_any_seat_is_refused(self):
        given().when(register(workshop(0))).then_refused("no-seats")

    def test_with_fewer_than_no_seats_is_refused(self):
        given().when(register(workshop(3), dinner(-1))).then_refused("no-seats")

    def test_again_with_the_same_seats_changes_nothing(self):
        given(*PLACED).when(register(workshop(3))).then_nothing()

    def test_again_changes_nothing_whatever_code_and_price_it_comes_with(self):
        given(*PLACED).when(register(workshop(3, "19.00"), dinner(0), access_code="XYZ789")).then_nothing()

    def test_again_is_compared_with_the_seats_first_placed(self):
        given(*PLACED, updated(workshop(2)), totals(TWO_WORKSHOPS, total="30.20")).when(
            register(workshop(3))
        ).then_nothing()

    def test_again_with_other_seats_is_refused(self):
        given(*PLACED).when(register(workshop(2))).then_refused("order-exists")

    def test_again_for_another_conference_is_refused(self):
        given(*PLACED).when(register(workshop(3), conference=OTHER_CONFERENCE)).then_refused("order-exists")


class TestChangingSeats:
    def test_asks_for_the_new_seats_at_their_price(self):
        given(*PLACED).when(change(workshop(2))).then(updated(workshop(2)), totals(TWO_WORKSHOPS, total="30.20"))

    def test_is_possible_after_a_checkout(self):
        given(*CHECKED_OUT).when(change(workshop(2), issued=5)).then(
            updated(workshop(2), issued=5), totals(TWO_WORKSHOPS, total="30.20")
        )

    def test_is_possible_while_an_invoice_is_awaited(self):
        given(*INVOICED).when(change(workshop(2), issued=5)).then(
            updated(workshop(2), issued=5), totals(TWO_WORKSHOPS, total="30.20")
        )

    def test_to_no_seats_is_refused(self):
        given(*PLACED).when(change(workshop(0))).then_refused("no-seats")

    def test_of_an_order_that_is_not_known_is_asked_again_for_a_minute(self):
        given().when(change(workshop(2))).then_not_yet("unknown-order", 60)

    def test_to_the_same_seats_changes_nothing_while_they_are_asked_for(self):
        given(*PLACED).when(change(workshop(3))).then_nothing()

    def test_to_the_same_seats_changes_nothing_when_all_are_held(self):
        given(*RESERVED).when(change(workshop(3), dinner(0))).then_nothing()

    def test_to_the_same_seats_asks_again_where_some_are_short(self):
        given(*PARTIALLY_RESERVED).when(change(workshop(3))).then(
            updated(workshop(3)), totals(THREE_WORKSHOPS, total="45.30")
        )

    def test_to_the_seats_that_are_held_is_a_change_where_more_were_wanted(self):
        given(*PARTIALLY_RESERVED).when(change(workshop(2))).then(
            updated(workshop(2)), totals(TWO_WORKSHOPS, total="30.20")
        )

    def test_is_judged_by_the_time_it_was_issued(self):
        given(*PLACED).when(change(workshop(2), issued=14.9), at=20).then(
            updated(workshop(2), issued=14.9), totals(TWO_WORKSHOPS, total="30.20")
        )

    def test_at_the_end_of_the_window_is_refused(self):
        given(*PLACED).when(change(workshop(2), issued=15), at=15).then_refused("reservation-expired")

    def test_issued_before_the_change_in_force_is_superseded(self):
        given(*PLACED, updated(workshop(5), issued=4)).when(change(workshop(2), issued=3.9)).then_refused("superseded")

    def test_issued_before_the_order_was_placed_is_superseded(self):
        given(*PLACED).when(change(workshop(2), issued=-0.1)).then_refused("superseded")

    def test_issued_at_the_same_moment_as_the_one_in_force_counts_when_it_comes(self):
        given(*PLACED, updated(workshop(5), issued=4)).when(change(workshop(2), issued=4)).then(
            updated(workshop(2), issued=4), totals(TWO_WORKSHOPS, total="30.20")
        )

    def test_that_finds_nothing_to_change_supersedes_nothing(self):
        """It leaves no event: what was issued before it may still take effect."""
        given(*PLACED).when(change(workshop(3), issued=9)).then_nothing()
        given(*PLACED).when(change(workshop(2), issued=8)).then(
            updated(workshop(2), issued=8), totals(TWO_WORKSHOPS, total="30.20")
        )

    @pytest.mark.parametrize(
        ("history", "reason"),
        [
            (CONFIRMED, "order-confirmed"),
            (EXPIRED, "reservation-expired"),
            (GIVEN_UP, "order-rejected"),
            (SET_ASIDE, "awaiting-attention"),
            (HONOURED, "order-honoured"),
        ],
    )
    def test_of_an_ended_order_is_refused(self, history, reason):
        given(*history).when(change(workshop(2), issued=5)).then_refused(reason)


class TestWhatIsHeld:
    def test_exactly_what_is_wanted_completes_the_reservation(self):
        given(*PLACED).when(mark(held(3))).then(completed(held(3)))

    def test_seats_of_quantity_zero_are_not_missed(self):
        given(placed(workshop(3), dinner(0))).when(mark(held(3))).then(completed(held(3)))

    def test_fewer_seats_make_the_reservation_partial_and_cost_less(self):
        given(*PLACED).when(mark(held(2))).then(partial(held(2)), totals(TWO_WORKSHOPS, total="30.20"))

    def test_a_type_that_is_missing_makes_the_reservation_partial(self):
        given(placed(workshop(3), dinner(1)), totals(THREE_WORKSHOPS, dinner_line(1, "2.12"), total="47.42")).when(
            mark(held(3))
        ).then(partial(held(3)), totals(THREE_WORKSHOPS, total="45.30"))

    def test_nothing_held_costs_nothing_and_makes_no_order_free(self):
        given(*PLACED).when(mark([])).then(partial([]), totals(total="0.00", free=False))

    def test_a_free_order_stays_free_when_it_is_partial(self):
        given(placed(workshop(3, "0")), totals(workshop_line(3, "0.00", "0"), total="0.00", free=True)).when(
            mark(held(2))
        ).then(partial(held(2)), totals(workshop_line(2, "0.00", "0"), total="0.00", free=True))

    def test_the_same_answer_again_changes_nothing(self):
        given(*RESERVED).when(mark(held(3))).then_nothing()

    def test_a_partial_answer_again_does_not_become_a_complete_one(self):
        given(*PARTIALLY_RESERVED).when(mark(held(2))).then_nothing()

    def test_an_answer_to_seats_that_were_changed_since_changes_nothing(self):
        given(*PLACED, updated(workshop(5))).when(mark(held(3), order_version=0)).then_nothing()

    def test_an_answer_to_the_changed_seats_counts(self):
        given(*PLACED, updated(workshop(5))).when(mark(held(5), order_version=2)).then(completed(held(5)))

    def test_the_seats_wanted_are_kept_apart_from_those_held(self):
        given(*PARTIALLY_RESERVED).when(mark(held(3))).then(completed(held(3)))

    @pytest.mark.parametrize("history", [EXPIRED, GIVEN_UP, SET_ASIDE, HONOURED])
    def test_an_ended_order_takes_no_answer(self, history):
        given(*history).when(mark(held(2))).then_nothing()

    def test_an_answer_for_an_order_that_is_not_known_is_asked_again_for_a_minute(self):
        given().when(mark(held(3))).then_not_yet("unknown-order", 60)
