"""Creating, reading and editing a conference."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar
from uuid import UUID, uuid4

from domain.conference_management import conference as conferences
from domain.conference_management.conference import CONFERENCE_EXISTS, CURRENCY_FIXED, SLUG_RESERVED, Conference
from domain.messages import Refused, Value
from functions.http.api import Api
from functions.http.bodies import Query
from functions.http.language import preferred_language
from functions.http.limits import ConferenceAdmission
from functions.http.management.bodies import CreateConference, EditConference
from functions.http.management.changing import (
    PRECONDITION_FAILED,
    PRECONDITION_REQUIRED,
    change,
    etag,
    if_match,
    load,
    refused,
)
from functions.http.problems import NOT_FOUND, TOO_MANY_TRIES, conflict
from functions.http.requests import Answer, Request
from functions.http.response_headers import ETAG, LOCATION
from functions.http.services import services
from infrastructure.access_codes import CONFERENCE_CODE_LENGTH, new_access_code
from infrastructure.conference_streams import Cause
from infrastructure.conferences import SLUG_TAKEN
from infrastructure.tokens import Grant

managed_conferences = Api("Conference management")


class ConferenceCreatedAnswer(Value):
    """`access_code`: shown this once; null where the very same conference was created before.

    `access_token`: null too where that conference was ever published, or a new access code of it was used.
    """

    conference_id: UUID
    slug: str
    access_code: str | None
    access_token: str | None


class ManagedConference(Value):
    conference_id: UUID
    slug: str
    owner_name: str
    owner_email: str
    name: str
    description: str
    location: str
    tagline: str | None
    twitter_search: str | None
    start_date: date
    end_date: date
    time_zone: str
    currency: str
    invoice_period_days: int
    is_published: bool
    was_ever_published: bool
    redirect_url: str | None


class Editing(Query):
    takes_headers: ClassVar[Mapping[str, str]] = {
        "If-Match": "The ETag of what was read: nothing newer is overwritten."
    }
    needs_headers: ClassVar[frozenset[str]] = frozenset({"If-Match"})


@managed_conferences.operation(
    "POST",
    "management/conferences",
    summary="Create a conference",
    status=201,
    gives=(LOCATION,),
    problems=(conflict(SLUG_TAKEN), conflict(SLUG_RESERVED), conflict(CONFERENCE_EXISTS), TOO_MANY_TRIES),
    honours_key=True,
)
async def create_conference(request: Request[CreateConference]) -> Answer[ConferenceCreatedAnswer]:
    """The very same conference sent again, by its id or an Idempotency-Key, is answered again, without the code; once
    published, or once a new access code was used, without a token too."""
    conference_id = request.body.conference_id or request.new_id("conference")
    access_code = new_access_code(CONFERENCE_CODE_LENGTH)
    admission = ConferenceAdmission(request.headers, conference_id, request.body.slug)
    created = await services().conferences.create(
        conference_id,
        request.body.details(),
        access_code,
        Cause(uuid4(), request.provenance),
        preferred_language(request.headers),
        admission.begin,
    )
    await admission.end(created)
    if isinstance(created, Refused):
        raise refused(created)
    # Once published, id and details are public: to know them proves nothing any more. And a new access code, once used,
    # is what opens the conference: who knows its id and details may be whom the owner wanted to lock out.
    known_to_all = created.conference.was_ever_published and not created.anew
    gives_token = created.is_first_code_in_force and not known_to_all
    answer = ConferenceCreatedAnswer(
        conference_id=conference_id,
        slug=created.conference.details.slug,
        access_code=access_code if created.anew else None,
        access_token=services().tokens.issue(Grant("conference", conference_id)) if gives_token else None,
    )
    return Answer(answer, {"Location": f"/api/management/conferences/{conference_id}"})


@managed_conferences.operation(
    "GET",
    "management/conferences/{id}",
    summary="Read a conference",
    gives=(ETAG,),
    token="conference",
    problems=(NOT_FOUND,),
)
async def get_managed_conference(request: Request) -> Answer[ManagedConference]:
    """The `ETag` changes whenever something in this answer does: send it along as `If-Match` to edit what was read."""
    conference = await load(request.ids["id"])
    return Answer(_shown(conference), etag(conference))


@managed_conferences.operation(
    "PUT",
    "management/conferences/{id}",
    summary="Edit a conference",
    gives=(ETAG,),
    token="conference",
    problems=(NOT_FOUND, conflict(CURRENCY_FIXED), PRECONDITION_FAILED, PRECONDITION_REQUIRED),
)
async def edit_conference(request: Request[EditConference, Editing]) -> Answer[ManagedConference]:
    """Slug and the owner's e-mail address stay. Published or not, the conference stays what it is."""
    changes = request.body.changes()
    conference = await change(
        request,
        lambda conference: conferences.edit(conference, changes),
        if_versions=if_match(request.headers),
    )
    return Answer(_shown(conference), etag(conference))


def _shown(conference: Conference) -> ManagedConference:
    details = conference.details
    return ManagedConference(
        conference_id=conference.id,
        owner_name=details.owner.name,
        owner_email=details.owner.email,
        is_published=conference.is_published,
        was_ever_published=conference.was_ever_published,
        redirect_url=conference.redirect_url,
        **details.model_dump(exclude={"owner"}, by_alias=False),
    )
