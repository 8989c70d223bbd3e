"""An order's particulars by mail, once more."""

from functions.http.api import Api
from functions.http.authorization import refuse_unless_of
from functions.http.bodies import Nothing
from functions.http.problems import TOO_MANY_TRIES, Problem, conflict, not_found
from functions.http.requests import Answer, Request
from functions.http.services import services
from functions.http.throttling import begin_mail
from infrastructure.mail.mailer import MailRefused

order_mail = Api("Orders")

MAILS_OF_AN_ORDER = 3

NO_REGISTRANT = conflict("no-registrant")
MAIL_REFUSED = conflict("mail-refused")


@order_mail.operation(
    "POST",
    "orders/{orderId}/mail",
    summary="Mail the order's particulars to its registrant once more",
    status=202,
    token="order",
    problems=(NO_REGISTRANT, MAIL_REFUSED, TOO_MANY_TRIES),
    honours_key=True,
)
async def mail_order(request: Request[Nothing]) -> Answer[None]:
    """Access code, link and summary, to the address of the registrant; at most 3 times within 15 minutes."""
    order_id = request.ids["orderId"]
    order = await services().mail.known_order(order_id)
    if order is None:
        raise not_found("order")
    refuse_unless_of(request.grant, order.view.conference_id)
    if order.view.registrant is None:
        raise Problem(NO_REGISTRANT, "Nobody is registered for this order: there is no address to write to.")
    await begin_mail(str(order_id), MAILS_OF_AN_ORDER)
    try:
        await services().mail.order_again(order, request.new_id("mail"))
    except MailRefused:
        raise Problem(MAIL_REFUSED, "The address of the registrant does not take mail.") from None
    return Answer(None)
