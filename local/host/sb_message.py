"""A Service Bus message as the host sees it, whatever client it came by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

type Json = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Times are aware, in UTC; what the sender left out is None."""

    body: bytes
    message_id: str | None
    lock_token: str
    sequence_number: int
    delivery_count: int
    """1 on the first delivery."""
    enqueued_time: datetime
    expires_at: datetime | None = None
    """None: never."""
    application_properties: Mapping[str, Json]
    content_type: str | None = None
    correlation_id: str | None = None
    dead_letter_source: str | None = None
    partition_key: str | None = None
    reply_to: str | None = None
    reply_to_session_id: str | None = None
    session_id: str | None = None
    subject: str | None = None
    to: str | None = None
    transaction_partition_key: str | None = None
