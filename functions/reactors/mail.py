"""The mails that events cause: see `infrastructure.mail.occasions`."""

import azure.functions as func

from functions.deliveries import delivery_of
from functions.services import services
from infrastructure.topology import EVENTS_TOPIC

SUBSCRIPTION = "mail"

mail = func.Blueprint()


@mail.function_name(SUBSCRIPTION)
@mail.service_bus_topic_trigger(
    arg_name="message",
    topic_name=EVENTS_TOPIC,
    subscription_name=SUBSCRIPTION,
    connection="ServiceBus",
    data_type=func.DataType.BINARY,
)
async def send_mail(message: func.ServiceBusMessage) -> None:
    delivery = delivery_of(message, f"{EVENTS_TOPIC}/{SUBSCRIPTION}")
    await services().handling.run_each(delivery, services().mail.react)
