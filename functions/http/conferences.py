"""Conferences as the public sees them: the published ones."""

import re

from domain.registration.views.availability import SeatTypeOnSale, seat_types_on_sale
from domain.registration.views.conference import ConferenceSummary, ConferenceView, PublicConference
from functions.http.api import Api
from functions.http.problems import NOT_FOUND, Problem
from functions.http.requests import Answer, Request
from functions.http.services import services

conferences = Api("Conferences")

SLUG = re.compile(r"[a-z0-9-]{1,60}", re.ASCII)


@conferences.operation("GET", "conferences", summary="List the published conferences", cacheable=True)
async def list_conferences(request: Request) -> Answer[list[ConferenceSummary]]:
    """Those that are not over, soonest first. A conference is over when its last day has ended in its time zone.

    `fromPrice` is the price of the cheapest seat type, null without any.
    """
    return Answer(await services().views.published_conferences(services().clock.now()))


@conferences.operation("GET", "conferences/{slug}", summary="Read a conference", problems=(NOT_FOUND,), cacheable=True)
async def get_conference(request: Request) -> Answer[PublicConference]:
    """Also when it is over."""
    return Answer((await published_conference(request.path["slug"])).public())


@conferences.operation(
    "GET",
    "conferences/{slug}/seat-types",
    summary="List a conference's seat types and what is left of them",
    problems=(NOT_FOUND,),
    cacheable=True,
)
async def list_seat_types_on_sale(request: Request) -> Answer[list[SeatTypeOnSale]]:
    """Also when the conference is over, though nothing can be ordered any more."""
    conference = await published_conference(request.path["slug"])
    return Answer(seat_types_on_sale(conference, await services().views.availability(conference.id)))


async def published_conference(slug: str) -> ConferenceView:
    """Raises Problem 404, with the address that the owner wants visitors to be sent to."""
    conference = await conference_by_slug(slug)
    if not conference.is_published:
        raise Problem(NOT_FOUND, "The conference is not published.", redirect_url=conference.redirect_url)
    return conference


async def conference_by_slug(slug: str) -> ConferenceView:
    """Published or not. Raises Problem 404."""
    known = SLUG.fullmatch(slug.lower())
    conference = await services().views.conference_by_slug(known[0]) if known else None
    if conference is None:
        raise Problem(NOT_FOUND, "There is no such conference.")
    return conference
