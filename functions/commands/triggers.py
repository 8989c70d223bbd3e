"""The two command queues."""

import azure.functions as func

from functions.deliveries import delivery_of
from functions.services import services
from infrastructure.message_codec import decode_command
from infrastructure.topology import COMMANDS_QUEUE, SEATS_QUEUE

command_queues = func.Blueprint()


@command_queues.function_name("commands")
@command_queues.service_bus_queue_trigger(
    arg_name="message", queue_name=COMMANDS_QUEUE, connection="ServiceBus", data_type=func.DataType.BINARY
)
async def commands(message: func.ServiceBusMessage) -> None:
    await _handle(message, COMMANDS_QUEUE)


@command_queues.function_name("seats")
@command_queues.service_bus_queue_trigger(
    arg_name="message", queue_name=SEATS_QUEUE, connection="ServiceBus", data_type=func.DataType.BINARY
)
async def seats(message: func.ServiceBusMessage) -> None:
    await _handle(message, SEATS_QUEUE)


async def _handle(message: func.ServiceBusMessage, queue: str) -> None:
    delivery = delivery_of(message, queue)
    handlers = services().commands
    await services().handling.run(delivery, lambda: handlers.handle(decode_command(delivery.body)))
