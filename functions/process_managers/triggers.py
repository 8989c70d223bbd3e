"""The subscription of the registration process manager."""

import azure.functions as func

from domain.catalogue import ORDER
from functions.deliveries import delivery_of
from functions.services import services
from infrastructure.message_codec import decode_commit
from infrastructure.topology import EVENTS_TOPIC, SOURCE_TYPE

SUBSCRIPTION = "process-manager"

process_managers = func.Blueprint()


@process_managers.function_name(SUBSCRIPTION)
@process_managers.service_bus_topic_trigger(
    arg_name="message",
    topic_name=EVENTS_TOPIC,
    subscription_name=SUBSCRIPTION,
    connection="ServiceBus",
    data_type=func.DataType.BINARY,
)
async def process_manager(message: func.ServiceBusMessage) -> None:
    delivery = delivery_of(message, f"{EVENTS_TOPIC}/{SUBSCRIPTION}")
    manager, handling = services().process_manager, services().handling
    if delivery.properties.get(SOURCE_TYPE) == ORDER:
        await handling.run(delivery, lambda: manager.order_moved(decode_commit(delivery.body)))
    else:
        await handling.run_each(delivery, manager.hear)
