"""What happened to a conference, in the words of its rules: `given(CREATED, WORKSHOPS, PUBLISHED)`."""

from typing import Any
from uuid import UUID

from domain.conference_management import conference as conferences
from domain.conference_management.commands import RaiseQuota
from domain.conference_management.conference import Conference
from domain.conference_management.events import (
    ConferenceCreated,
    ConferenceEvent,
    ConferencePublished,
    ConferenceUnpublished,
    SeatCreated,
    SeatDeleted,
)
from domain.values import RaisedFor
from infrastructure.event_store import StreamId
from tests.views.story import CONFERENCE, WORKSHOP, conference_details, recorded, workshop_details

DETAILS = conference_details()
CREATED = ConferenceCreated(details=DETAILS)
PUBLISHED = ConferencePublished()
UNPUBLISHED = ConferenceUnpublished(redirect_url=None)
WORKSHOPS = SeatCreated(seat_type=WORKSHOP, details=workshop_details(), quantity=100, previous_quantity=0)
WORKSHOPS_GONE = SeatDeleted(seat_type=WORKSHOP, quantity=0, previous_quantity=100)
RAISE_BY_TWO = RaiseQuota(
    id=UUID(int=1),
    conference_id=CONFERENCE,
    seat_type=WORKSHOP,
    quantity=2,
    raised_for=RaisedFor(reservation_id=UUID(int=7), number=6),
)


def given(*events: ConferenceEvent) -> Conference:
    state: Conference | None = None
    for version, event in enumerate(events):
        happened: Any = recorded(StreamId("Conference", CONFERENCE), version, event)
        state = conferences.evolve(state, happened)
    assert state is not None
    return state
