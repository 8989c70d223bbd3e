"""A conference and its seat types as the public sees them (source: the conference's stream)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, assert_never
from uuid import UUID

from domain.conference_management.events import (
    AccessCodeRenewed,
    ConferenceCreated,
    ConferenceDetails,
    ConferenceEvent,
    ConferencePublished,
    ConferenceUnpublished,
    ConferenceUpdated,
    NewAccessCodeUsed,
    SeatCreated,
    SeatDeleted,
    SeatUpdated,
)
from domain.messages import Value
from domain.recorded import Recorded, StreamBeginsElsewhere
from domain.time_zones import UTC_NAME, end_of_day
from domain.values import Money


class ConferenceBasics(Value):
    """What the public sees of a conference everywhere. Dates are calendar days in `time_zone`, an IANA name."""

    id: UUID
    slug: str
    name: str
    tagline: str | None
    location: str
    start_date: date
    end_date: date
    time_zone: str
    currency: str

    def is_over(self, now: datetime) -> bool:
        """Whether its last day has ended where it takes place. `now`: aware."""
        return end_of_day(self.end_date, self.time_zone) <= now


class ConferenceSummary(ConferenceBasics):
    """An item of the list of published conferences. `from_price`: of its cheapest seat type, None without any."""

    from_price: Money | None


class PublicConference(ConferenceBasics):
    """All that the public is told of a conference."""

    description: str
    twitter_search: str | None
    invoice_period_days: int


class SeatTypeView(Value):
    """`quantity`: the quota."""

    id: UUID
    name: str
    description: str
    price: Money
    quantity: int


class ConferenceView(PublicConference):
    """`redirect_url`: where visitors are sent while the conference is not published, if anywhere."""

    time_zone: str = UTC_NAME
    """Earlier releases stored none."""
    version: int
    is_published: bool
    redirect_url: str | None
    seat_types: list[SeatTypeView]

    def seat_type(self, seat_type_id: UUID) -> SeatTypeView | None:
        return next((seat_type for seat_type in self.seat_types if seat_type.id == seat_type_id), None)

    def public(self) -> PublicConference:
        return PublicConference(**{name: getattr(self, name) for name in PublicConference.model_fields})


class ListedConference(ConferenceSummary):
    """A conference as the list needs it, published or not. `ends_at`: the moment, in UTC, from which on it is over."""

    version: int
    is_published: bool
    ends_at: datetime

    def summary(self) -> ConferenceSummary:
        return ConferenceSummary(**{name: getattr(self, name) for name in ConferenceSummary.model_fields})


class SlugOwner(Value):
    """What a slug leads to, for ever."""

    id: UUID


def listed(view: ConferenceView) -> ListedConference:
    return ListedConference(
        **{name: getattr(view, name) for name in ConferenceBasics.model_fields},
        from_price=min((seat_type.price for seat_type in view.seat_types), default=None),
        version=view.version,
        is_published=view.is_published,
        ends_at=end_of_day(view.end_date, view.time_zone),
    )


def apply(view: ConferenceView | None, recorded: Recorded[ConferenceEvent]) -> ConferenceView:
    """The conference after the event. Raises StreamBeginsElsewhere unless the first one is ConferenceCreated."""
    event = recorded.event
    if isinstance(event, ConferenceCreated):
        return ConferenceView(
            id=recorded.stream.id,
            version=recorded.version,
            is_published=False,
            redirect_url=None,
            seat_types=[],
            **_details(event.details),
        )
    if view is None:
        raise StreamBeginsElsewhere(recorded)
    return view.model_copy(update={"version": recorded.version, **_changes(view, event)})


def _changes(view: ConferenceView, event: ConferenceEvent) -> Mapping[str, Any]:
    """What the event changes, by member."""
    match event:
        case ConferenceUpdated():
            return _details(event.details)
        case ConferencePublished():
            return {"is_published": True, "redirect_url": None}
        case ConferenceUnpublished():
            return {"is_published": False, "redirect_url": event.redirect_url}
        case AccessCodeRenewed() | NewAccessCodeUsed():
            return {}
        case SeatCreated():
            return {"seat_types": [*view.seat_types, _seat_type(event)]}
        case SeatUpdated():
            changed = _seat_type(event)
            return {"seat_types": [changed if item.id == changed.id else item for item in view.seat_types]}
        case SeatDeleted():
            return {"seat_types": [item for item in view.seat_types if item.id != event.seat_type]}
        case ConferenceCreated():
            raise ValueError("a conference is created once")
        case _:
            assert_never(event)


def _details(details: ConferenceDetails) -> dict[str, Any]:
    """The details but the owner, who is nobody's business."""
    return {name: getattr(details, name) for name in ConferenceDetails.model_fields if name != "owner"}


def _seat_type(event: SeatCreated | SeatUpdated) -> SeatTypeView:
    return SeatTypeView(
        id=event.seat_type,
        name=event.details.name,
        description=event.details.description,
        price=event.details.price,
        quantity=event.quantity,
    )
