"""What a registration process knows of one payment: part of its facts (`process_facts`), and stored with them."""

from decimal import Decimal
from uuid import UUID

from domain.messages import Value
from domain.payments.events import PaymentItem


class PaymentFacts(Value):
    """A payment that the order asked for, until it is rejected or sent back. `completed_as`: the oldest has the lowest.

    `description` and `items` are kept until the payment is initiated: facts are stored with every transition, and have
    to fit a property of a row.
    """

    payment_id: UUID
    amount: Decimal
    currency: str
    description: str = ""
    items: tuple[PaymentItem, ...] = ()
    checkout_void: bool = False
    completed_as: int | None = None
    settled: bool = False
    refused_because: str | None = None
    initiation_sent: bool = False
    cancellation_sent: bool = False
    confirmation_sent: bool = False
    reacquired_by: int | None = None
    reacquisition_decided: bool = False

    @property
    def undecided(self) -> bool:
        """Completed, and not named by the order's end."""
        return self.completed_as is not None and not self.settled
