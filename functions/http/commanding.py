"""How a route changes something: the rules are asked on the stream itself, then a command is sent to be carried out."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import reduce
from typing import Any, cast
from uuid import UUID

from domain.catalogue import ORDER
from domain.messages import Command, Decision, Refused, Value
from domain.registration import order
from domain.registration.order import Order
from functions.http.problems import Problem, conflict
from functions.http.requests import Request
from functions.http.services import services
from infrastructure.event_store import StreamId
from infrastructure.message_codec import encode_command
from infrastructure.messaging import CommandEnvelope, destination


class CommandAccepted(Value):
    """It will be carried out, or refused: ask for its outcome with `?command=`."""

    command_id: UUID


async def load[S](stream: StreamId, evolve: Callable[[S | None, Any], S]) -> S | None:
    """The state that the stream's events add up to; None where it has none. Raises StorageUnavailable."""
    found = await services().store.read(stream)
    return reduce(evolve, (recorded.event for recorded in found.events), cast(S | None, None))


async def load_order(order_id: UUID) -> Order | None:
    """Raises StorageUnavailable."""
    return await load(StreamId(ORDER, order_id), order.evolve)


def refuse_if_refused(decision: Decision[Any]) -> None:
    """Raises Problem 409. What cannot be decided yet is accepted: it is decided when its news have come."""
    if isinstance(decision, Refused):
        words = decision.reason.replace("-", " ")
        raise Problem(conflict(decision.reason), f"This is not possible as things stand: {words}.")


async def send(request: Request[Any, Any], command: Command) -> None:
    """Returns once the bus keeps the command. Raises BusUnavailable."""
    envelope = CommandEnvelope(command, services().clock.now(), request.provenance)
    await services().bus.send(destination(command), encode_command(envelope))


def issued_after(latest: datetime | None) -> datetime:
    """Now, but later than the latest effect that its issuer could see: clocks of two instances differ."""
    now = services().clock.now()
    return now if latest is None else max(now, latest + timedelta(microseconds=1))
