"""Finding an order again without its token: by the registrant's e-mail address and the access code."""

from uuid import UUID

from domain.messages import Value
from domain.registration.order import Order
from functions.http.api import Api
from functions.http.commanding import load_order
from functions.http.locating import LocateBody, located
from functions.http.problems import NOT_FOUND, TOO_MANY_TRIES
from functions.http.requests import Answer, Request
from functions.http.services import services
from infrastructure.access_codes import is_same
from infrastructure.locators import Locator
from infrastructure.tokens import Grant

locate = Api("Orders")


class LocatedOrder(Value):
    order_id: UUID
    access_token: str


@locate.operation(
    "POST",
    "orders/locate",
    summary="Find an order by e-mail address and access code",
    problems=(NOT_FOUND, TOO_MANY_TRIES),
)
async def locate_order(request: Request[LocateBody]) -> Answer[LocatedOrder]:
    """From its checkout on, in any state. Throttled; the answer never tells which of both was wrong."""
    return Answer(await located(request, _find, "order"))


async def _find(body: LocateBody) -> LocatedOrder | None:
    """A locator is a hint: what counts are the e-mail address and code that the order has now."""
    for order_id in await services().locators.find(Locator("order", body.email, body.access_code)):
        existing = await load_order(order_id)
        if existing and _belongs_to(existing, body):
            grant = Grant("order", order_id, conference_id=existing.conference_id)
            return LocatedOrder(order_id=order_id, access_token=services().tokens.issue(grant))
    return None


def _belongs_to(existing: Order, body: LocateBody) -> bool:
    if existing.registrant is None:
        return False
    same_email = is_same(existing.registrant.email, body.email)
    return is_same(existing.access_code, body.access_code) and same_email
