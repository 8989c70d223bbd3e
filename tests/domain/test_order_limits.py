"""How often an order can be changed: 50 changes of seats, 50 checkouts, 1,000 registrants. Repetitions do not count."""

from uuid import UUID, uuid5

from domain.messages import Event
from tests.domain.given_when_then import given
from tests.domain.orders import (
    ALICE,
    BOB,
    CHECKED_OUT,
    FREE,
    INVOICED,
    ORDER,
    PLACED,
    RESERVED,
    assign,
    cancel,
    change,
    check_out,
    checked_out,
    completed,
    confirmed,
    held,
    invoice_awaited,
    partial,
    registrant,
    rejected,
    totals,
    updated,
    workshop,
    workshop_line,
)

TWO = (updated(workshop(2)), totals(workshop_line(2, "30.20"), total="30.20"))
THREE = (updated(workshop(3)), totals(workshop_line(3, "45.30"), total="45.30"))
CHANGED_49_TIMES = (*PLACED, *(event for _ in range(24) for event in (*TWO, *THREE)), *TWO)
CHANGED_50_TIMES = (*CHANGED_49_TIMES, *THREE)


def payment(number: int) -> UUID:
    return uuid5(ORDER, str(number))


def checkouts(times: int) -> tuple[Event, ...]:
    """Each names a payment of its own, as after payments that were rejected; the last one is open."""
    return (*RESERVED, registrant(), *(checked_out(payment(number)) for number in range(times)))


def test_seats_can_be_changed_50_times():
    given(*CHANGED_49_TIMES).when(change(workshop(3))).then(*THREE)
    given(*CHANGED_50_TIMES).when(change(workshop(2))).then_refused("too-many-changes")


def test_the_limit_is_the_reason_also_of_a_change_that_another_one_overtook():
    given(*CHANGED_50_TIMES).when(change(workshop(2), issued=1)).then_refused("too-many-changes")


def test_the_same_seats_again_are_no_change():
    given(*CHANGED_50_TIMES).when(change(workshop(3))).then_nothing()


def test_a_new_try_for_seats_that_fell_short_is_a_change():
    given(*CHANGED_49_TIMES, partial(held(1))).when(change(workshop(2))).then(*TWO)
    given(*CHANGED_50_TIMES, partial(held(1))).when(change(workshop(3))).then_refused("too-many-changes")


def test_an_order_that_was_changed_often_is_checked_out_and_given_up_as_ever():
    given(*CHANGED_50_TIMES, completed(held(3))).when(check_out()).then(registrant(), checked_out())
    given(*CHANGED_50_TIMES).when(cancel()).then(rejected("given-up"))


def test_an_order_can_be_checked_out_50_times():
    given(*RESERVED, registrant()).when(check_out()).then(checked_out())
    fiftieth = check_out(payment(49), rejected_payments=(payment(48),))
    given(*checkouts(49)).when(fiftieth).then(checked_out(payment(49)))
    fifty_first = check_out(payment(50), rejected_payments=(payment(49),))
    given(*checkouts(50)).when(fifty_first).then_refused("too-many-changes")


def test_the_same_checkout_again_does_not_count():
    given(*checkouts(50)).when(check_out(payment(49))).then_nothing()


def test_a_checkout_that_only_changes_the_registrant_counts():
    by_checkout = registrant(BOB, by_checkout_alone=True)
    given(*CHECKED_OUT).when(check_out(who=BOB)).then(by_checkout)
    back = registrant(ALICE, by_checkout_alone=True)
    others = (by_checkout, back) * 24
    given(*CHECKED_OUT, *others).when(check_out(who=BOB)).then(by_checkout)
    given(*CHECKED_OUT, *others, by_checkout).when(check_out(who=ALICE)).then_refused("too-many-changes")
    given(*CHECKED_OUT, *others, by_checkout).when(check_out(who=BOB)).then_nothing()
    given(*CHECKED_OUT, *others, by_checkout).when(assign(ALICE)).then(registrant(ALICE, issued=4))


def test_checkouts_by_invoice_count_as_well():
    invoice = (checked_out(None, payment_type="invoice"), invoice_awaited(until=20_000))
    history = (*RESERVED, registrant(), *invoice * 49, *THREE, completed(held(3)))
    by_invoice = check_out(None, payment_type="invoice", invoice_until=20_000)
    given(*history).when(by_invoice).then(*invoice)
    given(*history, *invoice, *THREE, completed(held(3))).when(by_invoice).then_refused("too-many-changes")
    given(*history, *invoice).when(by_invoice).then_nothing()


def test_the_checkout_of_a_free_order_counts_as_well():
    invoice = (checked_out(None, payment_type="invoice"), invoice_awaited(until=20_000))
    free = checked_out(None, "0.00").model_copy(
        update={"items": [checked_out(items="3 x Workshop", amount="0.00").items[0]]}
    )
    given(*FREE, registrant(), *invoice * 49).when(check_out(None)).then(free, confirmed(None))
    given(*FREE, registrant(), *invoice * 50).when(check_out(None)).then_refused("too-many-changes")


def test_a_registrant_can_be_corrected_1000_times():
    recorded_999_times = (*CHECKED_OUT, *(registrant(BOB), registrant(ALICE)) * 499)
    given(*recorded_999_times).when(assign(BOB)).then(registrant(BOB, issued=4))
    given(*recorded_999_times, registrant(BOB)).when(assign(ALICE)).then_refused("too-many-changes")
    given(*recorded_999_times, registrant(BOB)).when(assign(BOB)).then_nothing()


def test_an_invoice_is_not_awaited_anew_by_the_same_checkout():
    given(*INVOICED).when(check_out(None, payment_type="invoice", invoice_until=30_000)).then_nothing()
