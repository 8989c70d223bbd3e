"""The latest mail about an order, once more."""

from functions.http.api import Api
from functions.http.authorization import refuse_unless_of
from functions.http.bodies import Nothing
from functions.http.limits import admit_mail_asked_for
from functions.http.problems import TOO_MANY_TRIES, Problem, conflict, not_found
from functions.http.requests import Answer, Request
from functions.http.services import services
from infrastructure.mail.mailer import MailRefused

order_mail = Api("Orders")

NOT_CHECKED_OUT = conflict("not-checked-out")
MAIL_REFUSED = conflict("mail-refused")


@order_mail.operation(
    "POST",
    "orders/{orderId}/mail",
    summary="Send the latest mail about the order to its registrant again",
    status=202,
    token="order",
    problems=(NOT_CHECKED_OUT, MAIL_REFUSED, TOO_MANY_TRIES),
    honours_key=True,
)
async def mail_order(request: Request[Nothing]) -> Answer[None]:
    """From the checkout on, to the address of the registrant; at most 3 times within 15 minutes."""
    order_id = request.ids["orderId"]
    order = await services().mail.known_order(order_id)
    if order is None:
        raise not_found("order")
    refuse_unless_of(request.grant, order.view.conference_id)
    if order.view.checked_out_at is None or order.view.registrant is None:
        raise Problem(NOT_CHECKED_OUT, "There is mail about an order from its checkout on.")
    services().mail.carrier()
    mail_id = request.new_id("mail")
    await admit_mail_asked_for(request.headers, order_id, order.view.registrant.email, mail_id)
    try:
        await services().mail.order_again(order, mail_id)
    except MailRefused:
        raise Problem(MAIL_REFUSED, "The address of the registrant does not take mail.") from None
    return Answer(None)
