"""Every read model says what a replay of its stream says."""

from collections.abc import Sequence
from typing import Any

from domain.catalogue import CONFERENCE as CONFERENCE_TYPE
from domain.catalogue import ORDER as ORDER_TYPE
from domain.catalogue import SEAT_ASSIGNMENTS, SEATS_AVAILABILITY
from domain.conference_management.views import attendees
from domain.conference_management.views import orders as managed_orders
from domain.conference_management.views.attendees import AttendeesView
from domain.conference_management.views.orders import ManagedOrderView
from domain.registration.views import availability, conference, order, seat_assignments
from infrastructure import management_views, registration_views
from infrastructure.event_store import RecordedEvent, StreamId
from infrastructure.memory.memory_view_store import MemoryViewStore
from infrastructure.view_store import Place
from tests.simulation.registration import CONFERENCE, ORDER
from tests.simulation.world import World

THE_SEATS = StreamId(SEATS_AVAILABILITY, CONFERENCE)


async def events_of(world: World, stream: StreamId) -> Sequence[RecordedEvent]:
    return (await world.store.read(stream)).events


async def assert_views_are_replays(world: World) -> None:
    for apply, model, stream, documents, place in (
        (order.apply, order.OrderView, StreamId(ORDER_TYPE, ORDER), world.rows, registration_views.order_place(ORDER)),
        (
            availability.apply,
            availability.AvailabilityView,
            THE_SEATS,
            world.rows,
            registration_views.availability_place(CONFERENCE),
        ),
        (
            conference.apply,
            conference.ConferenceView,
            StreamId(CONFERENCE_TYPE, CONFERENCE),
            world.rows,
            registration_views.conference_place(CONFERENCE),
        ),
        (
            seat_assignments.apply,
            seat_assignments.SeatAssignmentsView,
            StreamId(SEAT_ASSIGNMENTS, ORDER),
            world.rows,
            registration_views.seat_assignments_place(ORDER),
        ),
        (
            managed_orders.apply,
            ManagedOrderView,
            StreamId(ORDER_TYPE, ORDER),
            world.managed_rows,
            management_views.order_place(CONFERENCE, ORDER),
        ),
        (
            attendees.apply,
            AttendeesView,
            StreamId(SEAT_ASSIGNMENTS, ORDER),
            world.managed_rows,
            management_views.attendees_place(CONFERENCE, ORDER),
        ),
    ):
        await _assert_is_replay(world, apply, model, stream, documents, place)


async def _assert_is_replay(
    world: World, apply: Any, model: Any, stream: StreamId, documents: MemoryViewStore, place: Place
) -> None:
    replayed = None
    for recorded in await events_of(world, stream):
        replayed = apply(replayed, recorded)
    document = documents.documents.get(place)
    assert (model.model_validate_json(document.json) if document else None) == replayed, place
