"""Where messages go that can never be handled: out of the way, but kept, with all that a human needs to decide."""

import base64
import logging
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from domain.catalogue import EVENT_SOURCES
from domain.messages import Value
from infrastructure.clock import Clock
from infrastructure.event_store import StreamId
from infrastructure.message_codec import SOURCE_ID
from infrastructure.messaging import Delivery
from infrastructure.publisher import Publisher
from infrastructure.topology import SOURCE_TYPE

_STREAM_TYPES = frozenset(EVENT_SOURCES.values())

_log = logging.getLogger(__name__)


class ParkedMessage(Value):
    """A message as it is kept. `body` is text where it can be, so that it can be read; else base64."""

    entity: str
    message_id: str
    body: str
    body_encoding: Literal["utf-8", "base64"]
    properties: dict[str, str]
    reason: str
    parked_at: datetime


class ParkedMessages(Protocol):
    async def keep(self, message: ParkedMessage, name: str) -> None:
        """Keeps the message under `<entity>/<name>`, in place of what is there. Raises StorageUnavailable."""
        ...


class Parking:
    """Parks messages. What the stream they are about has not published yet goes out first.

    It may be exactly what kept the message from succeeding, and nobody will come back to it on the message's account.
    """

    def __init__(self, publisher: Publisher, messages: ParkedMessages, clock: Clock) -> None:
        self._publisher = publisher
        self._messages = messages
        self._clock = clock

    async def park(self, delivery: Delivery, name: str, reason: str) -> None:
        """Returns once the message is kept. Raises StorageUnavailable or BusUnavailable."""
        if stream := subject(delivery):
            await self._publisher.publish_pending(stream)
        body, encoding = _readable(delivery.body)
        message = ParkedMessage(
            entity=delivery.entity,
            message_id=delivery.message_id,
            body=body,
            body_encoding=encoding,
            properties=dict(delivery.properties),
            reason=reason,
            parked_at=self._clock.now(),
        )
        await self._messages.keep(message, name)
        _log.error("parked %s/%s: %s", delivery.entity, name, reason)


def subject(delivery: Delivery) -> StreamId | None:
    """The stream that the message says it is about, by its properties alone; None if they name none."""
    stream_type, stream_id = delivery.properties.get(SOURCE_TYPE), delivery.properties.get(SOURCE_ID)
    if stream_type not in _STREAM_TYPES or stream_id is None:
        return None
    try:
        return StreamId(stream_type, UUID(stream_id))
    except ValueError:
        return None


def _readable(body: bytes) -> tuple[str, Literal["utf-8", "base64"]]:
    try:
        return body.decode(), "utf-8"
    except UnicodeDecodeError:
        return base64.b64encode(body).decode(), "base64"
