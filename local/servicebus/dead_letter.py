"""Mark a message with the reason why it was dead-lettered."""

from local.servicebus.amqp.decoding import decode_at
from local.servicebus.amqp.encoding import encode, encode_map
from local.servicebus.amqp.skipping import skip
from local.servicebus.amqp.values import Value
from local.servicebus.messages import APPLICATION_PROPERTIES, Content, parse, sections

REASON, DESCRIPTION = "DeadLetterReason", "DeadLetterErrorDescription"
_SECTION = b"\x00\x53\x74"


def with_reason(content: Content, reason: str | None, description: str | None) -> Content:
    """The same message with the reason among its application properties.

    The other application properties keep their bytes; what the message said about an earlier dead-lettering goes.
    """
    raw = content.raw
    start = end = _end_of_properties(raw)
    entries: list[bytes] = []
    for section in sections(raw):
        if section.code == APPLICATION_PROPERTIES:
            start, end = section.start, section.end
            for key, *encoded in _entries(raw[section.value : end]):
                if key not in (REASON, DESCRIPTION):
                    entries += encoded
    for name, text in ((REASON, reason), (DESCRIPTION, description)):
        if text is not None:
            entries += (encode(name), encode(text))
    return parse(raw[:start] + _SECTION + encode_map(entries) + raw[end:])


def _end_of_properties(raw: bytes) -> int:
    """Where application properties belong in a message that has none."""
    return max((section.end for section in sections(raw) if section.code < APPLICATION_PROPERTIES), default=0)


def _entries(raw: bytes) -> list[tuple[Value, bytes, bytes]]:
    """The entries of an encoded map: the key decoded, then key and value as they were encoded."""
    position = 9 if raw[0] == 0xD1 else 3
    entries: list[tuple[Value, bytes, bytes]] = []
    while position < len(raw):
        key, value = decode_at(raw, position)
        end = skip(raw, value)
        entries.append((key, raw[position:value], raw[value:end]))
        position = end
    return entries
