"""Going to pay: one open payment per order, an invoice where it is offered, nothing for what is free."""

import pytest

from domain.messages import Refused
from domain.registration.order import Order, decide, evolve, next_payment_id
from tests.domain.given_when_then import given, minute
from tests.domain.orders import (
    ALICE,
    BOB,
    CHECKED_OUT,
    CONFIRMED,
    EXPIRED,
    FREE,
    GIVEN_UP,
    HONOURED,
    INVOICED,
    ORDER,
    PARTIALLY_RESERVED,
    PAYMENT,
    PLACED,
    RESERVED,
    SECOND_PAYMENT,
    SET_ASIDE,
    THIRD_PAYMENT,
    assign,
    change,
    check_out,
    checked_out,
    completed,
    confirmed,
    held,
    invoice_awaited,
    placed,
    registrant,
    totals,
    updated,
    workshop,
    workshop_line,
)

VOIDED = (
    *CHECKED_OUT,
    updated(workshop(2), issued=4),
    totals(workshop_line(2, "30.20"), total="30.20"),
    completed(held(2)),
)
ENDED = [
    (CONFIRMED, "order-confirmed"),
    (EXPIRED, "order-expired"),
    (GIVEN_UP, "order-rejected"),
    (SET_ASIDE, "awaiting-attention"),
    (HONOURED, "order-honoured"),
]


def fold(*events) -> Order:
    order = None
    for event in events:
        order = evolve(order, event)
    assert order is not None
    return order


class TestPayment:
    def test_records_the_registrant_and_asks_for_exactly_the_total(self):
        given(*RESERVED).when(check_out()).then(registrant(), checked_out(PAYMENT, "45.30"))

    def test_leaves_a_registrant_who_is_known(self):
        given(*RESERVED, registrant(ALICE, issued=1)).when(check_out()).then(checked_out())

    def test_leaves_a_registrant_who_was_corrected_after_it_was_issued(self):
        given(*RESERVED, registrant(BOB, issued=4)).when(check_out(who=ALICE, issued=3)).then(checked_out())

    def test_again_changes_nothing_while_the_payment_stands(self):
        given(*CHECKED_OUT).when(check_out(issued=9)).then_nothing()

    def test_again_by_another_registrant_changes_the_registrant_only(self):
        given(*CHECKED_OUT).when(check_out(who=BOB, issued=9)).then(registrant(BOB, issued=9, by_checkout_alone=True))

    def test_names_a_new_payment_after_the_first_was_rejected(self):
        given(*CHECKED_OUT).when(check_out(SECOND_PAYMENT, rejected_payments=(PAYMENT,), issued=9)).then(
            checked_out(SECOND_PAYMENT)
        )

    def test_names_a_new_payment_after_the_seats_were_changed(self):
        given(*VOIDED).when(check_out(SECOND_PAYMENT, issued=9)).then(
            checked_out(SECOND_PAYMENT, "30.20", items="2 x Workshop")
        )

    def test_of_which_the_caller_was_told_another_is_superseded(self):
        given(*CHECKED_OUT).when(check_out(SECOND_PAYMENT, issued=9)).then_refused("superseded")

    def test_of_a_total_that_changed_since_is_superseded(self):
        given(*PLACED, updated(workshop(2), issued=4), completed(held(2))).when(check_out(issued=3)).then_refused(
            "superseded"
        )

    def test_is_judged_by_the_time_it_was_issued(self):
        given(*RESERVED).when(check_out(issued=14.9), at=20).then(registrant(issued=14.9), checked_out())

    def test_at_the_end_of_the_window_is_refused(self):
        given(*RESERVED).when(check_out(issued=15), at=15).then_refused("reservation-expired")

    def test_once_more_at_the_end_of_the_window_is_refused(self):
        given(*CHECKED_OUT).when(check_out(issued=15), at=15).then_refused("reservation-expired")

    @pytest.mark.parametrize("history", [(), PLACED, PARTIALLY_RESERVED, (*RESERVED, updated(workshop(5), issued=1))])
    def test_before_all_seats_wanted_are_held_is_refused(self, history):
        given(*history).when(check_out()).then_refused("not-reserved")

    def test_of_no_seats_is_refused(self):
        given(placed(workshop(0)), completed([])).when(check_out(None)).then_refused("no-seats")

    def test_by_an_unknown_payment_type_is_refused(self):
        given(*RESERVED).when(check_out(payment_type="barter")).then_refused("unknown-payment-type")

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
        given(*history).when(check_out()).then_refused(reason)

    @pytest.mark.parametrize(("history", "reason"), [(CONFIRMED, "order-confirmed"), (GIVEN_UP, "order-rejected")])
    def test_of_an_order_that_ended_otherwise_is_refused_for_that_when_the_window_is_over_too(self, history, reason):
        given(*history).when(check_out(issued=15), at=15).then_refused(reason)


class TestTheNextPayment:
    """The id is the same wherever it is asked for: by the HTTP function before, by the order when it decides."""

    def test_is_the_first_before_any_checkout(self):
        assert next_payment_id(ORDER, fold(*RESERVED), []) == PAYMENT

    def test_is_the_open_one_while_it_stands(self):
        assert next_payment_id(ORDER, fold(*CHECKED_OUT), []) == PAYMENT

    def test_is_the_second_once_the_first_was_rejected(self):
        assert next_payment_id(ORDER, fold(*CHECKED_OUT), [PAYMENT]) == SECOND_PAYMENT

    def test_is_the_second_once_the_first_was_voided(self):
        assert next_payment_id(ORDER, fold(*VOIDED), []) == SECOND_PAYMENT

    def test_counts_a_payment_once_that_was_voided_and_then_rejected(self):
        assert next_payment_id(ORDER, fold(*VOIDED), [PAYMENT]) == SECOND_PAYMENT

    def test_is_the_third_after_one_voided_and_one_rejected(self):
        history = (*VOIDED, checked_out(SECOND_PAYMENT, "30.20", items="2 x Workshop"))
        assert next_payment_id(ORDER, fold(*history), [PAYMENT, SECOND_PAYMENT]) == THIRD_PAYMENT

    def test_never_goes_back_to_one_that_another_followed(self):
        """Whoever reads before the first one's rejection is stored must not pay it again."""
        history = (*CHECKED_OUT, checked_out(SECOND_PAYMENT))
        assert next_payment_id(ORDER, fold(*history), []) == SECOND_PAYMENT

    def test_is_not_moved_by_rejected_payments_of_others(self):
        assert next_payment_id(ORDER, fold(*CHECKED_OUT), [THIRD_PAYMENT]) == PAYMENT


class TestFreeOfCharge:
    def test_confirms_at_once(self):
        given(*FREE).when(check_out(None)).then(registrant(), checked_out(None, "0.00"), confirmed(None))

    def test_confirms_at_once_for_an_invoice_too(self):
        given(*FREE).when(check_out(None, payment_type="invoice", invoice_until=20_000)).then(
            registrant(), checked_out(None, "0.00", "invoice"), confirmed(None)
        )

    def test_of_which_the_caller_was_told_a_payment_is_superseded(self):
        given(*FREE).when(check_out(PAYMENT)).then_refused("superseded")

    def test_again_is_refused_as_confirmed(self):
        given(*FREE, checked_out(None, "0.00"), confirmed(None)).when(check_out(None)).then_refused("order-confirmed")

    def test_does_not_confirm_what_is_not_held(self):
        given(*FREE[:2]).when(check_out(None)).then_refused("not-reserved")


class TestInvoice:
    def test_awaits_the_invoice_until_the_period_ends(self):
        given(*RESERVED).when(check_out(None, payment_type="invoice", invoice_until=20_000)).then(
            registrant(), checked_out(None, payment_type="invoice"), invoice_awaited(until=20_000)
        )

    def test_where_none_is_offered_is_refused(self):
        given(*RESERVED).when(check_out(None, payment_type="invoice")).then_refused("invoice-not-offered")

    def test_again_does_not_extend_the_period(self):
        given(*INVOICED).when(check_out(None, payment_type="invoice", invoice_until=30_000, issued=9)).then_nothing()

    def test_is_possible_after_a_checkout_for_payment(self):
        given(*CHECKED_OUT).when(check_out(None, payment_type="invoice", invoice_until=20_000, issued=9)).then(
            checked_out(None, payment_type="invoice"), invoice_awaited(until=20_000)
        )

    def test_of_which_the_caller_was_told_a_payment_is_superseded(self):
        given(*RESERVED).when(check_out(PAYMENT, payment_type="invoice", invoice_until=20_000)).then_refused(
            "superseded"
        )

    def test_awaited_leaves_no_checkout_for_payment(self):
        given(*INVOICED).when(check_out(issued=9)).then_refused("awaiting-invoice-payment")

    def test_awaited_ends_when_the_seats_are_changed(self):
        given(*INVOICED, updated(workshop(3), issued=5), completed(held(3))).when(check_out(issued=9)).then(
            checked_out(PAYMENT)
        )


class TestRegistrant:
    def test_is_recorded(self):
        given(*PLACED).when(assign(ALICE)).then(registrant(ALICE, issued=4))

    def test_is_corrected(self):
        given(*CHECKED_OUT).when(assign(BOB)).then(registrant(BOB, issued=4))

    def test_is_corrected_after_the_window_too(self):
        given(*CHECKED_OUT).when(assign(BOB, issued=20), at=20).then(registrant(BOB, issued=20))

    def test_again_changes_nothing(self):
        given(*CHECKED_OUT).when(assign(ALICE)).then_nothing()

    def test_written_otherwise_is_a_correction(self):
        alice = ALICE.model_copy(update={"email": "Alice@example.org"})
        given(*CHECKED_OUT).when(assign(alice)).then(registrant(alice, issued=4))

    def test_issued_before_the_one_in_force_is_superseded(self):
        given(*CHECKED_OUT).when(assign(BOB, issued=2.9)).then_refused("superseded")

    def test_of_an_order_that_is_not_known_is_asked_again_for_a_minute(self):
        given().when(assign(ALICE)).then_not_yet("unknown-order", 60)

    @pytest.mark.parametrize(("history", "reason"), ENDED)
    def test_of_an_ended_order_is_refused(self, history, reason):
        given(*history).when(assign(BOB)).then_refused(reason)


def test_what_the_http_functions_ask_before_they_accept_a_command():
    """The same decision on the folded stream, without keeping what it yields."""
    order = fold(*CONFIRMED)
    assert decide(order, change(workshop(2)), minute(1)) == Refused("order-confirmed")
    assert (order.version, order.wanted_version, order.total) == (5, 0, checked_out().amount)
    assert (order.registrant, order.open_payment, order.confirmed_by) == (ALICE, PAYMENT, PAYMENT)
    assert order.latest_issue == minute(3)
