"""From what Azure Functions hands over to what the handlers take."""

import azure.functions as func

from infrastructure.messaging import Delivery
from infrastructure.retries import received


def delivery_of(message: func.ServiceBusMessage, entity: str) -> Delivery:
    """`entity`: the queue, or `<topic>/<subscription>`. The trigger is binary: no string body can shadow metadata."""
    return received(
        entity=entity,
        message_id=message.message_id,
        body=message.get_body(),
        properties={str(name): str(value) for name, value in message.application_properties.items()},
        delivery_count=message.delivery_count or 1,
    )
