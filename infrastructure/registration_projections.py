"""The projections of the registration context, and what they cause besides their documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid5

from domain.catalogue import CONFERENCE, ORDER, SEAT_ASSIGNMENTS, SEATS_AVAILABILITY
from domain.conference_management.events import ConferenceCreated, SeatCreated, SeatDeleted, SeatUpdated
from domain.registration.commands import AddSeats, RemoveSeats
from domain.registration.events import OrderCheckedOut, OrderRegistrantAssigned
from domain.registration.views import availability, conference, order, seat_assignments
from domain.registration.views.conference import ConferenceView, SlugOwner
from domain.registration.views.order import OrderView
from infrastructure.conference_list import ConferenceList
from infrastructure.event_store import EventStore, RecordedEvent
from infrastructure.locators import Locator, Locators
from infrastructure.message_codec import encode_command
from infrastructure.messaging import Bus, CommandEnvelope, caused_by, destination
from infrastructure.projecting import Commit, Projection, Projector
from infrastructure.registration_views import (
    RegistrationViews,
    availability_place,
    conference_place,
    order_place,
    seat_assignments_place,
    slug_place,
)
from infrastructure.view_store import DocumentChanged, Place, ViewStore
from infrastructure.waiting import Wakeups


def registration_projectors(
    views: RegistrationViews, store: EventStore, bus: Bus, locators: Locators, wakeups: Wakeups
) -> Mapping[str, Projector[Any]]:
    """Stream type → who projects its commits."""
    listing = ConferenceList(views.rows, store)
    conferences = Projection(
        conference.ConferenceView,
        lambda recorded: conference_place(recorded.stream.id),
        conference.apply,
        ConferenceConsequences(views.rows, bus, listing),
        mend=listing.reconcile,
    )
    orders = Projection(
        order.OrderView,
        lambda recorded: order_place(recorded.stream.id),
        order.apply,
        OrderConsequences(locators),
    )
    seats = Projection(
        availability.AvailabilityView,
        lambda recorded: availability_place(recorded.stream.id),
        availability.apply,
    )
    assignments = Projection(
        seat_assignments.SeatAssignmentsView,
        lambda recorded: seat_assignments_place(recorded.stream.id),
        seat_assignments.apply,
    )
    return {
        CONFERENCE: Projector(conferences, views.rows, store, wakeups),
        ORDER: Projector(orders, views.rows, store, wakeups),
        SEATS_AVAILABILITY: Projector(seats, views.rows, store, wakeups),
        SEAT_ASSIGNMENTS: Projector(assignments, views.blobs, store, wakeups),
    }


@dataclass(frozen=True, slots=True)
class ConferenceConsequences:
    """The list and the slug follow, and the quota: whoever sees the conference's version finds all of them done."""

    rows: ViewStore
    bus: Bus
    listing: ConferenceList

    async def __call__(self, view: ConferenceView, news: Commit) -> None:
        for recorded in news:
            if isinstance(recorded.event, ConferenceCreated):
                await write_newest(
                    self.rows, slug_place(view.slug), recorded.version, SlugOwner(id=view.id).model_dump_json()
                )
            elif command := quota_command(recorded):
                envelope = CommandEnvelope(command, recorded.occurred_at, caused_by(recorded))
                await self.bus.send(destination(command), encode_command(envelope))
        await self.listing.show(view)


@dataclass(frozen=True, slots=True)
class OrderConsequences:
    """From its checkout on, an order can be located by its registrant's present e-mail address."""

    locators: Locators

    async def __call__(self, view: OrderView, news: Commit) -> None:
        if view.checked_out_at is None or view.registrant is None:
            return
        if any(isinstance(recorded.event, OrderCheckedOut | OrderRegistrantAssigned) for recorded in news):
            await self.locators.add(Locator("order", view.registrant.email, view.access_code), view.order_id)


def quota_command(recorded: RecordedEvent) -> AddSeats | RemoveSeats | None:
    """What the change of a quota means for the seats of the conference; None for a change by 0.

    A new type is told even with no seats, or orders for it would wait for news of it. The id derives from the event:
    however often it is sent, it counts once.
    """
    event = recorded.event
    if not isinstance(event, SeatCreated | SeatUpdated | SeatDeleted):
        return None
    conference_id = recorded.stream.id
    command_id = uuid5(conference_id, str(recorded.version))
    difference = event.quantity - event.previous_quantity
    if difference > 0 or isinstance(event, SeatCreated):
        return AddSeats(
            id=command_id,
            conference_id=conference_id,
            seat_type=event.seat_type,
            quantity=difference,
            raised_for=event.raised_for if isinstance(event, SeatUpdated) else None,
        )
    if difference < 0:
        return RemoveSeats(id=command_id, conference_id=conference_id, seat_type=event.seat_type, quantity=-difference)
    return None


async def write_newest(documents: ViewStore, place: Place, version: int, json: str) -> None:
    """Writes the document unless the place holds this version or a newer one."""
    while (found := await documents.get(place)) is None or found.version < version:
        try:
            await documents.save(place, version, json, found.etag if found else None)
        except DocumentChanged:
            continue  # by an older version: look again
        return
