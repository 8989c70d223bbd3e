"""The documented limits of the standard tier that a message or an entity can break."""

from local.servicebus.amqp.encoding import encode
from local.servicebus.errors import ARGUMENT_ERROR, OUT_OF_RANGE, SIZE_EXCEEDED, Refused
from local.servicebus.messages import Content

MAX_MESSAGE_SIZE = 262_144
"""Bytes of an encoded message, and of a whole batch."""
MAX_REQUEST_SIZE = 1_048_576
"""Bytes of a request to `$management`: larger than what it may carry, so that this is refused for what it is."""
MAX_SESSION_STATE_SIZE = 262_144
MAX_ID_LENGTH = 128
MAX_PROPERTY_SIZE = 32_768
MAX_PROPERTIES_SIZE = 65_536
MAX_PATH_LENGTH = 260
"""Characters of the name of a queue or topic."""
MAX_NAME_LENGTH = 50
"""Characters of the name of a subscription or rule."""
MAX_DELIVERIES = 2_000
"""The highest `MaxDeliveryCount`."""


def check(content: Content) -> None:
    """Raises `Refused` if the message, an id or the properties are too long, or the partition is not the session."""
    if len(content.raw) > MAX_MESSAGE_SIZE:
        raise Refused(SIZE_EXCEEDED, f"a message of {len(content.raw)} bytes; {MAX_MESSAGE_SIZE} are allowed")
    ids = {"MessageId": content.message_id, "SessionId": content.session_id, "PartitionKey": content.partition_key}
    for what, text in ids.items():
        if text is not None and len(text) > MAX_ID_LENGTH:
            raise Refused(OUT_OF_RANGE, f"{what} has {len(text)} characters; {MAX_ID_LENGTH} are allowed")
    if None not in (content.session_id, content.partition_key) and content.session_id != content.partition_key:
        raise Refused(ARGUMENT_ERROR, "PartitionKey and SessionId must be the same if both are set")
    if len(content.raw) > MAX_PROPERTY_SIZE:
        _check_properties(content)


def _check_properties(content: Content) -> None:
    total = len(encode(list(content.properties)))
    for name, value in content.application_properties.items():
        size = len(encode(name)) + len(encode(value))
        total += size
        if size > MAX_PROPERTY_SIZE:
            raise Refused(OUT_OF_RANGE, f"property {name!r} has {size} bytes; {MAX_PROPERTY_SIZE} are allowed")
    if total > MAX_PROPERTIES_SIZE:
        raise Refused(OUT_OF_RANGE, f"the properties have {total} bytes; {MAX_PROPERTIES_SIZE} are allowed")
