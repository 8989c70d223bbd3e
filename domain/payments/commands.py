"""Commands of payments. The registration process and the processor's page send them."""

from decimal import Decimal
from uuid import UUID

from domain.messages import Command
from domain.payments.events import PaymentItem


class PaymentCommandBase(Command):
    """All name payment and order: a withdrawal may come before the payment is known."""

    payment_id: UUID
    order_id: UUID


class InitiateThirdPartyProcessorPayment(PaymentCommandBase):
    conference_id: UUID
    description: str
    total_amount: Decimal
    currency: str
    items: list[PaymentItem]


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
