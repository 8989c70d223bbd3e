"""Placing an order: the one thing that anybody may do."""

from collections.abc import Iterable, Mapping
from uuid import UUID, uuid4, uuid5

from domain.registration import order, reasons
from domain.registration.commands import RegisterToConference
from domain.registration.order import Order
from domain.registration.views.conference import ConferenceView
from domain.values import PricedSeats
from functions.http.api import Api
from functions.http.commanding import CommandAccepted, load_order, refuse_if_refused, send
from functions.http.conferences import conference_by_slug, published_conference
from functions.http.language import preferred_language
from functions.http.limits import admit_order
from functions.http.problems import NOT_FOUND, TOO_MANY_TRIES, Problem, conflict
from functions.http.requests import Answer, Request
from functions.http.response_headers import LOCATION
from functions.http.seats import SeatsBody, priced
from functions.http.services import services
from functions.http.values import Id
from infrastructure.access_codes import ORDER_CODE_LENGTH, new_access_code
from infrastructure.tokens import Grant

placing = Api("Orders")


class PlaceOrder(SeatsBody):
    """`orderId`: a random UUID; who chooses it can send the order again."""

    order_id: Id | None = None


class OrderAccepted(CommandAccepted):
    """`access_token`: for this order and its seat assignments."""

    order_id: UUID
    access_token: str


@placing.operation(
    "POST",
    "conferences/{slug}/orders",
    summary="Order seats",
    status=202,
    gives=(LOCATION,),
    problems=(NOT_FOUND, conflict(reasons.ORDER_EXISTS), conflict(reasons.CONFERENCE_OVER), TOO_MANY_TRIES),
)
async def place_order(request: Request[PlaceOrder]) -> Answer[OrderAccepted]:
    """More than there is may be asked for: the order is then reserved in part. Until a registrant is recorded, the same
    order sent again is answered the same again, after the conference's last day too. Others are refused then."""
    body, slug = request.body, request.path["slug"]
    order_id = body.order_id or uuid4()
    existing = await load_order(order_id) if body.order_id else None
    conference = await (conference_by_slug(slug) if existing else _open_conference(slug))
    command = _registration(order_id, conference, priced(body.seats, conference), request.headers)
    if existing is None:
        admit_order(request.headers, command.id)
        await send(request, command)
    else:
        _refuse_another(existing, command)
    token = services().tokens.issue(Grant("order", order_id, conference_id=conference.id))
    accepted = OrderAccepted(command_id=command.id, order_id=order_id, access_token=token)
    return Answer(accepted, {"Location": f"/api/orders/{order_id}"})


async def _open_conference(slug: str) -> ConferenceView:
    """Raises Problem 404, and 409 from the end of the conference's last day on."""
    conference = await published_conference(slug)
    if conference.is_over(services().clock.now()):
        raise Problem(conflict(reasons.CONFERENCE_OVER), "The conference is over: it takes no orders any more.")
    return conference


def _refuse_another(existing: Order, command: RegisterToConference) -> None:
    """Raises Problem 409 unless the very same was placed before, and belongs to nobody yet."""
    refuse_if_refused(order.decide(existing, command, command.placed_at))
    if existing.registrant is not None:
        raise Problem(conflict(reasons.ORDER_EXISTS), "The order was placed before and belongs to somebody.")


def _registration(
    order_id: UUID, conference: ConferenceView, seats: list[PricedSeats], headers: Mapping[str, str]
) -> RegisterToConference:
    settings, now = services().settings, services().clock.now()
    expires_at = now + settings.reservation_window
    return RegisterToConference(
        id=_command_id(order_id, conference.id, seats),
        order_id=order_id,
        conference_id=conference.id,
        conference_slug=conference.slug,
        conference_name=conference.name,
        currency=conference.currency,
        seats=seats,
        placed_at=now,
        reservation_expires_at=expires_at,
        seats_released_at=expires_at + settings.seat_release_buffer,
        access_code=new_access_code(ORDER_CODE_LENGTH),
        language=preferred_language(headers),
    )


def _command_id(order_id: UUID, conference_id: UUID, seats: Iterable[PricedSeats]) -> UUID:
    """The same for the same seats of the same order, however often and in which order they are named."""
    wanted = sorted(f"{item.seat_type}={item.quantity}" for item in seats)
    return uuid5(order_id, " ".join([str(conference_id), *wanted]))
