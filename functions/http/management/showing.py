"""Waiting until the public sees what the business customer did."""

import asyncio

from domain.conference_management.conference import Conference
from domain.registration.views.availability import AvailabilityView
from domain.registration.views.conference import ConferenceView
from functions.http.services import services
from infrastructure.registration_views import availability_place, conference_place

LONGEST_WAIT_SECONDS = 5.0


async def until_shown(conference: Conference) -> None:
    """Returns when the public views, the list included, show the conference at this version or later, and the
    availability counts its quota; after 5 s in any case: the change is done, they will follow."""
    views, wakeups, clock = services().views, services().wakeups, asyncio.get_running_loop().time
    end = clock() + LONGEST_WAIT_SECONDS

    async def read() -> tuple[ConferenceView | None, AvailabilityView | None]:
        return await views.conference(conference.id), await views.availability(conference.id)

    # The list and the slug are written before the conference's own row.
    await wakeups.wait_for(
        conference_place(conference.id),
        lambda: views.conference(conference.id),
        lambda view: view is not None and view.version >= conference.version,
        LONGEST_WAIT_SECONDS,
    )
    await wakeups.wait_for(availability_place(conference.id), read, lambda both: _counts_quota(*both), end - clock())


def _counts_quota(conference: ConferenceView | None, availability: AvailabilityView | None) -> bool:
    """Wherever its seats are, left, held or sold: each type has as many as its quota says."""
    quota = {seat_type.id: seat_type.quantity for seat_type in conference.seat_types} if conference else {}
    seats = availability.seat_types if availability else {}
    counted = {seat_type: left.remaining + left.reserved + left.sold for seat_type, left in seats.items()}
    return all(quota.get(seat_type, 0) == counted.get(seat_type, 0) for seat_type in quota.keys() | counted.keys())
