"""What is told by mail, and to whom: the one table of it. `docs/decisions/mail-once.md` explains its rows."""

from typing import Literal

from domain.conference_management.events import AccessCodeRenewed, ConferenceCreated
from domain.messages import Event
from domain.payments.events import PaymentRefunded
from domain.registration.events import (
    OrderAwaitingAttention,
    OrderAwaitingInvoicePayment,
    OrderConfirmed,
    OrderExpired,
    OrderRejected,
)

type Occasion = Literal[
    "code-new",
    "code-renewed",
    "confirmed",
    "invoice",
    "expired",
    "cancelled",
    "refunded",
    "attention-owner",
    "attention-buyer",
]


def occasions_of(event: Event) -> tuple[Occasion, ...]:
    """One mail for each; none for most events.

    An order that its registrant gave up is no news to anybody. One that the owner refunded is told of when the money
    goes back, by the refund of its payment.
    """
    match event:
        case ConferenceCreated():
            return ("code-new",)
        case AccessCodeRenewed():
            return ("code-renewed",)
        case OrderConfirmed():
            return ("confirmed",)
        case OrderAwaitingInvoicePayment():
            return ("invoice",)
        case OrderExpired():
            return ("expired",)
        case OrderRejected(reason="invoice-cancelled"):
            return ("cancelled",)
        case OrderAwaitingAttention():
            return ("attention-owner", "attention-buyer")
        case PaymentRefunded():
            return ("refunded",)
        case _:
            return ()
