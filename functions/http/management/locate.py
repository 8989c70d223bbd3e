"""Finding a conference again without its token: by its owner's e-mail address and the access code."""

from uuid import UUID, uuid4

from domain.messages import Value
from functions.http.api import Api
from functions.http.locating import LocateBody, located
from functions.http.problems import NOT_FOUND, TOO_MANY_TRIES
from functions.http.requests import Answer, Request
from functions.http.services import services
from infrastructure.conference_streams import Cause
from infrastructure.locators import Locator
from infrastructure.tokens import Grant

locate_conferences = Api("Conference management")


class LocatedConference(Value):
    conference_id: UUID
    access_token: str


@locate_conferences.operation(
    "POST",
    "management/conferences/locate",
    summary="Find a conference by its owner's e-mail address and access code",
    problems=(NOT_FOUND, TOO_MANY_TRIES),
)
async def locate_conference(request: Request[LocateBody]) -> Answer[LocatedConference]:
    """Published or not. Throttled; the answer never tells which of both was wrong. When a new access code is used here
    for the first time, tokens that were given before end."""
    cause = Cause(uuid4(), request.provenance)

    async def find(body: LocateBody) -> LocatedConference | None:
        """A locator is a hint: what counts are the address and the code that the conference has now."""
        for conference_id in await services().locators.find(Locator("conference", body.email, body.access_code)):
            generation = await services().conferences.open(conference_id, body.email, body.access_code, cause)
            if generation is not None:
                token = services().tokens.issue(Grant("conference", conference_id, generation=generation))
                return LocatedConference(conference_id=conference_id, access_token=token)
        return None

    return Answer(await located(request, find, "conference"))
