"""Where the read models of the registration context stand, and how they are asked for."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from domain.registration.views.availability import AvailabilityView
from domain.registration.views.conference import ConferenceSummary, ConferenceView, ListedConference, SlugOwner
from domain.registration.views.order import OrderView
from domain.registration.views.seat_assignments import SeatAssignmentsView
from infrastructure.recently_used import RecentlyUsed
from infrastructure.view_store import ListedViewStore, Place, ViewStore

TABLE = "registrationviews"
CONTAINER = "seat-assignments"

PUBLISHED = "published"
"""The partition of the list of conferences (`infrastructure/conference_list.py`)."""

_UNTIL = "until_"
"""Where the keys of the rows begin that the list is read from. No UUID begins so."""

SLUGS_REMEMBERED = 1_000
"""A slug is its conference's for ever: who once looked it up need not ask again."""


def conference_place(conference_id: UUID) -> Place:
    return Place(f"Conference_{conference_id}", "Conference")


def availability_place(conference_id: UUID) -> Place:
    return Place(f"Conference_{conference_id}", "Availability")


def order_place(order_id: UUID) -> Place:
    return Place(f"Order_{order_id}", "Order")


def seat_assignments_place(order_id: UUID) -> Place:
    """Of a blob."""
    return Place(f"Order_{order_id}", "SeatAssignments.json")


def listed_place(conference_id: UUID) -> Place:
    """Of the document that a conference's row of the list is a copy of; it is there for every conference."""
    return Place(PUBLISHED, str(conference_id))


def listed_row(conference_id: UUID, ends_at: datetime) -> str:
    """Gives the key of a conference's row of the list. The rows are ordered by the moment at which they end."""
    return f"{_UNTIL}{_seconds(ends_at)}_{conference_id}"


def _seconds(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")


def slug_place(slug: str) -> Place:
    """Of the document `{"id": …}` that says whose slug it is."""
    return Place(f"slug_{slug}", "Conference")


@dataclass(frozen=True, slots=True)
class RegistrationViews:
    """Every question raises StorageUnavailable when the storage does not answer."""

    rows: ListedViewStore
    blobs: ViewStore
    _owners: RecentlyUsed[str, UUID] = field(default_factory=lambda: RecentlyUsed(SLUGS_REMEMBERED))

    async def order(self, order_id: UUID) -> OrderView | None:
        found = await self.rows.get(order_place(order_id))
        return OrderView.model_validate_json(found.json) if found else None

    async def conference(self, conference_id: UUID) -> ConferenceView | None:
        """Published or not."""
        found = await self.rows.get(conference_place(conference_id))
        return ConferenceView.model_validate_json(found.json) if found else None

    async def conference_by_slug(self, slug: str) -> ConferenceView | None:
        """Published or not."""
        owner = await self.owner_of_slug(slug)
        return await self.conference(owner) if owner else None

    async def owner_of_slug(self, slug: str) -> UUID | None:
        """The id of the conference, published or not."""
        owner = self._owners.take(slug) or await self._owner(slug)
        if owner is not None:
            self._owners.remember(slug, owner)
        return owner

    async def published_conferences(self, now: datetime) -> list[ConferenceSummary]:
        """Those that are not over, by start date, then by name; no other is read. `now`: aware."""
        # Ends are whole seconds: a row that ended in this very second or before is over. "~" sorts behind "_".
        over = f"{_UNTIL}{_seconds(now)}~"
        rows = [
            ListedConference.model_validate_json(json) async for json in self.rows.list(PUBLISHED, _UNTIL, after=over)
        ]
        # A row that moves between two pages may be on both.
        newest = {row.id: row for row in sorted(rows, key=lambda row: row.version)}
        published = [row.summary() for row in newest.values()]
        return sorted(published, key=lambda conference: (conference.start_date, conference.name))

    async def availability(self, conference_id: UUID) -> AvailabilityView | None:
        found = await self.rows.get(availability_place(conference_id))
        return AvailabilityView.model_validate_json(found.json) if found else None

    async def _owner(self, slug: str) -> UUID | None:
        found = await self.rows.get(slug_place(slug))
        return SlugOwner.model_validate_json(found.json).id if found else None

    async def seat_assignments(self, order_id: UUID) -> SeatAssignmentsView | None:
        found = await self.blobs.get(seat_assignments_place(order_id))
        return SeatAssignmentsView.model_validate_json(found.json) if found else None
