"""Which events cause which mails. `docs/decisions/mail-once.md` explains the rows."""

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

    There is none for an order that its registrant gave up, and none of its own for one that the owner refunded: the
    refund of its payment causes the mail.
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
