"""Events of a third-party processor payment (source: payment id). All name the order that is paid for.

Those that move money name the conference too, whose ledger they stand in. In version 1 they did not: such money is in
no ledger.
"""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from domain.messages import Event, Value


class PaymentItem(Value):
    description: str
    amount: Decimal


class PaymentInitiated(Event):
    """`payable_until` (aware UTC): from then on it cannot be completed. None: no limit, as in version 1."""

    schema_version: ClassVar[int] = 2

    order_id: UUID
    conference_id: UUID
    description: str
    total: Decimal
    currency: str
    items: list[PaymentItem]
    payable_until: datetime | None = None


class PaymentCompleted(Event):
    schema_version: ClassVar[int] = 2

    order_id: UUID
    conference_id: UUID | None = None
    amount: Decimal
    currency: str | None = None


class PaymentRejected(Event):
    """Cancelled by the payer, or withdrawn by the registration process (then perhaps before it was ever initiated)."""

    order_id: UUID


class PaymentRefunded(Event):
    schema_version: ClassVar[int] = 2

    order_id: UUID
    conference_id: UUID | None = None
    amount: Decimal
    currency: str | None = None
    reason: str


type PaymentEvent = PaymentInitiated | PaymentCompleted | PaymentRejected | PaymentRefunded
