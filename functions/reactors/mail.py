"""The subscription of mail. Nothing is mailed yet: its news are taken note of, so that they do not pile up."""

import logging

import azure.functions as func

from infrastructure.topology import EVENTS_TOPIC

SUBSCRIPTION = "mail"

mail = func.Blueprint()

_log = logging.getLogger(__name__)


@mail.function_name(SUBSCRIPTION)
@mail.service_bus_topic_trigger(
    arg_name="message",
    topic_name=EVENTS_TOPIC,
    subscription_name=SUBSCRIPTION,
    connection="ServiceBus",
    data_type=func.DataType.BINARY,
)
async def send_mail(message: func.ServiceBusMessage) -> None:
    _log.debug("nothing is mailed for %s", message.message_id)
