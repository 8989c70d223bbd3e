"""Asking for a new access code, without any token: it goes to the owner by mail, and the old one is void."""

from domain.conference_management.commands import RenewAccessCode
from functions.http.api import Api
from functions.http.bodies import Body
from functions.http.commanding import send
from functions.http.management.bodies import Slug
from functions.http.problems import TOO_MANY_TRIES
from functions.http.requests import Answer, Request
from functions.http.services import services
from functions.http.throttling import begin_request
from functions.http.values import Email

access_codes = Api("Conference management")

REQUESTS_FOR_AN_EMAIL = 3
REQUESTS_OF_A_CLIENT = 50


class AccessCodeRequest(Body):
    email: Email
    slug: Slug


@access_codes.operation(
    "POST",
    "management/conferences/access-code",
    summary="Ask for a new access code by mail",
    status=202,
    problems=(TOO_MANY_TRIES,),
    honours_key=True,
)
async def ask_for_access_code(request: Request[AccessCodeRequest]) -> Answer[None]:
    """Always accepted, whether address and slug fit or not. If they do, the owner is mailed a new code, at most 3 times
    within 15 minutes; the old one is void."""
    services().mail.carrier()  # Where nobody carries the new code to its owner, the old one stays.
    email = request.body.email
    if await begin_request(request.headers, "access-code", email, REQUESTS_FOR_AN_EMAIL, REQUESTS_OF_A_CLIENT):
        conference = await services().views.conference_by_slug(request.body.slug)
        if conference is not None:
            # The command decides whether it is the owner's address: so the answer takes the same time either way.
            command = RenewAccessCode(id=request.new_id(), conference_id=conference.id, email=email)
            await send(request, command)
    return Answer(None)
