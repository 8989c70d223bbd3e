"""What the entities of a namespace are set to. Durations are milliseconds."""

from dataclasses import dataclass, field

from local.servicebus.filters import CorrelationFilter
from local.servicebus.sql_filter import SqlFilter

type Filter = CorrelationFilter | SqlFilter

MEGABYTE = 1024 * 1024
DEFAULT_MAX_SIZE = 1024 * MEGABYTE
"""Bytes that a queue or a topic with its subscriptions holds."""


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """A queue, or the queue side of a subscription; the defaults are those of Service Bus."""

    lock_duration: int = 60_000
    max_delivery_count: int = 10
    default_time_to_live: int | None = None
    dead_letter_on_expiration: bool = False
    duplicate_window: int | None = None
    enabled: bool = True
    requires_session: bool = False
    max_size: int = DEFAULT_MAX_SIZE


@dataclass(frozen=True, slots=True)
class SubscriptionSettings:
    """A subscription takes a message if any of its filters does; without filters it takes all."""

    queue: QueueSettings = QueueSettings()
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicSettings:
    """A topic and its subscriptions by name."""

    subscriptions: dict[str, SubscriptionSettings] = field(default_factory=dict)
    default_time_to_live: int | None = None
    duplicate_window: int | None = None
    enabled: bool = True
    max_size: int = DEFAULT_MAX_SIZE


@dataclass(frozen=True, slots=True)
class NamespaceSettings:
    """All entities by name, spelled as in the configuration."""

    queues: dict[str, QueueSettings]
    topics: dict[str, TopicSettings]
