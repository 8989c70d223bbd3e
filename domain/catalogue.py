"""Every event and command type by its stored name, and the one place that makes a message of stored JSON.

`EVENT_SOURCES` says which stream type raises an event; `COMMAND_TARGETS` which stream type decides a command.
"""

import json
from collections.abc import Callable
from typing import Any, get_args

from domain.conference_management.commands import RaiseQuota, RenewAccessCode
from domain.conference_management.events import ConferenceEvent
from domain.messages import Command, Event, Message
from domain.payments.commands import PaymentCommand
from domain.payments.events import PaymentEvent
from domain.registration.commands import (
    ExpireRegistrationProcess,
    OrderCommand,
    SeatAssignmentsCommand,
    SeatsAvailabilityCommand,
)
from domain.registration.events import OrderEvent, SeatAssignmentsEvent, SeatsAvailabilityEvent
from domain.registration.process_events import RegistrationProcessEvent
from domain.time_zones import UTC_NAME

CONFERENCE = "Conference"
ORDER = "Order"
SEATS_AVAILABILITY = "SeatsAvailability"
SEAT_ASSIGNMENTS = "SeatAssignments"
PAYMENT = "ThirdPartyProcessorPayment"
REGISTRATION_PROCESS = "RegistrationProcess"


def _members(union: Any) -> tuple[type[Any], ...]:
    value = union.__value__
    return get_args(value) or (value,)


EVENT_SOURCES: dict[type[Event], str] = {
    event: source
    for source, union in (
        (CONFERENCE, ConferenceEvent),
        (ORDER, OrderEvent),
        (SEATS_AVAILABILITY, SeatsAvailabilityEvent),
        (SEAT_ASSIGNMENTS, SeatAssignmentsEvent),
        (PAYMENT, PaymentEvent),
        (REGISTRATION_PROCESS, RegistrationProcessEvent),
    )
    for event in _members(union)
}

COMMAND_TARGETS: dict[type[Command], str] = {
    **dict.fromkeys(_members(OrderCommand), ORDER),
    **dict.fromkeys(_members(SeatsAvailabilityCommand), SEATS_AVAILABILITY),
    **dict.fromkeys(_members(SeatAssignmentsCommand), SEAT_ASSIGNMENTS),
    **dict.fromkeys(_members(PaymentCommand), PAYMENT),
    ExpireRegistrationProcess: REGISTRATION_PROCESS,
    RaiseQuota: CONFERENCE,
    RenewAccessCode: CONFERENCE,
}

EVENTS: dict[str, type[Event]] = {event.__name__: event for event in EVENT_SOURCES}
COMMANDS: dict[str, type[Command]] = {command.__name__: command for command in COMMAND_TARGETS}

type Upcaster = Callable[[dict[str, Any]], dict[str, Any]]


def _in_utc(document: dict[str, Any]) -> dict[str, Any]:
    """Conferences had no time zone."""
    return document | {"details": document["details"] | {"timeZone": UTC_NAME}}


UPCASTERS: dict[tuple[str, int], Upcaster] = {
    ("SeatUpdated", 1): lambda document: document | {"raisedFor": None},
    ("InitiateThirdPartyProcessorPayment", 1): lambda document: document | {"payableUntil": None},
    ("PaymentInitiated", 1): lambda document: document | {"payableUntil": None},
    ("PaymentCompleted", 1): lambda document: document | {"conferenceId": None, "currency": None},
    ("PaymentRefunded", 1): lambda document: document | {"conferenceId": None, "currency": None},
    ("ConferenceCreated", 1): lambda document: document | {"language": None},
    ("ConferenceCreated", 2): _in_utc,
    ("ConferenceUpdated", 1): _in_utc,
    ("OrderPlaced", 1): lambda document: document | {"language": None},
    ("OrderRegistrantAssigned", 1): lambda document: document | {"byCheckoutAlone": False},
    ("RejectOrder", 1): lambda document: document | {"deadline": None},
    ("RegisterToConference", 1): lambda document: document | {"language": None},
}
"""(type name, schema version) → the same message's JSON one schema version later."""


class UnknownMessage(ValueError):
    """The stored type or schema version is not one that this release can read."""


type Payload = str | dict[str, Any]
"""A message's JSON as text (out of the store) or as the object it was parsed to (out of a larger document)."""


def _decode[M: Message](types: dict[str, type[M]], name: str, schema_version: int, payload: Payload) -> M:
    message_type = types.get(name)
    if message_type is None:
        raise UnknownMessage(f"unknown message type {name!r}")
    current = message_type.schema_version
    if schema_version >= current:
        if isinstance(payload, str):
            return message_type.model_validate_json(payload)
        return message_type.model_validate(payload)
    document = json.loads(payload) if isinstance(payload, str) else payload
    for version in range(schema_version, current):
        upcast = UPCASTERS.get((name, version))
        if upcast is None:
            raise UnknownMessage(f"no upcaster for {name!r} of schema version {version}")
        document = upcast(document)
    return message_type.model_validate(document)


def decode_event(name: str, schema_version: int, payload: Payload) -> Event:
    """The event stored or published as `payload`. Raises UnknownMessage or ValidationError, both ValueErrors."""
    return _decode(EVENTS, name, schema_version, payload)


def decode_command(name: str, schema_version: int, payload: Payload) -> Command:
    """The command sent as `payload`. Raises UnknownMessage or pydantic's ValidationError."""
    return _decode(COMMANDS, name, schema_version, payload)
