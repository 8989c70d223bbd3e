"""What travels on the bus, a command or the news of one commit, and where it goes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from domain.catalogue import COMMAND_TARGETS, SEATS_AVAILABILITY
from domain.conference_management.commands import RaiseQuota, RenewAccessCode
from domain.messages import Command
from domain.payments.commands import PaymentCommandBase
from domain.registration.commands import (
    ExpireRegistrationProcess,
    OrderCommandBase,
    SeatAssignmentsCommandBase,
    SeatsCommandBase,
)
from infrastructure.event_store import Provenance, RecordedEvent, StreamId
from infrastructure.topology import COMMANDS_QUEUE, SEATS_QUEUE


class BusUnavailable(Exception):
    """The bus did not take the message, or its answer was lost: it may be in or not. Try again."""


class MessageTooLarge(ValueError):
    """The bus will never take a message of this size."""


@dataclass(frozen=True, slots=True)
class BusMessage:
    """`properties`: application properties. `not_before`: aware UTC, None for at once."""

    message_id: str
    body: bytes
    properties: dict[str, str]
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message as it was received. `entity`: its queue, or `<topic>/<subscription>`. The first delivery counts 1.

    `attempt`: of handling it, from 1 on; those that failed were deliveries of other copies (`infrastructure.retries`).
    """

    entity: str
    message_id: str
    body: bytes
    properties: Mapping[str, str]
    delivery_count: int
    attempt: int = 1


class Bus(Protocol):
    async def send(self, entity: str, message: BusMessage) -> None:
        """Returns once the bus keeps the message. Raises BusUnavailable or MessageTooLarge."""
        ...


@dataclass(frozen=True, slots=True)
class CommandEnvelope:
    """A command on its way. `issued_at` (aware UTC): patience with it counts from then. `provenance`: its own cause."""

    command: Command
    issued_at: datetime
    provenance: Provenance


def caused_by(cause: CommandEnvelope | RecordedEvent) -> Provenance:
    """The provenance of what this command or this event leads to."""
    match cause:
        case CommandEnvelope(command=command):
            return replace(cause.provenance, causation_id=str(command.id))
        case RecordedEvent(stream=stream, version=version):
            return replace(cause.provenance, causation_id=f"{stream}/{version}")


def target_of(command: Command) -> StreamId:
    """The stream that decides the command."""
    match command:
        case OrderCommandBase() | SeatAssignmentsCommandBase() | ExpireRegistrationProcess():
            target = command.order_id
        case SeatsCommandBase() | RaiseQuota() | RenewAccessCode():
            target = command.conference_id
        case PaymentCommandBase():
            target = command.payment_id
        case _:
            raise TypeError(f"{type(command).__name__} is decided by no stream")
    return StreamId(COMMAND_TARGETS[type(command)], target)


def destination(command: Command) -> str:
    """The queue of the command. Seats have one of their own: a run on one conference must not hold up orders."""
    return SEATS_QUEUE if COMMAND_TARGETS[type(command)] == SEATS_AVAILABILITY else COMMANDS_QUEUE
