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

REQUESTS_OF_A_CLIENT = 50
"""Within 15 minutes, whether they fit or not."""


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
    within 15 minutes; the old one is void. Tokens that were given before stay good until the new code is first used."""
    services().mail.carrier()  # Where nobody carries the new code to its owner, the old one stays.
    await begin_request(request.headers, "access-code", REQUESTS_OF_A_CLIENT)
    # Whether slug and address fit is decided where the command is handled, and it is sent in any case: the answer, and
    # how long it takes, do not depend on it.
    owner = await services().views.owner_of_slug(request.body.slug) or request.new_id("conference")
    await send(request, RenewAccessCode(id=request.new_id(), conference_id=owner, email=request.body.email))
    return Answer(None)
