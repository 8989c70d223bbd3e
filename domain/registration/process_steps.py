"""What a registration process does next: one row of the table per function, judged one at a time, in this order.

Each row looks at the facts that the one before left and gives the facts after it, with the commands that it wants.
A row wants a thing once per its cause: what was sent is a fact. Sources: the decision table of the domain.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from domain.payments.commands import (
    CancelThirdPartyProcessorPayment,
    InitiateThirdPartyProcessorPayment,
    RefundPayment,
)
from domain.registration import reasons
from domain.registration.commands import (
    CommitSeatReservation,
    MarkSeatsAsReserved,
    RejectOrder,
    SetOrderAside,
)
from domain.registration.process_facts import Facts, Phase, RequestKind
from domain.registration.process_payments import PaymentFacts
from domain.registration.process_wants import (
    Step,
    Wanted,
    arm,
    cancel_reservation,
    confirm_order,
    make_reservation,
    next_request,
    of_order,
    of_payment,
    of_seats,
    raise_quota,
)

LATE_RESERVATION_VALIDITY = timedelta(hours=1)
"""How long a reservation request made after the order expired may take seats."""

PAYABLE_AFTER_RELEASE = timedelta(hours=1)
"""How long a payment can be completed after an unpaid order's seats went back (docs/decisions/late-payments.md)."""

type Row = Callable[[Facts, datetime], Step]


def what_next(facts: Facts, now: datetime) -> Step:
    """The facts after all rows were judged at `now` (aware UTC), and the commands they want, in order."""
    wanted: list[Wanted] = []
    for row in ROWS:
        facts, commands = row(facts, now)
        wanted += commands
    return facts, wanted


def ask_for_the_seats_wanted(facts: Facts, now: datetime) -> Step:
    asked_for = facts.request is not None and facts.request.order_version == facts.wanted_version
    if facts.phase is not Phase.OPEN or now >= facts.deadline or asked_for:
        return facts, []
    facts, make = make_reservation(facts, facts.seats_released_at)
    facts, expire = arm(facts, facts.seats_released_at)
    return facts, [make, *expire]


def arm_the_end_of_the_invoice_period(facts: Facts, now: datetime) -> Step:
    if facts.phase is not Phase.OPEN or facts.invoice_until is None:
        return facts, []
    return arm(facts, facts.invoice_until)


def tell_the_order_what_is_held(facts: Facts, now: datetime) -> Step:
    request = facts.request
    if request is None or not facts.answered or facts.phase is not Phase.OPEN or facts.marked_number == request.number:
        return facts, []
    mark = of_order(facts, MarkSeatsAsReserved, order_version=request.order_version, seats=list(facts.held))
    return facts.model_copy(update={"marked_number": request.number}), [mark]


def ask_for_the_payment(facts: Facts, now: datetime) -> Step:
    commands = []
    for payment in facts.payments:
        if not payment.initiation_sent:
            commands.append(
                of_payment(
                    facts,
                    payment,
                    InitiateThirdPartyProcessorPayment,
                    conference_id=facts.conference_id,
                    description=payment.description,
                    total_amount=payment.amount,
                    currency=payment.currency,
                    items=list(payment.items),
                    payable_until=facts.seats_released_at + PAYABLE_AFTER_RELEASE,
                )
            )
            sent = {"initiation_sent": True, "description": "", "items": ()}
            facts = facts.with_payment(payment.model_copy(update=sent))
    return facts, commands


def withdraw_payments_that_are_void(facts: Facts, now: datetime) -> Step:
    commands = []
    for payment in facts.payments:
        ended = payment.completed_as is not None or payment.cancellation_sent
        elsewhere = facts.phase is Phase.CONFIRMED and facts.confirmed_by != payment.payment_id
        if not ended and (payment.checkout_void or facts.phase is Phase.REJECTED or elsewhere):
            commands.append(of_payment(facts, payment, CancelThirdPartyProcessorPayment))
            facts = facts.with_payment(payment.model_copy(update={"cancellation_sent": True}))
    return facts, commands


def refund_payments_that_cannot_confirm(facts: Facts, now: datetime) -> Step:
    commands = []
    while (payment := facts.oldest_undecided()) is not None:
        reason = _refund_reason(facts, payment)
        if reason is None:
            break
        commands.append(of_payment(facts, payment, RefundPayment, reason=reason))
        facts = facts.without_payment(payment.payment_id)
    return facts, commands


def reject_the_order_when_due(facts: Facts, now: datetime) -> Step:
    acted = facts.deadline_acted_on == facts.deadline_set_by
    if facts.phase is not Phase.OPEN or now < facts.deadline or facts.oldest_undecided() or acted:
        return facts, []
    return facts.model_copy(update={"deadline_acted_on": facts.deadline_set_by}), [
        of_order(facts, RejectOrder, deadline=facts.deadline)
    ]


def give_seats_back(facts: Facts, now: datetime) -> Step:
    ended = facts.phase in (Phase.EXPIRED, Phase.REJECTED)
    if not ended or facts.oldest_undecided() or not _held_or_asked_for(facts):
        return facts, []
    return cancel_reservation(facts)


def confirm_what_is_paid(facts: Facts, now: datetime) -> Step:
    payment = facts.oldest_undecided()
    if payment is None or facts.phase is not Phase.OPEN or payment.confirmation_sent:
        return facts, []
    confirmation = confirm_order(facts, payment, seats=None)
    return facts.with_payment(payment.model_copy(update={"confirmation_sent": True})), [confirmation]


def take_seats_again_for_a_late_payment(facts: Facts, now: datetime) -> Step:
    payment = facts.oldest_undecided()
    if payment is None or facts.phase is not Phase.EXPIRED or payment.reacquisition_decided:
        return facts, []
    if payment.reacquired_by is None:
        facts = facts.with_payment(payment.model_copy(update={"reacquired_by": facts.next_number}))
        facts, make = make_reservation(facts, now + LATE_RESERVATION_VALIDITY)
        return facts, [make]
    if not facts.answered:
        return facts, []
    facts = facts.with_payment(payment.model_copy(update={"reacquisition_decided": True}))
    if facts.holds_all_that_is_wanted:
        return facts, [confirm_order(facts, payment, seats=list(facts.held))]
    facts, cancel = cancel_reservation(facts)
    aside = of_order(
        facts, SetOrderAside, payment_id=payment.payment_id, amount=payment.amount, reason=reasons.SEATS_NOT_AVAILABLE
    )
    return facts, [*cancel, aside]


def find_the_seats_of_an_honoured_order(facts: Facts, now: datetime) -> Step:
    """What can be had again is kept; the quota is raised for the rest, one type after the other."""
    payment = facts.payment(facts.set_aside) if facts.set_aside else None
    if facts.phase is not Phase.HONOURED or payment is None or facts.honour_confirmation_sent:
        return facts, []
    if not facts.honour_begun:
        facts, make = make_reservation(facts, now + LATE_RESERVATION_VALIDITY)
        return facts.model_copy(update={"honour_begun": True}), [make]
    if not facts.answered:
        return facts, []
    missing = facts.first_missing()
    if missing is not None:
        facts, more = raise_quota(facts, missing)
        return facts, [more]
    confirmation = confirm_order(facts, payment, seats=list(facts.held))
    return facts.model_copy(update={"honour_confirmation_sent": True}), [confirmation]


def make_the_reservation_final(facts: Facts, now: datetime) -> Step:
    if facts.phase is not Phase.CONFIRMED or facts.commit_sent or facts.request is None:
        return facts, []
    facts, number = next_request(facts, RequestKind.COMMIT)
    commit = of_seats(facts, CommitSeatReservation, number=number)
    return facts.model_copy(update={"commit_sent": True}), [commit]


ROWS: tuple[Row, ...] = (
    ask_for_the_seats_wanted,
    arm_the_end_of_the_invoice_period,
    tell_the_order_what_is_held,
    ask_for_the_payment,
    withdraw_payments_that_are_void,
    refund_payments_that_cannot_confirm,
    reject_the_order_when_due,
    give_seats_back,
    confirm_what_is_paid,
    take_seats_again_for_a_late_payment,
    find_the_seats_of_an_honoured_order,
    make_the_reservation_final,
)


def _refund_reason(facts: Facts, payment: PaymentFacts) -> str | None:
    if payment.refused_because is not None:
        return payment.refused_because
    if facts.phase is Phase.REJECTED:
        return reasons.ORDER_REJECTED
    if facts.phase is Phase.CONFIRMED:
        return reasons.ORDER_CONFIRMED
    if facts.phase in (Phase.AWAITING_ATTENTION, Phase.HONOURED) and facts.set_aside != payment.payment_id:
        return reasons.ANOTHER_PAYMENT
    return None


def _held_or_asked_for(facts: Facts) -> bool:
    request = facts.request
    return request is not None and request.kind.asks_for_seats and (not facts.answered or bool(facts.held))
