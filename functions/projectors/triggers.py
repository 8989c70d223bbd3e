"""The subscriptions of the two projectors."""

import azure.functions as func

from functions.deliveries import delivery_of
from functions.services import services
from infrastructure.topology import EVENTS_TOPIC

REGISTRATION_VIEWS = "registration-views"
MANAGEMENT_VIEWS = "management-views"

projectors = func.Blueprint()


@projectors.function_name(REGISTRATION_VIEWS)
@projectors.service_bus_topic_trigger(
    arg_name="message",
    topic_name=EVENTS_TOPIC,
    subscription_name=REGISTRATION_VIEWS,
    connection="ServiceBus",
    data_type=func.DataType.BINARY,
)
async def registration_views(message: func.ServiceBusMessage) -> None:
    await services().registration_projectors.handle(delivery_of(message, f"{EVENTS_TOPIC}/{REGISTRATION_VIEWS}"))


@projectors.function_name(MANAGEMENT_VIEWS)
@projectors.service_bus_topic_trigger(
    arg_name="message",
    topic_name=EVENTS_TOPIC,
    subscription_name=MANAGEMENT_VIEWS,
    connection="ServiceBus",
    data_type=func.DataType.BINARY,
)
async def management_views(message: func.ServiceBusMessage) -> None:
    await services().management_projectors.handle(delivery_of(message, f"{EVENTS_TOPIC}/{MANAGEMENT_VIEWS}"))
