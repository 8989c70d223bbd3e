"""Read the fields of a management request's body, each with a refusal that names it."""

from uuid import UUID

from local.servicebus.amqp.values import Value
from local.servicebus.errors import ARGUMENT_ERROR, Refused

type Body = dict[Value, Value]


def lock_tokens(body: Body) -> list[bytes]:
    """Lock tokens as the tags they were delivered under: a .NET GUID puts its first fields in little-endian order."""
    tokens = body.get("lock-tokens")
    if not isinstance(tokens, list) or not all(isinstance(token, UUID) for token in tokens):
        raise Refused(ARGUMENT_ERROR, "lock-tokens is an array of uuid")
    return [token.bytes_le for token in tokens if isinstance(token, UUID)]


def encoded_messages(body: Body) -> list[bytes]:
    """The messages to schedule."""
    entries = body.get("messages")
    if not isinstance(entries, list):
        entries = []
    encoded = [entry.get("message") if isinstance(entry, dict) else None for entry in entries]
    if not encoded or not all(isinstance(message, bytes) for message in encoded):
        raise Refused(ARGUMENT_ERROR, "messages is a list of maps that hold an encoded message")
    return [message for message in encoded if isinstance(message, bytes)]


def number(body: Body, name: str, default: int | None = None) -> int:
    """A whole number; missing ones are refused unless there is a default."""
    value = body.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Refused(ARGUMENT_ERROR, f"{name} is a number")
    return int(value)


def numbers(body: Body, name: str) -> list[int]:
    """An array of whole numbers."""
    values = body.get(name)
    if not isinstance(values, list) or not all(isinstance(value, int) for value in values):
        raise Refused(ARGUMENT_ERROR, f"{name} is an array of numbers")
    return [int(value) for value in values if isinstance(value, int)]


def optional_text(body: Body, name: str) -> str | None:
    """A text; None if it is missing or empty."""
    value = body.get(name)
    return str(value) if value else None


def session_id(body: Body) -> str | None:
    """The session that a request is about, if it names one."""
    value = body.get("session-id")
    if not isinstance(value, str | None):
        raise Refused(ARGUMENT_ERROR, "session-id is a text")
    return value
