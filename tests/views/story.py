"""What views are told, in words: `told(order.apply, placed(), partially_reserved(...))`.

The conference is A, the order is B, the workshop C and the dinner D; a stream's event of version n happens n minutes
after noon (UTC).
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from domain.conference_management.events import ConferenceDetails, Owner, SeatTypeDetails
from domain.messages import Event, Value
from domain.registration.events import OrderPlaced, OrderTotalsCalculated
from domain.values import PersonalInfo, PricedSeats, SeatQuantity
from infrastructure.event_store import Provenance, RecordedEvent, StreamId

CONFERENCE = UUID("aaaaaaaa-0000-4000-8000-000000000000")
ORDER = UUID("bbbbbbbb-0000-4000-8000-000000000000")
WORKSHOP = UUID("cccccccc-0000-4000-8000-000000000000")
DINNER = UUID("dddddddd-0000-4000-8000-000000000000")
PAYMENT = UUID("eeeeeeee-0000-4000-8000-000000000000")

ADA = PersonalInfo(first_name="Ada", last_name="Lovelace", email="ada@example.com")
GRACE = PersonalInfo(first_name="Grace", last_name="Hopper", email="grace@example.com")

PROVENANCE = Provenance("correlation", "causation")


def minute(minutes: float) -> datetime:
    return datetime(2026, 11, 23, 12, 0, tzinfo=UTC) + timedelta(minutes=minutes)


def recorded(stream: StreamId, version: int, event: Event) -> RecordedEvent:
    return RecordedEvent(stream, version, event, minute(version), PROVENANCE)


def stream_of(stream: StreamId, *events: Event) -> list[RecordedEvent]:
    return [recorded(stream, version, event) for version, event in enumerate(events)]


def told[V: Value](apply: Callable[[V | None, Any], V], events: Sequence[RecordedEvent]) -> Any:
    """The JSON of the view that was told all of these events."""
    view = None
    for event in events:
        view = apply(view, event)
    assert view is not None
    return json.loads(view.model_dump_json())


def seats(**quantities: int) -> list[SeatQuantity]:
    """`seats(workshop=2)`."""
    names = {"workshop": WORKSHOP, "dinner": DINNER}
    return [SeatQuantity(seat_type=names[name], quantity=quantity) for name, quantity in quantities.items()]


def workshops(quantity: int) -> PricedSeats:
    return PricedSeats(seat_type=WORKSHOP, name="Workshop", quantity=quantity, unit_price="199.00")


def dinners(quantity: int) -> PricedSeats:
    return PricedSeats(seat_type=DINNER, name="Dinner", quantity=quantity, unit_price="45.50")


def order_placed(*wanted: PricedSeats) -> OrderPlaced:
    return OrderPlaced(
        conference_id=CONFERENCE,
        conference_slug="pycon",
        conference_name="PyCon",
        currency="EUR",
        seats=list(wanted),
        placed_at=minute(0),
        reservation_expires_at=minute(15),
        seats_released_at=minute(29),
        access_code="K7MQ2X",
    )


def totals(total: str, *lines: tuple[PricedSeats, str]) -> OrderTotalsCalculated:
    """`totals("398.00", (workshops(2), "398.00"))`."""
    return OrderTotalsCalculated.model_validate(
        {
            "conference_id": CONFERENCE,
            "lines": [
                {
                    "seat_type": line.seat_type,
                    "description": line.name,
                    "unit_price": line.unit_price,
                    "quantity": line.quantity,
                    "line_total": line_total,
                }
                for line, line_total in lines
            ],
            "total": total,
            "is_free_of_charge": total == "0",
        }
    )


def conference_details(**changes: Any) -> ConferenceDetails:
    """PyCon in Vienna, 3 to 5 May 2027, as Guido entered it, but for `changes`."""
    entered = {
        "name": "PyCon",
        "description": "All about Python",
        "location": "Vienna",
        "tagline": "Batteries included",
        "twitter_search": "#pycon",
        "slug": "pycon",
        "start_date": "2027-05-03",
        "end_date": "2027-05-05",
        "time_zone": "Europe/Vienna",
        "currency": "EUR",
        "invoice_period_days": 14,
        "owner": Owner(name="Guido", email="guido@example.com"),
    }
    return ConferenceDetails.model_validate(entered | changes)


def workshop_details(name: str = "Workshop", price: str = "199") -> SeatTypeDetails:
    return SeatTypeDetails.model_validate({"name": name, "description": "A day of practice", "price": price})
