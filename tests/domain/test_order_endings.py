"""How an order ends: confirmed, expired or rejected. The order alone judges, and the first answer wins."""

import pytest

from tests.domain.given_when_then import given
from tests.domain.orders import (
    CHECKED_OUT,
    CONFIRMED,
    EXPIRED,
    FREE,
    GIVEN_UP,
    HONOURED,
    INVOICED,
    PARTIALLY_RESERVED,
    PAYMENT,
    PLACED,
    REFUNDED,
    RESERVED,
    SECOND_PAYMENT,
    SET_ASIDE,
    cancel,
    checked_out,
    completed,
    confirm,
    confirmed,
    dinner,
    expired,
    held,
    honour,
    honoured,
    invoice_paid,
    mark,
    payment_refused,
    placed,
    put_aside,
    reject,
    rejected,
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


class TestTheBusinessCustomerDecides:
    def test_to_honour(self):
        given(*SET_ASIDE).when(honour).then(honoured)

    def test_to_honour_twice_changes_nothing(self):
        given(*HONOURED).when(honour).then_nothing()

    def test_to_refund(self):
        given(*SET_ASIDE).when(cancel("refunded")).then(rejected("refunded"))

    def test_to_refund_twice_changes_nothing(self):
        given(*REFUNDED).when(cancel("refunded")).then_nothing()

    def test_that_the_first_answer_wins(self):
        given(*HONOURED).when(cancel("refunded")).then_refused("order-honoured")
        given(*REFUNDED).when(honour).then_refused("order-rejected")

    @pytest.mark.parametrize(
        ("history", "reason"),
        [
            (CHECKED_OUT, "not-awaiting-attention"),
            (EXPIRED, "not-awaiting-attention"),
            (CONFIRMED, "order-confirmed"),
            (GIVEN_UP, "order-rejected"),
        ],
    )
    def test_only_about_an_order_that_was_set_aside(self, history, reason):
        given(*history).when(honour).then_refused(reason)
        given(*history).when(cancel("refunded")).then_refused(reason)

    def test_nothing_about_an_order_that_is_not_known(self):
        given().when(honour).then_refused("unknown-order")

    def test_and_an_honoured_order_is_confirmed_with_the_seats_it_got(self):
        given(*HONOURED).when(confirm(seats=held(3))).then(completed(held(3)), confirmed(PAYMENT))

    def test_and_an_honoured_order_without_seats_is_still_expired(self):
        given(*HONOURED).when(confirm()).then(payment_refused("expired"))

    def test_and_no_other_payment_confirms_an_honoured_order(self):
        given(*HONOURED).when(confirm(SECOND_PAYMENT, seats=held(3))).then(
            payment_refused("another-payment", SECOND_PAYMENT)
        )

    def test_and_an_honoured_order_is_not_set_aside_again(self):
        given(*HONOURED).when(put_aside()).then_nothing()


class TestInvoice:
    def test_paid_confirms_the_order(self):
        given(*INVOICED).when(invoice_paid).then(confirmed(None))

    def test_paid_twice_confirms_once(self):
        given(*INVOICED, confirmed(None)).when(invoice_paid).then_nothing()

    def test_paid_after_its_period_confirms_as_long_as_the_order_is_open(self):
        given(*INVOICED).when(invoice_paid, at=20_001).then(confirmed(None))

    def test_cancelled_rejects_the_order(self):
        given(*INVOICED).when(cancel("invoice-cancelled")).then(rejected("invoice-cancelled"))

    def test_cancelled_twice_rejects_once(self):
        given(*INVOICED, rejected("invoice-cancelled")).when(cancel("invoice-cancelled")).then_nothing()

    @pytest.mark.parametrize(
        ("history", "reason"),
        [
            (CHECKED_OUT, "not-awaiting-invoice-payment"),
            ((*INVOICED, updated(workshop(2))), "not-awaiting-invoice-payment"),
            ((*INVOICED, expired), "order-expired"),
            ((*INVOICED, rejected("given-up")), "order-rejected"),
            ((*INVOICED, confirmed(PAYMENT)), "order-confirmed"),
        ],
    )
    def test_that_is_not_awaited_can_be_neither_paid_nor_cancelled(self, history, reason):
        given(*history).when(invoice_paid).then_refused(reason)
        given(*history).when(cancel("invoice-cancelled")).then_refused(reason)

    def test_paid_confirms_no_order_that_was_free(self):
        given(*FREE, checked_out(None, "0.00"), confirmed(None)).when(invoice_paid).then_refused("order-confirmed")

    def test_of_an_order_that_is_not_known_is_refused(self):
        given().when(invoice_paid).then_refused("unknown-order")


class TestGivingUp:
    @pytest.mark.parametrize("history", [PLACED, PARTIALLY_RESERVED, RESERVED, CHECKED_OUT, INVOICED])
    def test_rejects_an_open_order(self, history):
        given(*history).when(cancel()).then(rejected("given-up"))

    def test_is_possible_after_the_window(self):
        given(*RESERVED).when(cancel(), at=20).then(rejected("given-up"))

    def test_twice_rejects_once(self):
        given(*GIVEN_UP).when(cancel()).then_nothing()

    @pytest.mark.parametrize(
        ("history", "reason"),
        [
            (CONFIRMED, "order-confirmed"),
            (EXPIRED, "order-expired"),
            (REFUNDED, "order-rejected"),
            (SET_ASIDE, "awaiting-attention"),
            (HONOURED, "order-honoured"),
        ],
    )
    def test_an_ended_order_is_refused(self, history, reason):
        given(*history).when(cancel()).then_refused(reason)

    def test_for_an_unknown_reason_is_refused(self):
        given(*RESERVED).when(cancel("whim")).then_refused("unknown-cancel-reason")

    def test_an_order_that_is_not_known_is_asked_again_for_a_minute(self):
        given().when(cancel()).then_not_yet("unknown-order", 60)


class TestTheClock:
    @pytest.mark.parametrize("history", [PLACED, PARTIALLY_RESERVED, RESERVED, CHECKED_OUT])
    def test_expires_an_open_order(self, history):
        given(*history).when(reject, at=29).then(expired)

    def test_changes_nothing_while_an_invoice_is_awaited(self):
        given(*INVOICED).when(reject, at=29).then_nothing()

    def test_expires_the_order_when_the_invoice_period_ends(self):
        given(*INVOICED).when(reject, at=20_000).then(expired)

    def test_asks_again_when_it_is_a_moment_early_for_the_invoice_period(self):
        given(*INVOICED).when(reject, at=19_999.95).then_not_yet("not-due", 10)

    def test_expires_an_order_whose_invoice_period_was_ended_by_other_seats(self):
        given(*INVOICED, updated(workshop(2))).when(reject, at=29).then(expired)

    @pytest.mark.parametrize("history", [CONFIRMED, EXPIRED, GIVEN_UP, SET_ASIDE, HONOURED])
    def test_changes_nothing_once_the_order_ended(self, history):
        given(*history).when(reject, at=29).then_nothing()

    def test_of_an_order_that_is_not_known_is_asked_again_for_a_minute(self):
        given().when(reject).then_not_yet("unknown-order", 60)

    def test_leaves_nothing_for_a_late_answer_about_its_seats(self):
        given(*PLACED, expired).when(mark(held(3))).then_nothing()
