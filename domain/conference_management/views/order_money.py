"""What the money of one order stands for, as its own events say: part of its row in the list (`orders`)."""

from decimal import Decimal
from typing import assert_never

from domain.messages import Value
from domain.registration.events import (
    OrderAwaitingAttention,
    OrderAwaitingInvoicePayment,
    OrderCheckedOut,
    OrderConfirmationRefused,
    OrderConfirmed,
    OrderEvent,
    OrderExpired,
    OrderHonoured,
    OrderPartiallyReserved,
    OrderPlaced,
    OrderRegistrantAssigned,
    OrderRejected,
    OrderReservationCompleted,
    OrderTotalsCalculated,
    OrderUpdated,
)
from domain.values import Money

ZERO = Decimal(0)


class OrderMoney(Value):
    """In the currency of the order.

    `income`: what a confirmed order costs. `held`: a late payment for which the business customer is to decide.
    `invoiced`: what is awaited by invoice. `taken_by_invoice`: what an invoice brought; only the order tells of that,
    while payments through the processor tell of themselves.
    """

    income: Money = ZERO
    held: Money = ZERO
    invoiced: Money = ZERO
    taken_by_invoice: Money = ZERO


NOTHING = OrderMoney()


def money_after(money: OrderMoney, event: OrderEvent, total: Decimal) -> OrderMoney:
    """`total`: what the order costs as of the event before."""
    match event:
        case OrderAwaitingInvoicePayment():
            return OrderMoney(invoiced=total)
        case OrderAwaitingAttention():
            return OrderMoney(held=event.amount)
        case OrderConfirmed(payment_id=None):
            return OrderMoney(income=total, taken_by_invoice=total)
        case OrderConfirmed():
            return OrderMoney(income=total)
        case OrderUpdated() | OrderExpired() | OrderRejected():
            return NOTHING
        case (
            OrderPlaced()
            | OrderTotalsCalculated()
            | OrderPartiallyReserved()
            | OrderReservationCompleted()
            | OrderRegistrantAssigned()
            | OrderCheckedOut()
            | OrderConfirmationRefused()
            | OrderHonoured()
        ):
            return money
        case _:
            assert_never(event)
