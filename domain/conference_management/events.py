"""Events of conference management: one contiguous stream for a conference and its seat types (source: its id)."""

from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from domain.messages import Event, Value
from domain.time_zones import UTC_NAME
from domain.values import Language, RaisedFor


class Owner(Value):
    name: str
    email: str


class ConferenceDetails(Value):
    """What can be said of a conference besides its publication.

    Dates are calendar days in `time_zone`, an IANA name.
    """

    name: str
    description: str
    location: str
    tagline: str | None
    twitter_search: str | None
    slug: str
    start_date: date
    end_date: date
    time_zone: str = UTC_NAME
    currency: str
    invoice_period_days: int
    owner: Owner


class ConferenceCreated(Event):
    """`language`: that the owner is written to in; None where nobody said."""

    schema_version: ClassVar[int] = 3

    details: ConferenceDetails
    language: Language | None = None


class ConferenceUpdated(Event):
    schema_version: ClassVar[int] = 2

    details: ConferenceDetails


class ConferencePublished(Event):
    pass


class ConferenceUnpublished(Event):
    """`redirect_url`: where the owner sends visitors meanwhile, if anywhere."""

    redirect_url: str | None


class AccessCodeRenewed(Event):
    """The owner asked for another access code. It stands in the conference's state, hashed and sealed, and not here."""


class NewAccessCodeUsed(Event):
    """A renewed access code was used for the first time: tokens that were given for earlier codes ended."""


class SeatTypeDetails(Value):
    name: str
    description: str
    price: Decimal


class SeatCreated(Event):
    """Announced at once. `previous_quantity` is 0: the quota grows by the difference of the two."""

    seat_type: UUID
    details: SeatTypeDetails
    quantity: int
    previous_quantity: int


class SeatUpdated(Event):
    """`raised_for`: the honoured order whose reservation gets the seats by which the quota grew; else None."""

    schema_version: ClassVar[int] = 2

    seat_type: UUID
    details: SeatTypeDetails
    quantity: int
    previous_quantity: int
    raised_for: RaisedFor | None = None


class SeatDeleted(Event):
    """`quantity` is 0. Possible until the first publication only."""

    seat_type: UUID
    quantity: int
    previous_quantity: int


type ConferenceEvent = (
    ConferenceCreated
    | ConferenceUpdated
    | ConferencePublished
    | ConferenceUnpublished
    | AccessCodeRenewed
    | NewAccessCodeUsed
    | SeatCreated
    | SeatUpdated
    | SeatDeleted
)
