"""An order is confirmed only for all seats wanted now, held, and exactly their price paid, early or late."""

import pytest

from tests.domain.given_when_then import given
from tests.domain.orders import (
    CHECKED_OUT,
    CONFIRMED,
    EXPIRED,
    FREE,
    GIVEN_UP,
    INVOICED,
    PARTIALLY_RESERVED,
    PAYMENT,
    PLACED,
    SECOND_PAYMENT,
    SET_ASIDE,
    completed,
    confirm,
    confirmed,
    dinner,
    expired,
    held,
    payment_refused,
    placed,
    put_aside,
    set_aside,
    totals,
    updated,
    workshop,
    workshop_line,
)


class TestConfirmingAnOpenOrder:
    def test_takes_all_seats_held_and_exactly_the_total_paid(self):
        given(*CHECKED_OUT).when(confirm()).then(confirmed(PAYMENT))

    def test_takes_the_total_whichever_of_its_payments_brings_it(self):
        given(*CHECKED_OUT).when(confirm(SECOND_PAYMENT)).then(confirmed(SECOND_PAYMENT))

    def test_takes_a_payment_after_the_window(self):
        given(*CHECKED_OUT).when(confirm(), at=28).then(confirmed(PAYMENT))

    def test_takes_a_payment_although_an_invoice_is_awaited(self):
        given(*INVOICED).when(confirm()).then(confirmed(PAYMENT))

    def test_names_the_seats_sold_without_those_of_quantity_zero(self):
        given(placed(workshop(3), dinner(0)), *CHECKED_OUT[1:]).when(confirm()).then(confirmed(PAYMENT, workshops=3))

    @pytest.mark.parametrize("amount", ["45.29", "45.31", "0"])
    def test_is_refused_for_another_amount(self, amount):
        given(*CHECKED_OUT).when(confirm(amount=amount)).then(payment_refused("other-amount"))

    def test_is_refused_for_the_reduced_total_of_a_partial_order(self):
        given(*PARTIALLY_RESERVED).when(confirm(amount="30.20")).then(payment_refused("other-amount"))

    @pytest.mark.parametrize("history", [PLACED, PARTIALLY_RESERVED, (*CHECKED_OUT, updated(workshop(3, "15.10")))])
    def test_is_refused_before_all_seats_wanted_now_are_held(self, history):
        given(*history).when(confirm()).then(payment_refused("not-reserved"))

    def test_is_refused_for_the_total_of_seats_that_were_changed_since(self):
        changed = (updated(workshop(2)), totals(workshop_line(2, "30.20"), total="30.20"), completed(held(2)))
        given(*CHECKED_OUT, *changed).when(confirm(amount="45.30")).then(payment_refused("other-amount"))

    def test_is_refused_without_any_seat(self):
        given(placed(workshop(0)), totals(total="0.00", free=True), completed([])).when(confirm(amount="0.00")).then(
            payment_refused("not-reserved")
        )

    def test_is_refused_once_for_the_same_payment_and_reason(self):
        given(*CHECKED_OUT, payment_refused("other-amount")).when(confirm(amount="45.29")).then_nothing()

    def test_is_refused_for_each_payment_on_its_own(self):
        given(*CHECKED_OUT, payment_refused("other-amount")).when(confirm(SECOND_PAYMENT, "45.29")).then(
            payment_refused("other-amount", SECOND_PAYMENT)
        )

    def test_again_for_the_payment_that_confirmed_it_changes_nothing(self):
        given(*CONFIRMED).when(confirm()).then_nothing()

    def test_is_refused_for_another_payment_once_confirmed(self):
        given(*CONFIRMED).when(confirm(SECOND_PAYMENT)).then(payment_refused("order-confirmed", SECOND_PAYMENT))

    def test_is_refused_for_any_payment_once_confirmed_free(self):
        given(*FREE, confirmed(None)).when(confirm()).then(payment_refused("order-confirmed"))

    def test_is_refused_once_rejected(self):
        given(*GIVEN_UP).when(confirm(seats=held(3))).then(payment_refused("order-rejected"))

    def test_of_an_order_that_is_not_known_is_asked_again_for_a_minute(self):
        given().when(confirm()).then_not_yet("unknown-order", 60)


class TestPaymentAfterExpiry:
    def test_confirms_with_the_seats_that_were_taken_again(self):
        given(*EXPIRED).when(confirm(seats=held(3))).then(completed(held(3)), confirmed(PAYMENT))

    def test_shows_the_full_price_again_where_less_was_held_before(self):
        given(*PARTIALLY_RESERVED, expired).when(confirm(seats=held(3))).then(
            completed(held(3)), totals(workshop_line(3, "45.30"), total="45.30"), confirmed(PAYMENT)
        )

    def test_is_no_verdict_on_the_payment_without_seats(self):
        given(*EXPIRED).when(confirm()).then(payment_refused("expired"))

    def test_confirms_after_it_was_refused_as_expired(self):
        given(*EXPIRED, payment_refused("expired")).when(confirm(seats=held(3))).then(
            completed(held(3)), confirmed(PAYMENT)
        )

    @pytest.mark.parametrize("workshops", [2, 4])
    def test_is_refused_with_other_seats_than_are_wanted(self, workshops):
        given(*EXPIRED).when(confirm(seats=held(workshops))).then(payment_refused("not-reserved"))

    def test_does_not_count_seats_held_before_it_expired(self):
        given(*EXPIRED).when(confirm(seats=[])).then(payment_refused("not-reserved"))

    def test_is_refused_for_another_amount(self):
        given(*EXPIRED).when(confirm(amount="45.29", seats=held(3))).then(payment_refused("other-amount"))

    def test_sets_the_order_aside_if_the_seats_are_gone(self):
        given(*EXPIRED).when(put_aside()).then(set_aside())

    def test_of_another_amount_sets_nothing_aside(self):
        given(*EXPIRED).when(put_aside(amount="45.31")).then(payment_refused("other-amount"))

    def test_sets_aside_once(self):
        given(*SET_ASIDE).when(put_aside()).then_nothing()

    def test_is_refused_where_another_payment_awaits_attention(self):
        given(*SET_ASIDE).when(put_aside(SECOND_PAYMENT)).then(payment_refused("another-payment", SECOND_PAYMENT))
        given(*SET_ASIDE).when(confirm(SECOND_PAYMENT, seats=held(3))).then(
            payment_refused("another-payment", SECOND_PAYMENT)
        )

    def test_that_awaits_attention_is_not_judged_by_a_late_confirmation(self):
        given(*SET_ASIDE).when(confirm()).then(payment_refused("expired"))
        given(*SET_ASIDE).when(confirm(seats=held(3))).then(payment_refused("expired"))

    def test_does_not_set_an_open_order_aside(self):
        given(*CHECKED_OUT).when(put_aside()).then_refused("not-expired")

    def test_does_not_set_aside_what_it_confirmed(self):
        given(*CONFIRMED).when(put_aside()).then_nothing()

    def test_is_refused_where_another_payment_confirmed(self):
        given(*CONFIRMED).when(put_aside(SECOND_PAYMENT)).then(payment_refused("order-confirmed", SECOND_PAYMENT))

    def test_is_refused_where_the_order_was_rejected(self):
        given(*GIVEN_UP).when(put_aside()).then(payment_refused("order-rejected"))

    def test_of_an_order_that_is_not_known_is_asked_again_for_a_minute(self):
        given().when(put_aside()).then_not_yet("unknown-order", 60)
