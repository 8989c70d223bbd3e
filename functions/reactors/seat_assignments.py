"""A confirmed order gets its seats to assign."""

import azure.functions as func

from domain.registration.events import OrderConfirmed
from domain.registration.seat_assignments import creation
from functions.commands.handlers import CommandHandlers
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
    await services().handling.run_each(delivery, lambda recorded: react(recorded, services().commands))


async def react(recorded: RecordedEvent, commands: CommandHandlers) -> None:
    if isinstance(recorded.event, OrderConfirmed):
        command = creation(recorded.stream.id, recorded.event, recorded.version)
        await commands.handle(CommandEnvelope(command, recorded.occurred_at, caused_by(recorded)))
