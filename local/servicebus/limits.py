"""The documented limits of the standard tier that a single message can break."""

from local.servicebus.amqp.encoding import encode
from local.servicebus.errors import OUT_OF_RANGE, Refused
from local.servicebus.messages import Content

MAX_MESSAGE_SIZE = 262_144
"""Bytes of an encoded message, and of a whole batch."""
MAX_ID_LENGTH = 128
MAX_PROPERTY_SIZE = 32_768
MAX_PROPERTIES_SIZE = 65_536


def check(content: Content) -> None:
    """Raises `Refused` if an id or the application properties are too long."""
    for what, text in (("MessageId", content.message_id), ("SessionId", content.session_id)):
        if text is not None and len(text) > MAX_ID_LENGTH:
            raise Refused(OUT_OF_RANGE, f"{what} has {len(text)} characters; {MAX_ID_LENGTH} are allowed")
    if len(content.raw) <= MAX_PROPERTY_SIZE:
        return
    total = 0
    for name, value in content.application_properties.items():
        size = len(encode(name)) + len(encode(value))
        total += size
        if size > MAX_PROPERTY_SIZE:
            raise Refused(OUT_OF_RANGE, f"property {name!r} has {size} bytes; {MAX_PROPERTY_SIZE} are allowed")
    if total > MAX_PROPERTIES_SIZE:
        raise Refused(OUT_OF_RANGE, f"the properties have {total} bytes; {MAX_PROPERTIES_SIZE} are allowed")
