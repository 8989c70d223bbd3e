"""What the worker library tells a function of the message `FULL`, alone or in a batch, as in Azure."""

from datetime import datetime
from typing import Final

FIELDS: Final[list[tuple[str, object]]] = [
    ("application_properties", {"kind": "OrderPlaced", "count": 2, "ratio": 0.5, "yes": True}),
    ("user_properties", {"kind": "OrderPlaced", "count": 2, "ratio": 0.5, "yes": True}),
    ("content_type", "application/json"),
    ("correlation_id", "c-1"),
    ("dead_letter_source", "orders"),
    ("delivery_count", 3),
    ("enqueued_time_utc", datetime(2026, 11, 23, 1, 2, 3, 456000)),  # noqa: DTZ001  naive in Azure too
    ("expires_at_utc", datetime(2026, 11, 24, 1, 2, 3)),  # noqa: DTZ001
    ("label", "label"),
    ("lock_token", "7c9e6679-7425-40de-944b-e07fc1f90ae7"),
    ("message_id", "m-1"),
    ("partition_key", "p"),
    ("reply_to", "answers"),
    ("reply_to_session_id", "rs"),
    ("sequence_number", 42),
    ("session_id", "s"),
    ("subject", "label"),
    ("to", "somewhere"),
    ("transaction_partition_key", "tp"),
    # The real extension does not send these.
    ("dead_letter_error_description", None),
    ("dead_letter_reason", None),
    ("enqueued_sequence_number", None),
    ("locked_until", None),
    ("scheduled_enqueue_time_utc", None),
    ("state", None),
    ("time_to_live", None),
]
