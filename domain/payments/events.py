"""Events of a third-party processor payment (source: payment id). All name the order that is paid for."""

from decimal import Decimal
from uuid import UUID

from domain.messages import Event, Value


class PaymentItem(Value):
    description: str
    amount: Decimal


class PaymentInitiated(Event):
    order_id: UUID
    conference_id: UUID
    description: str
    total: Decimal
    currency: str
    items: list[PaymentItem]


class PaymentCompleted(Event):
    order_id: UUID
    amount: Decimal


class PaymentRejected(Event):
    """Cancelled by the payer, or withdrawn by the registration process (then perhaps before it was ever initiated)."""

    order_id: UUID


class PaymentRefunded(Event):
    order_id: UUID
    amount: Decimal
    reason: str


type PaymentEvent = PaymentInitiated | PaymentCompleted | PaymentRejected | PaymentRefunded
