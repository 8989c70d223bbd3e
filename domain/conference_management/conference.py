"""A conference and its seat types: state, `evolve`, decisions. A two-tier CRUD context whose changes are events too.

A decision gives the events that the change means (none: nothing to do), or a refusal. Ids come in from outside.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, assert_never
from uuid import UUID

from domain.conference_management.commands import RaiseQuota
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
    SeatTypeDetails,
    SeatUpdated,
)
from domain.conference_management.slugs import RESERVED_SLUGS
from domain.messages import Refused, Value
from domain.recorded import Recorded, StreamBeginsElsewhere
from domain.values import MAX_SEAT_TYPES, Language, RaisedFor, is_payable

MAX_DELETED_SEAT_TYPES = 300
"""Ids are remembered for ever; the conference stays small enough to be read and written whole."""

CONFERENCE_EXISTS = "conference-exists"
SLUG_RESERVED = "slug-reserved"
CURRENCY_FIXED = "currency-fixed"
PRICE_HAS_DECIMALS = "price-has-decimals"
PRICES_HAVE_DECIMALS = "prices-have-decimals"
SEAT_TYPE_EXISTS = "seat-type-exists"
TOO_MANY_SEAT_TYPES = "too-many-seat-types"
UNKNOWN_SEAT_TYPE = "unknown-seat-type"
WAS_EVER_PUBLISHED = "was-ever-published"


# --- State ------------------------------------------------------------------------------------------------------------


class SeatType(Value):
    """`created_at_version`: of the conference. `quantity`: the quota.

    `created_with`, `created_quantity`: what was asked for then, to know the same request again after any changes.
    """

    id: UUID
    created_at_version: int
    created_with: SeatTypeDetails
    created_quantity: int
    details: SeatTypeDetails
    quantity: int


class Conference(Value):
    """`version`: of the last event; `was_ever_published` is never taken back; seat types in the order of creation.

    `edited_version`: of the last event that changed anything besides the seat types: what its owner's form shows.
    `deleted_seat_types`: the ids of those that were, in the order of deletion. `language`: that its owner is written
    to in; None where nobody said.
    """

    id: UUID
    version: int
    edited_version: int
    details: ConferenceDetails
    is_published: bool
    was_ever_published: bool
    redirect_url: str | None
    seat_types: list[SeatType]
    deleted_seat_types: list[UUID]
    language: Language | None = None

    def seat_type(self, seat_type_id: UUID) -> SeatType | None:
        return next((item for item in self.seat_types if item.id == seat_type_id), None)


def evolve(state: Conference | None, recorded: Recorded[ConferenceEvent]) -> Conference:
    """The conference after the event. Raises StreamBeginsElsewhere unless the first one is ConferenceCreated."""
    event = recorded.event
    if isinstance(event, ConferenceCreated):
        return Conference(
            id=recorded.stream.id,
            version=recorded.version,
            edited_version=recorded.version,
            details=event.details,
            is_published=False,
            was_ever_published=False,
            redirect_url=None,
            seat_types=[],
            deleted_seat_types=[],
            language=event.language,
        )
    if state is None:
        raise StreamBeginsElsewhere(recorded)
    return state.model_copy(update={"version": recorded.version, **_changes(state, event, recorded.version)})


def _changes(state: Conference, event: ConferenceEvent, version: int) -> Mapping[str, Any]:
    """What the event changes, by member."""
    match event:
        case ConferenceUpdated():
            return {"edited_version": version, "details": event.details}
        case ConferencePublished():
            return {
                "edited_version": version,
                "is_published": True,
                "was_ever_published": True,
                "redirect_url": None,
            }
        case ConferenceUnpublished():
            return {"edited_version": version, "is_published": False, "redirect_url": event.redirect_url}
        case AccessCodeRenewed() | NewAccessCodeUsed():
            return {}
        case SeatCreated():
            return {"seat_types": [*state.seat_types, _created(event, version)]}
        case SeatUpdated():
            changed = {"details": event.details, "quantity": event.quantity}
            return {
                "seat_types": [
                    item.model_copy(update=changed) if item.id == event.seat_type else item for item in state.seat_types
                ]
            }
        case SeatDeleted():
            return {
                "seat_types": [item for item in state.seat_types if item.id != event.seat_type],
                "deleted_seat_types": [*state.deleted_seat_types, event.seat_type],
            }
        case ConferenceCreated():
            raise ValueError("a conference is created once")
        case _:
            assert_never(event)


def _created(event: SeatCreated, version: int) -> SeatType:
    return SeatType(
        id=event.seat_type,
        created_at_version=version,
        created_with=event.details,
        created_quantity=event.quantity,
        details=event.details,
        quantity=event.quantity,
    )


# --- Decisions --------------------------------------------------------------------------------------------------------

type Change = list[ConferenceEvent] | Refused


class ConferenceChanges(Value):
    """What may be edited: slug and the owner's e-mail address stay.

    `time_zone`, `currency`: None leaves it as it is.
    """

    owner_name: str
    name: str
    description: str
    location: str
    tagline: str | None
    twitter_search: str | None
    start_date: date
    end_date: date
    time_zone: str | None
    currency: str | None
    invoice_period_days: int


def create(
    created_with: ConferenceDetails | None, details: ConferenceDetails, language: Language | None = None
) -> Change:
    """`created_with`: what the conference was created with if it exists already. The same again is nothing to do."""
    if created_with is not None:
        return [] if created_with == details else Refused(CONFERENCE_EXISTS)
    if details.slug in RESERVED_SLUGS:
        return Refused(SLUG_RESERVED)
    return [ConferenceCreated(details=details, language=language)]


def edit(conference: Conference, changes: ConferenceChanges) -> Change:
    """Never touches the publication.

    Orders were priced in the currency: once ever published, it stays. Until then it can change to one that has the
    decimals of every price.
    """
    before = conference.details
    currency = changes.currency or before.currency
    if currency != before.currency:
        if conference.was_ever_published:
            return Refused(CURRENCY_FIXED)
        if not all(is_payable(seat_type.details.price, currency) for seat_type in conference.seat_types):
            return Refused(PRICES_HAVE_DECIMALS)
    edited = before.model_copy(
        update={
            **{name: getattr(changes, name) for name in ConferenceChanges.model_fields if name != "owner_name"},
            "time_zone": changes.time_zone or before.time_zone,
            "currency": currency,
            "owner": before.owner.model_copy(update={"name": changes.owner_name}),
        }
    )
    return [] if edited == before else [ConferenceUpdated(details=edited)]


def publish(conference: Conference) -> Change:
    return [] if conference.is_published else [ConferencePublished()]


def unpublish(conference: Conference, redirect_url: str | None) -> Change:
    """While unpublished, visitors are sent to `redirect_url`, if any; it can be changed by unpublishing again."""
    if not conference.is_published and conference.redirect_url == redirect_url:
        return []
    return [ConferenceUnpublished(redirect_url=redirect_url)]


def create_seat_type(conference: Conference, seat_type_id: UUID, details: SeatTypeDetails, quantity: int) -> Change:
    """The same again is nothing to do, changed meanwhile or not. An id is taken for ever, by a deleted one too."""
    existing = conference.seat_type(seat_type_id)
    if existing is not None:
        is_same = (existing.created_with, existing.created_quantity) == (details, quantity)
        return [] if is_same else Refused(SEAT_TYPE_EXISTS)
    if seat_type_id in conference.deleted_seat_types:
        return Refused(SEAT_TYPE_EXISTS)
    if len(conference.seat_types) >= MAX_SEAT_TYPES or len(conference.deleted_seat_types) >= MAX_DELETED_SEAT_TYPES:
        return Refused(TOO_MANY_SEAT_TYPES)
    if not is_payable(details.price, conference.details.currency):
        return Refused(PRICE_HAS_DECIMALS)
    return [SeatCreated(seat_type=seat_type_id, details=details, quantity=quantity, previous_quantity=0)]


def update_seat_type(conference: Conference, seat_type_id: UUID, details: SeatTypeDetails, quantity: int) -> Change:
    """Quantity up or down at any time: below what is sold, nothing is taken from those who hold seats."""
    before = conference.seat_type(seat_type_id)
    if before is None:
        return Refused(UNKNOWN_SEAT_TYPE)
    if (before.details, before.quantity) == (details, quantity):
        return []
    if not is_payable(details.price, conference.details.currency):
        return Refused(PRICE_HAS_DECIMALS)
    return [_updated(before, details, quantity)]


def raise_quota(conference: Conference, command: RaiseQuota) -> Change:
    """So many more than there are now, in one decision: an edit of the owner's at the same time is not overwritten.

    Whatever was ordered is still there: a seat type cannot be deleted once its conference was ever published.
    """
    before = conference.seat_type(command.seat_type)
    if before is None:
        return Refused(UNKNOWN_SEAT_TYPE)
    return [_updated(before, before.details, before.quantity + command.quantity, command.raised_for)]


def _updated(
    before: SeatType, details: SeatTypeDetails, quantity: int, raised_for: RaisedFor | None = None
) -> SeatUpdated:
    return SeatUpdated(
        seat_type=before.id,
        details=details,
        quantity=quantity,
        previous_quantity=before.quantity,
        raised_for=raised_for,
    )


def delete_seat_type(conference: Conference, seat_type_id: UUID) -> Change:
    """Until the first publication only: afterwards somebody may have ordered its seats."""
    before = conference.seat_type(seat_type_id)
    if before is None:
        return Refused(UNKNOWN_SEAT_TYPE)
    if conference.was_ever_published:
        return Refused(WAS_EVER_PUBLISHED)
    return [SeatDeleted(seat_type=seat_type_id, quantity=0, previous_quantity=before.quantity)]
