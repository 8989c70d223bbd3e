"""What business customers send: conferences and seat types."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, WithJsonSchema, field_validator

from domain.conference_management.conference import ConferenceChanges
from domain.conference_management.events import ConferenceDetails, Owner, SeatTypeDetails
from domain.currencies import CURRENCIES
from domain.time_zones import UTC_NAME, time_zones
from functions.http.bodies import Body
from functions.http.describing import described
from functions.http.people import Name
from functions.http.values import Amount, CalendarDate, Email, Id, Lines, Text, VisibleText, WebAddress

HIGHEST_PRICE = 50_000
HIGHEST_QUOTA = 100_000
LONGEST_INVOICE_PERIOD = 90


def _currency(code: str) -> str:
    if code not in CURRENCIES:
        raise ValueError("Input should be the code of a currency in ISO 4217, such as EUR")
    return code


def _time_zone(name: str) -> str:
    if name not in time_zones():
        raise ValueError("Input should be the name of a time zone in the IANA database, such as Europe/Vienna")
    return name


type Currency = Annotated[str, AfterValidator(_currency), described(pattern="^[A-Z]{3}$", format="iso-4217")]
type TimeZone = Annotated[str, AfterValidator(_time_zone), described(minLength=1, format="iana-time-zone")]
type Slug = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[a-z0-9-]{1,60}$")]
type Price = Annotated[
    Amount,
    Field(le=HIGHEST_PRICE),
    WithJsonSchema({"type": "string", "pattern": r"^((\d|[1-9]\d{1,3}|[1-4]\d{4})(\.\d{1,2})?|50000(\.00?)?)$"}),
]


class ConferenceMembers(Body):
    """The first and the last day are calendar days in the conference's time zone.

    `invoicePeriodDays`: 0 where no invoices are offered.
    """

    owner_name: Name
    name: Annotated[VisibleText, Field(max_length=200)]
    description: Annotated[Lines, Field(max_length=4_000)]
    location: Annotated[Text, Field(max_length=200)]
    tagline: Annotated[Text, Field(max_length=200)] | None = None
    twitter_search: Annotated[Text, Field(max_length=100)] | None = None
    start_date: CalendarDate
    end_date: CalendarDate
    invoice_period_days: Annotated[int, Field(ge=0, le=LONGEST_INVOICE_PERIOD)] = 0

    @field_validator("end_date")
    @classmethod
    def _ends_after_its_start(cls, end_date: date, info: ValidationInfo) -> date:
        start_date = info.data.get("start_date")
        if start_date is not None and end_date < start_date:
            raise ValueError("The end date must not be before the start date")
        return end_date


class CreateConference(ConferenceMembers):
    """`conferenceId`: a random UUID; who chooses it can send the conference again. `timeZone`: an IANA name."""

    conference_id: Id | None = None
    slug: Slug
    owner_email: Email
    time_zone: TimeZone = UTC_NAME
    currency: Currency

    def details(self) -> ConferenceDetails:
        members = self.model_dump(exclude={"conference_id", "owner_name", "owner_email"})
        return ConferenceDetails(**members, owner=Owner(name=self.owner_name, email=self.owner_email))


class EditConference(ConferenceMembers):
    """`timeZone`, `currency`: left out, they stay as they are; once ever published the currency cannot be changed."""

    time_zone: TimeZone | None = None
    currency: Currency | None = None

    def changes(self) -> ConferenceChanges:
        return ConferenceChanges(**self.model_dump())


class Unpublish(Body):
    """`redirectUrl`: where visitors are sent meanwhile."""

    redirect_url: WebAddress | None = None


class SeatTypeMembers(Body):
    """`seatTypeId`: a random UUID; who chooses it can send a new seat type again."""

    seat_type_id: Id | None = None
    name: Annotated[VisibleText, Field(max_length=70)]
    description: Annotated[Lines, Field(max_length=250)]
    price: Price
    quantity: Annotated[int, Field(ge=0, le=HIGHEST_QUOTA)]

    def details(self) -> SeatTypeDetails:
        return SeatTypeDetails(name=self.name, description=self.description, price=self.price)
