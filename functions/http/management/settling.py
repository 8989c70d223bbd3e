"""The business customer settles what the clock and the processor could not: late payments and invoices."""

from typing import Literal

from domain.messages import Refused
from domain.registration import order, reasons
from domain.registration.commands import CancelOrder, HonourOrder, MarkInvoicePaid, OrderCommand
from domain.registration.order import Phase
from functions.http.api import Api
from functions.http.bodies import Body
from functions.http.commanding import load_order, refuse_if_refused, send
from functions.http.orders import OrderCommandAccepted
from functions.http.problems import NOT_FOUND, ProblemType, conflict, not_found
from functions.http.requests import Answer, Request
from functions.http.services import services

settling = Api("Conference management")

_ENDED: tuple[ProblemType, ...] = (conflict(reasons.ORDER_CONFIRMED), conflict(reasons.ORDER_REJECTED))


class Resolution(Body):
    """`refund`: the money goes back. `honour`: it takes place; what seats are missing, the quotas are raised by."""

    action: Literal["refund", "honour"]


class InvoiceSettlement(Body):
    """`paid`: the money is there, the order is confirmed. `cancel`: it is not waited for any longer."""

    action: Literal["paid", "cancel"]


@settling.operation(
    "POST",
    "management/conferences/{id}/orders/{orderId}/resolution",
    summary="Settle an order that awaits attention",
    status=202,
    token="conference",
    problems=(NOT_FOUND, *_ENDED, conflict(reasons.ORDER_HONOURED), conflict(reasons.NOT_AWAITING_ATTENTION)),
    honours_key=True,
)
async def resolve_order(request: Request[Resolution]) -> Answer[OrderCommandAccepted]:
    """Its payment came when its seats were gone. The first answer counts, another one after it is refused."""
    order_id = request.ids["orderId"]
    if request.body.action == "honour":
        return await _accept(request, HonourOrder(id=request.new_id(), order_id=order_id))
    return await _accept(request, CancelOrder(id=request.new_id(), order_id=order_id, reason="refunded"))


@settling.operation(
    "POST",
    "management/conferences/{id}/orders/{orderId}/invoice",
    summary="Settle the invoice of an order",
    status=202,
    token="conference",
    problems=(
        NOT_FOUND,
        *_ENDED,
        conflict(reasons.ORDER_EXPIRED),
        conflict(reasons.AWAITING_ATTENTION),
        conflict(reasons.ORDER_HONOURED),
        conflict(reasons.NOT_AWAITING_INVOICE_PAYMENT),
    ),
    honours_key=True,
)
async def settle_invoice(request: Request[InvoiceSettlement]) -> Answer[OrderCommandAccepted]:
    """An order that is held until its invoice is paid."""
    order_id = request.ids["orderId"]
    if request.body.action == "paid":
        return await _accept(request, MarkInvoicePaid(id=request.new_id(), order_id=order_id))
    return await _accept(request, CancelOrder(id=request.new_id(), order_id=order_id, reason="invoice-cancelled"))


async def _accept[B](request: Request[B], command: OrderCommand) -> Answer[OrderCommandAccepted]:
    """Raises Problem 404 for an order of another conference, 409 if the order refuses the command as it stands.

    409 too for the answer that settled it, sent again: only who still awaits an answer takes one.
    """
    existing = await load_order(command.order_id)
    if existing is None or existing.conference_id != request.ids["id"]:
        raise not_found("order")
    decision = order.decide(existing, command, services().clock.now())
    if decision == [] and existing.phase in (Phase.CONFIRMED, Phase.REJECTED):
        ended = reasons.ORDER_CONFIRMED if existing.phase is Phase.CONFIRMED else reasons.ORDER_REJECTED
        decision = Refused(ended)
    refuse_if_refused(decision)
    await send(request, command)
    return Answer(OrderCommandAccepted(command_id=command.id, order_id=command.order_id))
