"""How an order ends otherwise: the clock, the registrant, the business customer. The first answer wins."""

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
    expired,
    held,
    honour,
    honoured,
    invoice_paid,
    mark,
    payment_refused,
    put_aside,
    reject,
    rejected,
    updated,
    workshop,
)


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
        given(*history).when(reject(), at=29).then(expired)

    def test_changes_nothing_while_an_invoice_is_awaited(self):
        given(*INVOICED).when(reject(), at=29).then_nothing()

    def test_expires_the_order_when_the_invoice_period_ends(self):
        given(*INVOICED).when(reject(deadline=20_000), at=20_000).then(expired)

    @pytest.mark.parametrize("minutes", [-30, -5, -0.05, 0.05, 5, 30])
    @pytest.mark.parametrize(("history", "deadline"), [(RESERVED, 29), (CHECKED_OUT, 29), (INVOICED, 20_000)])
    def test_expires_the_order_at_its_deadline_however_wrong_the_clock_is(self, history, deadline, minutes):
        given(*history).when(reject(deadline), at=deadline + minutes).then(expired)

    @pytest.mark.parametrize("minutes", [-30, 30])
    def test_changes_nothing_when_a_later_deadline_was_set_since(self, minutes):
        given(*INVOICED).when(reject(deadline=29), at=29 + minutes).then_nothing()
        given(*INVOICED).when(reject(deadline=19_999), at=19_999 + minutes / 60).then_nothing()

    def test_expires_an_order_whose_later_deadline_has_passed_by_our_own_clock(self):
        given(*INVOICED).when(reject(deadline=29), at=20_000).then(expired)

    def test_of_an_order_before_its_deadline_changes_nothing(self):
        given(*RESERVED).when(reject(deadline=28.99), at=28.99).then_nothing()

    def test_expires_an_order_whose_invoice_period_was_ended_by_other_seats(self):
        given(*INVOICED, updated(workshop(2))).when(reject(), at=29).then(expired)

    @pytest.mark.parametrize("history", [CONFIRMED, EXPIRED, GIVEN_UP, SET_ASIDE, HONOURED])
    def test_changes_nothing_once_the_order_ended(self, history):
        given(*history).when(reject(), at=29).then_nothing()

    def test_of_an_order_that_is_not_known_is_asked_again_for_a_minute(self):
        given().when(reject()).then_not_yet("unknown-order", 60)

    def test_leaves_nothing_for_a_late_answer_about_its_seats(self):
        given(*PLACED, expired).when(mark(held(3))).then_nothing()
