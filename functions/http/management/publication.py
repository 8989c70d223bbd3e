"""Opening a conference to the public, and taking it back."""

from domain.conference_management import conference as conferences
from functions.http.api import Api
from functions.http.bodies import Nothing
from functions.http.management.bodies import Unpublish
from functions.http.management.changing import change
from functions.http.management.showing import until_shown
from functions.http.problems import NOT_FOUND
from functions.http.requests import Answer, Request

publication = Api("Conference management")


@publication.operation(
    "POST",
    "management/conferences/{id}/publish",
    summary="Publish a conference",
    status=204,
    token="conference",
    problems=(NOT_FOUND,),
    honours_key=True,
)
async def publish_conference(request: Request[Nothing]) -> Answer:
    """Answers when the public sees it, within 5 s at most. Again: nothing more happens."""
    await until_shown(await change(request, conferences.publish))
    return Answer(None)


@publication.operation(
    "POST",
    "management/conferences/{id}/unpublish",
    summary="Take a conference back from the public",
    status=204,
    token="conference",
    problems=(NOT_FOUND,),
    honours_key=True,
)
async def unpublish_conference(request: Request[Unpublish]) -> Answer:
    """Nobody finds or books it any more; orders already accepted go on. Again: only `redirectUrl` is changed."""
    redirect_url = request.body.redirect_url
    await until_shown(await change(request, lambda conference: conferences.unpublish(conference, redirect_url)))
    return Answer(None)
