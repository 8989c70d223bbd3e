"""The ledger of a conference: what was taken, what was sent back, and what the rest is owed for, order by order.

Two kinds of rows, each of one source stream: what payments moved (their own streams), and what the orders' money stands
for (`order_money`; the orders' streams). So neither can make up for what the other forgot, and

    balance = taken - refunded - income - held

is zero whenever nothing is in flight: above zero while a completed payment waits for its order's verdict or its refund,
below while the news of a payment are on their way to this view.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import assert_never
from uuid import UUID

from domain.conference_management.views.order_money import NOTHING, ZERO
from domain.conference_management.views.orders import ManagedOrderState, ManagedOrderView
from domain.messages import Value
from domain.payments.events import PaymentCompleted, PaymentInitiated, PaymentRefunded
from domain.recorded import Recorded, StreamBeginsElsewhere
from domain.values import Money

type MoneyEvent = PaymentInitiated | PaymentCompleted | PaymentRefunded
"""A payment that was rejected moved nothing."""


class PaymentEntry(Value):
    """What one payment through the processor moved, and when."""

    payment_id: UUID
    taken: Money
    taken_at: datetime | None
    refunded: Money
    refunded_at: datetime | None
    refund_reason: str | None


class PaymentRow(PaymentEntry):
    """As it is kept: with whose it is."""

    order_id: UUID
    version: int
    currency: str

    def entry(self) -> PaymentEntry:
        return PaymentEntry(**{name: getattr(self, name) for name in PaymentEntry.model_fields})


def apply(row: PaymentRow | None, recorded: Recorded[MoneyEvent]) -> PaymentRow:
    """The row after the event. That a payment completed says all there is to know of it so far.

    Raises StreamBeginsElsewhere for a refund of what never completed.
    """
    event = recorded.event
    match event:
        case PaymentInitiated():
            return _row(recorded, ZERO, None)
        case PaymentCompleted():
            return _row(recorded, event.amount, recorded.occurred_at)
        case PaymentRefunded():
            if row is None:
                raise StreamBeginsElsewhere(recorded)
            refund = {
                "version": recorded.version,
                "refunded": event.amount,
                "refunded_at": recorded.occurred_at,
                "refund_reason": event.reason,
            }
            return row.model_copy(update=refund)
        case _:
            assert_never(event)


def _row(recorded: Recorded[MoneyEvent], taken: Decimal, taken_at: datetime | None) -> PaymentRow:
    return PaymentRow(
        payment_id=recorded.stream.id,
        order_id=recorded.event.order_id,
        version=recorded.version,
        currency=recorded.event.currency or "",
        taken=taken,
        taken_at=taken_at,
        refunded=ZERO,
        refunded_at=None,
        refund_reason=None,
    )


class LedgerSums(Value):
    """`owed` is what the money is owed for: `income`, seats that were sold, and `held`, a decision that is awaited.
    `invoiced`: what registrants owe by invoice; it is not taken yet."""

    currency: str
    taken: Money
    refunded: Money
    owed: Money
    income: Money
    held: Money
    invoiced: Money
    balance: Money


class LedgerEntry(LedgerSums):
    """One order that money was moved for or is awaited for. `access_code`, `state`: None while only its payment is
    known here. `taken_by_invoice` is the part of `taken` that is in none of the payments."""

    order_id: UUID
    access_code: str | None
    state: ManagedOrderState | None
    taken_by_invoice: Money
    payments: list[PaymentEntry]

    @property
    def is_empty(self) -> bool:
        return not any((self.taken, self.refunded, self.owed, self.invoiced))


def entry_of(order: ManagedOrderView | None, payments: Iterable[PaymentRow]) -> LedgerEntry:
    """`payments`: those of the order; at least one where the order is not known."""
    rows = sorted(payments, key=lambda row: (row.taken_at is None, row.taken_at, row.payment_id))
    money = order.money if order else NOTHING
    taken = sum((row.taken for row in rows), money.taken_by_invoice)
    refunded = sum((row.refunded for row in rows), ZERO)
    owed = money.income + money.held
    return LedgerEntry(
        order_id=order.order_id if order else rows[0].order_id,
        access_code=order.access_code if order else None,
        state=order.state if order else None,
        currency=order.currency if order else rows[0].currency,
        taken=taken,
        refunded=refunded,
        owed=owed,
        income=money.income,
        held=money.held,
        invoiced=money.invoiced,
        balance=taken - refunded - owed,
        taken_by_invoice=money.taken_by_invoice,
        payments=[row.entry() for row in rows],
    )


SUMS = ("taken", "refunded", "owed", "income", "held", "invoiced", "balance")


class Totals:
    """Adds entries up, by currency: that of a conference may have changed before it was first published."""

    def __init__(self) -> None:
        self._sums: dict[str, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(SUMS, ZERO))

    def add(self, entry: LedgerEntry) -> None:
        sums = self._sums[entry.currency]
        for name in SUMS:
            sums[name] += getattr(entry, name)

    def sums(self) -> list[LedgerSums]:
        """By currency, in the order of the alphabet."""
        return [LedgerSums(currency=currency, **sums) for currency, sums in sorted(self._sums.items())]
