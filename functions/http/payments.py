"""Payments, for the page of the payment processor."""

from collections.abc import Sequence
from functools import reduce
from typing import Literal, cast
from uuid import UUID

from domain.catalogue import PAYMENT
from domain.messages import Value
from domain.payments import payment, reasons
from domain.payments.commands import (
    CancelThirdPartyProcessorPayment,
    CompleteThirdPartyProcessorPayment,
    PaymentCommand,
)
from domain.payments.events import PaymentEvent, PaymentInitiated
from domain.payments.payment import Payment, PaymentState
from domain.values import Money
from functions.http.api import Api
from functions.http.bodies import Nothing
from functions.http.commanding import CommandAccepted, load, refuse_if_refused, send
from functions.http.problems import conflict
from functions.http.requests import Answer, Request
from functions.http.services import services
from functions.http.waiting import Waiting, read_waiting
from infrastructure.event_store import RecordedEvent, StreamId

payments = Api("Payments")


type PaymentStateName = Literal["Initiated", "Completed", "Rejected", "Refunded"]

STATE_NAMES: dict[PaymentState, PaymentStateName] = {
    PaymentState.INITIATED: "Initiated",
    PaymentState.COMPLETED: "Completed",
    PaymentState.REJECTED: "Rejected",
    PaymentState.REFUNDED: "Refunded",
}


class PaymentItemView(Value):
    description: str
    amount: Money


class PaymentView(Value):
    payment_id: UUID
    order_id: UUID
    state: PaymentStateName
    description: str
    items: list[PaymentItemView]
    total: Money
    currency: str
    version: int


class PaymentCommandAccepted(CommandAccepted):
    payment_id: UUID


@payments.operation("GET", "payments/{paymentId}", summary="Read a payment", token="payment")
async def get_payment(request: Request[None, Waiting]) -> Answer[PaymentView]:
    stream = StreamId(PAYMENT, request.ids["paymentId"])

    async def read() -> PaymentView | None:
        return view_of((await services().store.read(stream)).events)

    return await read_waiting(request, stream, stream, read, "payment")


@payments.operation(
    "POST",
    "payments/{paymentId}/complete",
    summary="Complete a payment",
    status=202,
    token="payment",
    honours_key=True,
    problems=(conflict(reasons.PAYMENT_REJECTED),),
)
async def complete_payment(request: Request[Nothing]) -> Answer[PaymentCommandAccepted]:
    return await _accept(
        request,
        CompleteThirdPartyProcessorPayment(
            id=request.new_id(), payment_id=request.ids["paymentId"], order_id=_order_of(request)
        ),
    )


@payments.operation(
    "POST",
    "payments/{paymentId}/cancel",
    summary="Cancel a payment",
    status=202,
    token="payment",
    honours_key=True,
    problems=(conflict(reasons.PAYMENT_COMPLETED),),
)
async def cancel_payment(request: Request[Nothing]) -> Answer[PaymentCommandAccepted]:
    return await _accept(
        request,
        CancelThirdPartyProcessorPayment(
            id=request.new_id(), payment_id=request.ids["paymentId"], order_id=_order_of(request)
        ),
    )


def view_of(events: Sequence[RecordedEvent]) -> PaymentView | None:
    """None for a payment that was never initiated, be it withdrawn or not."""
    history = [cast(PaymentEvent, recorded.event) for recorded in events]
    initiated = next((event for event in history if isinstance(event, PaymentInitiated)), None)
    state = reduce(payment.evolve, history, cast(Payment | None, None))
    if initiated is None or state is None:
        return None
    return PaymentView(
        payment_id=events[0].stream.id,
        order_id=initiated.order_id,
        state=STATE_NAMES[state.state],
        description=initiated.description,
        items=[PaymentItemView(description=item.description, amount=item.amount) for item in initiated.items],
        total=initiated.total,
        currency=initiated.currency,
        version=events[-1].version,
    )


async def _accept(request: Request[Nothing], command: PaymentCommand) -> Answer[PaymentCommandAccepted]:
    """Raises Problem 409 if the payment refuses the command as it stands."""
    existing = await load(StreamId(PAYMENT, command.payment_id), payment.evolve)
    refuse_if_refused(payment.decide(existing, command, services().clock.now()))
    await send(request, command)
    return Answer(PaymentCommandAccepted(command_id=command.id, payment_id=command.payment_id))


def _order_of(request: Request[Nothing]) -> UUID:
    """A payment's token names its order: the payment itself may not be known yet."""
    if request.grant.order_id is None:
        raise LookupError("a payment token without an order")
    return request.grant.order_id
