"""The registration process: one test per sentence of its table of what comes next."""

from decimal import Decimal
from uuid import UUID

import pytest

from domain.payments.events import PaymentItem
from domain.registration.events import (
    OrderAwaitingAttention,
    OrderAwaitingInvoicePayment,
    OrderConfirmationRefused,
    OrderConfirmed,
    OrderExpired,
    OrderRejected,
)
from domain.values import PricedSeats, SeatQuantity
from tests.process.expected import (
    cancel,
    commit,
    confirm,
    expire,
    initiate,
    make,
    mark,
    refund,
    reject,
    set_aside,
    withdraw,
)
from tests.process.story import (
    CONFERENCE,
    OTHER_PAYMENT,
    PAYMENT,
    Completed,
    Rejected,
    Reserved,
    Story,
    TimePasses,
    given,
    minute,
    order_checked_out,
    order_placed,
    order_updated,
)

CONFIRMED = OrderConfirmed(conference_id=CONFERENCE, payment_id=PAYMENT, seats=[])
CONFIRMED_FREE = OrderConfirmed(conference_id=CONFERENCE, payment_id=None, seats=[])
EXPIRED = OrderExpired(conference_id=CONFERENCE)
GIVEN_UP = OrderRejected(conference_id=CONFERENCE, reason="given-up")
REFUNDED = OrderRejected(conference_id=CONFERENCE, reason="refunded")
ASIDE = OrderAwaitingAttention(
    conference_id=CONFERENCE, payment_id=PAYMENT, amount="300.00", reason="seats-not-available"
)

INVOICE = OrderAwaitingInvoicePayment(conference_id=CONFERENCE, until=minute(1000))


def refused(reason: str) -> OrderConfirmationRefused:
    return OrderConfirmationRefused(conference_id=CONFERENCE, payment_id=PAYMENT, reason=reason)


RESERVED = (order_placed(3), Reserved(1, 3))
CHECKED_OUT = (*RESERVED, order_checked_out())


def test_a_placed_order_gets_its_seats_asked_for_and_its_end_scheduled():
    Story().when(order_placed(3)).then_wants(make(number=1, quantity=3), expire(at=29))


def test_the_end_is_scheduled_for_the_end_of_the_buffer():
    story = Story().when(order_placed(3))
    assert [command.not_before for command in story.transitions[0].commands] == [None, "2026-11-23T12:29:00+00:00"]


def test_an_order_that_is_too_old_already_is_rejected_and_takes_no_seats():
    Story().when(order_placed(3), at=29).then_wants(reject())


def test_a_moment_before_the_end_of_the_buffer_is_not_due():
    Story().when(order_placed(3), at=28.99).then_wants(make(number=1, quantity=3), expire(at=29))


@pytest.mark.parametrize("held", [3, 2, 0])
def test_the_order_is_told_what_is_held(held: int):
    given(order_placed(3)).when(Reserved(1, held)).then_wants(mark(order_version=0, quantity=held))


def test_the_same_answer_again_changes_nothing():
    given(order_placed(3), Reserved(1, 3)).when(Reserved(1, 3)).then_wants_nothing().then_nothing_changes()


def test_other_seats_are_asked_for_under_the_next_number_and_the_end_is_not_scheduled_again():
    given(*RESERVED).when(order_updated(5), at=5).then_wants(make(number=2, quantity=5))


def test_an_answer_to_an_older_request_says_nothing():
    given(order_placed(3), order_updated(5)).when(Reserved(1, 3)).then_wants_nothing()


def test_the_answer_to_the_newest_request_names_the_order_version_it_is_about():
    given(order_placed(3), order_updated(5)).when(Reserved(2, 5)).then_wants(mark(order_version=1, quantity=5))


def test_a_checkout_asks_for_its_payment():
    given(*RESERVED).when(order_checked_out()).then_wants(initiate())


def test_a_checkout_without_a_payment_asks_for_none():
    given(*RESERVED).when(order_checked_out(payment_id=None, amount="0.00")).then_wants_nothing()


def test_other_seats_while_a_payment_is_open_withdraw_the_payment():
    given(*CHECKED_OUT).when(order_updated(5)).then_wants(make(number=2, quantity=5), withdraw())


def test_a_withdrawn_payment_is_withdrawn_once():
    given(*CHECKED_OUT, order_updated(5)).when(order_updated(4)).then_wants(make(number=3, quantity=4))


def test_a_rejected_payment_needs_no_withdrawal():
    given(*CHECKED_OUT, Rejected()).when(GIVEN_UP).then_wants(cancel(number=2))


def test_a_completed_payment_asks_the_order_to_confirm_whatever_is_held():
    given(*CHECKED_OUT).when(Completed()).then_wants(confirm())


def test_a_payment_that_completes_while_seats_are_still_asked_for_leaves_the_verdict_to_the_order():
    given(order_placed(3), order_checked_out()).when(Completed()).then_wants(confirm())


def test_a_confirmed_order_keeps_its_seats_for_good():
    given(*CHECKED_OUT, Completed()).when(CONFIRMED).then_wants(commit(number=2))


def test_a_free_order_that_is_confirmed_keeps_its_seats_for_good():
    given(*RESERVED).when(CONFIRMED_FREE).then_wants(commit(number=2))


def test_confirmed_seats_are_kept_once():
    given(*CHECKED_OUT, Completed(), CONFIRMED).when(TimePasses(), at=60).then_wants_nothing().then_nothing_changes()


def test_an_unpaid_order_is_rejected_when_its_time_has_come():
    given(*CHECKED_OUT).when(TimePasses(), at=29).then_wants(reject())


def test_a_deadline_that_comes_early_rejects_nothing():
    given(*CHECKED_OUT).when(TimePasses(), at=28.99).then_wants_nothing()


@pytest.mark.parametrize("minutes", [-10, -0.05, 0.05, 10])
def test_the_message_for_a_deadline_rejects_the_order_however_wrong_the_clock_is(minutes: float):
    given(*CHECKED_OUT).when(TimePasses(deadline=29), at=29 + minutes).then_wants(reject())
    story = given(*RESERVED, order_checked_out(payment_id=None), INVOICE)
    story.when(TimePasses(deadline=1000), at=1000 + minutes).then_wants(reject(deadline=1000))


@pytest.mark.parametrize("minutes", [-10, 10])
def test_the_message_for_a_deadline_that_was_put_off_rejects_nothing(minutes: float):
    story = given(*RESERVED, order_checked_out(payment_id=None), INVOICE)
    story.when(TimePasses(deadline=29), at=29 + minutes).then_wants_nothing()


def test_an_order_is_rejected_once_per_deadline():
    given(*CHECKED_OUT).given(TimePasses(), at=29).when(TimePasses(), at=30).then_wants_nothing()


def test_any_news_after_the_deadline_is_a_reminder_of_it():
    given(order_placed(3)).when(Reserved(1, 3), at=30).then_wants(mark(order_version=0, quantity=3), reject())


def test_a_paid_order_is_not_rejected_by_the_clock():
    given(*CHECKED_OUT, Completed()).when(TimePasses(), at=29).then_wants_nothing()


def test_seats_go_back_when_the_order_expired_and_not_before():
    given(*RESERVED).given(TimePasses(), at=29).when(EXPIRED, at=29).then_wants(cancel(number=2))


def test_seats_that_are_only_asked_for_go_back_too():
    given(order_placed(3)).given(TimePasses(), at=29).when(EXPIRED, at=29).then_wants(cancel(number=2))


def test_nothing_goes_back_where_nothing_was_had():
    given(order_placed(3), Reserved(1, 0)).given(TimePasses(), at=29).when(EXPIRED, at=29).then_wants_nothing()


def test_giving_up_gives_seats_back_and_withdraws_the_payment():
    given(*CHECKED_OUT).when(GIVEN_UP).then_wants(withdraw(), cancel(number=2))


def test_seats_go_back_once():
    given(*RESERVED, GIVEN_UP).when(TimePasses(), at=40).then_wants_nothing().then_nothing_changes()


def test_an_expired_order_keeps_its_payment_open():
    given(*CHECKED_OUT).given(TimePasses(), at=29).when(EXPIRED, at=29).then_wants(cancel(number=2))


def expired_unpaid() -> Story:
    return given(*CHECKED_OUT).given(EXPIRED, at=29)


def test_a_payment_after_expiry_takes_the_seats_again_for_an_hour():
    expired_unpaid().when(Completed(), at=40).then_wants(make(number=3, quantity=3, not_after=100))


def test_seats_had_again_confirm_the_late_order():
    late = expired_unpaid().given(Completed(), at=40)
    late.when(Reserved(3, 3), at=41).then_wants(confirm(held=3))


def test_seats_short_for_a_late_payment_set_the_order_aside_and_go_back():
    late = expired_unpaid().given(Completed(), at=40)
    late.when(Reserved(3, 2), at=41).then_wants(cancel(number=4), set_aside())


def test_a_late_payment_confirmed_keeps_the_seats():
    late = expired_unpaid().given(Completed(), Reserved(3, 3), at=40)
    late.when(CONFIRMED, at=42).then_wants(commit(number=4))


def test_a_late_payment_of_another_amount_is_refunded_and_its_seats_go_back():
    late = expired_unpaid().given(Completed(amount="200.00"), Reserved(3, 3), at=40)
    late.when(refused("amount-differs"), at=42).then_wants(refund("amount-differs"), cancel(number=4))


def test_the_order_that_expired_while_it_was_paid_is_no_verdict_on_the_payment():
    story = given(*CHECKED_OUT, at=28).given(Completed(), at=28.9)
    story.when(EXPIRED, refused("expired"), at=29.1).then_wants(make(number=2, quantity=3, not_after=89.1))


def test_a_verdict_on_the_payment_stays_when_an_older_question_is_answered_after_it():
    late = expired_unpaid().given(Completed(amount="200.00"), Reserved(3, 3), at=40)
    late.when(refused("other-amount"), refused("expired"), at=42).then_wants(refund("other-amount"), cancel(number=4))


def test_a_payment_that_the_order_refuses_is_refunded():
    given(*CHECKED_OUT, Completed()).when(refused("not-reserved")).then_wants(refund("not-reserved"))


def test_a_refusal_after_the_deadline_refunds_and_rejects_in_one_go():
    story = given(*CHECKED_OUT, Completed())
    story.when(refused("not-reserved"), at=30).then_wants(refund("not-reserved"), reject())


def test_a_payment_that_completes_after_giving_up_is_refunded():
    given(*CHECKED_OUT, GIVEN_UP).when(Completed()).then_wants(refund("order-rejected"))


def test_a_second_payment_for_a_confirmed_order_is_refunded():
    story = given(*CHECKED_OUT, order_checked_out(OTHER_PAYMENT), Completed(), CONFIRMED)
    story.when(Completed(OTHER_PAYMENT)).then_wants(refund("order-confirmed", OTHER_PAYMENT))


def test_the_open_payment_of_an_order_confirmed_by_another_is_withdrawn():
    story = given(*CHECKED_OUT, order_checked_out(OTHER_PAYMENT), Completed())
    story.when(CONFIRMED).then_wants(withdraw(OTHER_PAYMENT), commit(number=2))


def test_an_order_that_awaits_attention_keeps_its_payment_until_it_is_rejected():
    late = expired_unpaid().given(Completed(), Reserved(3, 0), at=40)
    late.when(ASIDE, at=41).then_wants_nothing()
    late.when(REFUNDED, at=50).then_wants(refund("order-rejected"))


def test_another_payment_for_an_order_that_awaits_attention_is_refunded():
    late = given(*CHECKED_OUT, order_checked_out(OTHER_PAYMENT)).given(EXPIRED, at=29)
    late.given(Completed(), Reserved(3, 0), ASIDE, at=40)
    late.when(Completed(OTHER_PAYMENT), at=42).then_wants(refund("another-payment", OTHER_PAYMENT))


def test_an_invoice_holds_the_order_until_its_period_ends():
    story = given(*RESERVED, order_checked_out(payment_id=None))
    story.when(INVOICE).then_wants(expire(at=1000))
    story.when(TimePasses(), at=29).then_wants_nothing()
    story.when(TimePasses(), at=1000).then_wants(reject(deadline=1000))


def test_other_seats_end_the_invoice_period():
    story = given(*RESERVED, order_checked_out(payment_id=None), INVOICE, order_updated(2))
    story.when(TimePasses(), at=29).then_wants(reject())


def test_news_of_an_order_that_is_not_known_yet_have_to_come_again():
    Story().when(Reserved(1, 3)).then_not_yet("unknown-order")
    Story().when(Completed()).then_not_yet("unknown-order")
    Story().when(TimePasses()).then_not_yet("unknown-order")


def test_commands_are_named_by_transition_and_place_so_that_deciding_again_names_them_alike():
    one, other = Story().when(order_placed(3)), Story().when(order_placed(3), at=2)
    ids = [[command.id for command in story.transitions[0].commands] for story in (one, other)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2


def test_the_facts_of_the_largest_order_fit_a_row_however_often_it_is_checked_out_and_rejected():
    names = [f"{number:02}" + "n" * 68 for number in range(50)]
    largest = [
        PricedSeats(seat_type=UUID(int=number + 1, version=4), name=name, quantity=10, unit_price=Decimal("50000.00"))
        for number, name in enumerate(names)
    ]
    held = [SeatQuantity(seat_type=item.seat_type, quantity=10) for item in largest]
    items = [PaymentItem(description=f"10 x {name}", amount=Decimal("500000.00")) for name in names]
    reserved = Reserved(1, 3)
    reserved.event = reserved.event.model_copy(update={"details": held})
    story = given(order_placed().model_copy(update={"seats": largest}), reserved)
    for number in range(100):
        payment_id = UUID(int=number + 1000, version=4)
        story.given(order_checked_out(payment_id).model_copy(update={"items": items}), Rejected(payment_id))
    assert len(story.transitions) == 202
    assert max(len(transition.model_dump_json()) for transition in story.transitions) <= 32_000


def test_payments_that_are_withdrawn_and_not_answered_for_yet_do_not_outgrow_a_row():
    items = [PaymentItem(description="10 x " + "n" * 70, amount=Decimal("500000.00"))] * 50
    story = given(*RESERVED)
    for number in range(20):
        checkout = order_checked_out(UUID(int=number + 1000, version=4)).model_copy(update={"items": items})
        story.given(checkout, order_updated(3 + number % 2))
    assert max(len(transition.model_dump_json()) for transition in story.transitions) <= 32_000
