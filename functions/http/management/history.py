"""What was changed about a conference."""

from typing import cast

from domain.catalogue import CONFERENCE
from domain.conference_management.events import ConferenceEvent
from domain.conference_management.history import HistoryItem, history
from domain.recorded import Recorded
from functions.http.api import Api
from functions.http.problems import NOT_FOUND, not_found
from functions.http.requests import Answer, Request
from functions.http.services import services
from infrastructure.event_store import StreamId

LAST = 20

conference_history = Api("Conference management")


@conference_history.operation(
    "GET",
    "management/conferences/{id}/history",
    summary="List the last changes of a conference",
    token="conference",
    problems=(NOT_FOUND,),
)
async def list_history(request: Request) -> Answer[list[HistoryItem]]:
    """The last 20 changes of the conference and its seat types, newest first."""
    found = await services().store.read(StreamId(CONFERENCE, request.ids["id"]))
    if not found.events:
        raise not_found("conference")
    return Answer(history([cast(Recorded[ConferenceEvent], recorded) for recorded in found.events], LAST))
