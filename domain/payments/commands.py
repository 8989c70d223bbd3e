"""Commands of payments. The registration process and the processor's page send them."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from domain.messages import Command
from domain.payments.events import PaymentItem


class PaymentCommandBase(Command):
    """All name payment and order: a withdrawal may come before the payment is known."""

    payment_id: UUID
    order_id: UUID


class InitiateThirdPartyProcessorPayment(PaymentCommandBase):
    """`payable_until` (aware UTC): from then on it cannot be completed. None: no limit, as in version 1."""

    schema_version: ClassVar[int] = 2

    conference_id: UUID
    description: str
    total_amount: Decimal
    currency: str
    items: list[PaymentItem]
    payable_until: datetime | None = None


class CompleteThirdPartyProcessorPayment(PaymentCommandBase):
    pass


class CancelThirdPartyProcessorPayment(PaymentCommandBase):
    pass


class RefundPayment(PaymentCommandBase):
    reason: str


type PaymentCommand = (
    InitiateThirdPartyProcessorPayment
    | CompleteThirdPartyProcessorPayment
    | CancelThirdPartyProcessorPayment
    | RefundPayment
)
