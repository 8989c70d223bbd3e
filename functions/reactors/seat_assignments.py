"""A confirmed order gets its seats to assign."""

from uuid import uuid5

import azure.functions as func

from domain.registration.commands import CreateSeatAssignments
from domain.registration.events import OrderConfirmed
from functions.deliveries import delivery_of
from functions.services import services
from infrastructure.event_store import RecordedEvent
from infrastructure.messaging import CommandEnvelope, caused_by
from infrastructure.topology import EVENTS_TOPIC

SUBSCRIPTION = "seat-assignments"

seat_assignments = func.Blueprint()


@seat_assignments.function_name(SUBSCRIPTION)
@seat_assignments.service_bus_topic_trigger(
    arg_name="message",
    topic_name=EVENTS_TOPIC,
    subscription_name=SUBSCRIPTION,
    connection="ServiceBus",
    data_type=func.DataType.BINARY,
)
async def create_seat_assignments(message: func.ServiceBusMessage) -> None:
    delivery = delivery_of(message, f"{EVENTS_TOPIC}/{SUBSCRIPTION}")
    await services().handling.run_each(delivery, _react)


async def _react(recorded: RecordedEvent) -> None:
    event = recorded.event
    if not isinstance(event, OrderConfirmed):
        return
    order_id = recorded.stream.id
    command = CreateSeatAssignments(
        id=uuid5(order_id, f"seat assignments/{recorded.version}"),
        order_id=order_id,
        conference_id=event.conference_id,
        seats=event.seats,
    )
    await services().commands.handle(CommandEnvelope(command, recorded.occurred_at, caused_by(recorded)))
