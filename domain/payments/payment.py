"""ThirdPartyProcessorPayment: one attempt to pay for one order, one total. Source: payment id.

Initiated → Completed (→ Refunded) or Rejected. It can be completed for a limited time. A withdrawal may come before the
payment is known: then it is rejected from the start, and initiating it afterwards changes nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum, auto
from typing import assert_never
from uuid import UUID

from domain.messages import Decision, NotYet, Refused
from domain.payments import reasons
from domain.payments.commands import (
    CancelThirdPartyProcessorPayment,
    CompleteThirdPartyProcessorPayment,
    InitiateThirdPartyProcessorPayment,
    PaymentCommand,
    RefundPayment,
)
from domain.payments.events import (
    PaymentCompleted,
    PaymentEvent,
    PaymentInitiated,
    PaymentRefunded,
    PaymentRejected,
)

NOT_KNOWN_YET = NotYet(reasons.UNKNOWN_PAYMENT, patience_seconds=60)

# --- State ------------------------------------------------------------------------------------------------------------


class PaymentState(Enum):
    INITIATED = auto()
    COMPLETED = auto()
    REJECTED = auto()
    REFUNDED = auto()


@dataclass(frozen=True, slots=True)
class Payment:
    """`total`: what is to be paid, zero where the payment was withdrawn before it was known; then it has no conference
    and no currency either."""

    order_id: UUID
    state: PaymentState
    total: Decimal
    conference_id: UUID | None
    currency: str | None
    payable_until: datetime | None = None


def evolve(payment: Payment | None, event: PaymentEvent) -> Payment:
    """The payment after its next event. Raises ValueError where no payment has such a history."""
    match event:
        case PaymentInitiated():
            return Payment(
                event.order_id,
                PaymentState.INITIATED,
                event.total,
                event.conference_id,
                event.currency,
                event.payable_until,
            )
        case PaymentRejected():
            if payment is None:
                return Payment(event.order_id, PaymentState.REJECTED, Decimal(0), None, None)
            return replace(payment, state=PaymentState.REJECTED)
        case PaymentCompleted():
            return replace(_known(payment), state=PaymentState.COMPLETED)
        case PaymentRefunded():
            return replace(_known(payment), state=PaymentState.REFUNDED)
        case _:
            assert_never(event)


def _known(payment: Payment | None) -> Payment:
    if payment is None:
        raise ValueError("a payment that was not initiated neither completes nor is refunded")
    return payment


# --- Decisions --------------------------------------------------------------------------------------------------------


def decide(
    payment: Payment | None, command: PaymentCommand, now: datetime, out_of_patience: bool = False
) -> Decision[PaymentEvent]:
    """What `command` leads to at `now` (aware UTC). Patience changes no answer."""
    match command:
        case InitiateThirdPartyProcessorPayment():
            return [_initiated(command)] if payment is None else []
        case CancelThirdPartyProcessorPayment():
            return _cancel(payment, command)
        case CompleteThirdPartyProcessorPayment():
            return _complete(payment, now) if payment else NOT_KNOWN_YET
        case RefundPayment():
            return _refund(payment, command) if payment else NOT_KNOWN_YET
        case _:
            assert_never(command)


def _initiated(command: InitiateThirdPartyProcessorPayment) -> PaymentInitiated:
    return PaymentInitiated(
        order_id=command.order_id,
        conference_id=command.conference_id,
        description=command.description,
        total=command.total_amount,
        currency=command.currency,
        items=command.items,
        payable_until=command.payable_until,
    )


def _cancel(payment: Payment | None, command: CancelThirdPartyProcessorPayment) -> Decision[PaymentEvent]:
    if payment is None:
        return [PaymentRejected(order_id=command.order_id)]
    match payment.state:
        case PaymentState.INITIATED:
            return [PaymentRejected(order_id=payment.order_id)]
        case PaymentState.REJECTED:
            return []
        case PaymentState.COMPLETED | PaymentState.REFUNDED:
            return Refused(reasons.PAYMENT_COMPLETED)
        case _:
            assert_never(payment.state)


def _complete(payment: Payment, now: datetime) -> Decision[PaymentEvent]:
    match payment.state:
        case PaymentState.INITIATED if payment.payable_until is not None and now >= payment.payable_until:
            return Refused(reasons.PAYMENT_EXPIRED)
        case PaymentState.INITIATED:
            completed = PaymentCompleted(
                order_id=payment.order_id,
                conference_id=payment.conference_id,
                amount=payment.total,
                currency=payment.currency,
            )
            return [completed]
        case PaymentState.COMPLETED | PaymentState.REFUNDED:
            return []
        case PaymentState.REJECTED:
            return Refused(reasons.PAYMENT_REJECTED)
        case _:
            assert_never(payment.state)


def _refund(payment: Payment, command: RefundPayment) -> Decision[PaymentEvent]:
    match payment.state:
        case PaymentState.COMPLETED:
            refunded = PaymentRefunded(
                order_id=payment.order_id,
                conference_id=payment.conference_id,
                amount=payment.total,
                currency=payment.currency,
                reason=command.reason,
            )
            return [refunded]
        case PaymentState.REFUNDED:
            return []
        case PaymentState.INITIATED:
            return Refused(reasons.PAYMENT_NOT_COMPLETED)
        case PaymentState.REJECTED:
            return Refused(reasons.PAYMENT_REJECTED)
        case _:
            assert_never(payment.state)
