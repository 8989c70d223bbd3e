"""Read a `Config.json` in the shape of Microsoft's emulator.

Unlike that emulator this one takes the limits of the real service (a lock of 30 seconds on a subscription, a delivery
count of 100, ...). What it cannot do is an error, never ignored.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

from local.servicebus.config_fields import ConfigError, Fields
from local.servicebus.filters import SYSTEM_PROPERTIES, CorrelationFilter
from local.servicebus.limits import MAX_DELIVERIES, MAX_NAME_LENGTH, MAX_PATH_LENGTH
from local.servicebus.settings import Filter, NamespaceSettings, QueueSettings, SubscriptionSettings, TopicSettings
from local.servicebus.sql_filter import SqlFilter
from local.servicebus.sql_tokens import SqlError

__all__ = ["ConfigError", "load_config", "read_config"]


def load_config(path: Path) -> NamespaceSettings:
    """The entities that a file describes. Raises `ConfigError` with one line that names what is wrong."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error
    try:
        return read_config(json.loads(content))
    except ValueError as error:
        raise ConfigError(f"{path}: not JSON: {error}") from error
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error


def read_config(document: object) -> NamespaceSettings:
    """The entities of a parsed document. Raises `ConfigError`."""
    user = Fields("", document).only("UserConfig").child("UserConfig").only("Namespaces", "Logging")
    namespaces = user.children("Namespaces")
    if len(namespaces) != 1:
        raise ConfigError(f"UserConfig.Namespaces: there must be one namespace, not {len(namespaces)}")
    namespace = namespaces[0].only("Name", "Queues", "Topics")
    queues, topics = namespace.children("Queues"), namespace.children("Topics")
    _refuse_duplicates([*queues, *topics], MAX_PATH_LENGTH)
    return NamespaceSettings(
        {queue.name(MAX_PATH_LENGTH): _queue(queue.only("Name", "Properties")) for queue in queues},
        {topic.name(MAX_PATH_LENGTH): _topic(topic.only("Name", "Properties", "Subscriptions")) for topic in topics},
    )


def _queue(queue: Fields) -> QueueSettings:
    properties = queue.child("Properties")
    return _queue_settings(properties, properties.duplicate_window())


def _queue_settings(properties: Fields, duplicate_window: int | None) -> QueueSettings:
    """The settings that queues and subscriptions share."""
    _refuse(properties, "ForwardTo", "forwarding")
    _refuse(properties, "ForwardDeadLetteredMessagesTo", "forwarding")
    defaults = QueueSettings()
    settings = QueueSettings(
        lock_duration=properties.duration("LockDuration", longest="PT5M") or defaults.lock_duration,
        max_delivery_count=properties.positive("MaxDeliveryCount", defaults.max_delivery_count, MAX_DELIVERIES),
        default_time_to_live=properties.duration("DefaultMessageTimeToLive"),
        dead_letter_on_expiration=properties.flag("DeadLetteringOnMessageExpiration"),
        duplicate_window=duplicate_window,
        enabled=properties.enabled(),
        requires_session=properties.flag("RequiresSession"),
        max_size=properties.max_size(),
    )
    properties.done()
    return settings


def _topic(topic: Fields) -> TopicSettings:
    properties, subscriptions = topic.child("Properties"), topic.children("Subscriptions")
    _refuse_duplicates(subscriptions, MAX_NAME_LENGTH)
    settings = TopicSettings(
        {each.name(MAX_NAME_LENGTH): _subscription(each.only("Name", "Properties", "Rules")) for each in subscriptions},
        default_time_to_live=properties.duration("DefaultMessageTimeToLive"),
        duplicate_window=properties.duplicate_window(),
        enabled=properties.enabled(),
        max_size=properties.max_size(),
    )
    properties.done()
    return settings


def _subscription(subscription: Fields) -> SubscriptionSettings:
    rules = subscription.children("Rules")
    _refuse_duplicates(rules, MAX_NAME_LENGTH)
    settings = _queue_settings(subscription.child("Properties"), None)
    return SubscriptionSettings(settings, tuple(_rule(rule.only("Name", "Properties")) for rule in rules))


def _rule(rule: Fields) -> Filter:
    properties = rule.child("Properties").only("FilterType", "CorrelationFilter", "SqlFilter", "Action")
    _refuse(properties, "Action", "actions of rules")
    match properties.text("FilterType"):
        case "Correlation":
            return _correlation_filter(properties.child("CorrelationFilter"))
        case "Sql":
            return _sql_filter(properties.child("SqlFilter"))
        case kind:
            raise ConfigError(f"{properties.path}.FilterType: must be Correlation or Sql, not {kind!r}")


def _correlation_filter(conditions: Fields) -> CorrelationFilter:
    conditions.only(*SYSTEM_PROPERTIES, "Properties")
    system = {name: text for name in SYSTEM_PROPERTIES if (text := conditions.text(name)) is not None}
    application = conditions.child("Properties").scalars()
    if not system and not application:
        raise ConfigError(f"{conditions.path}: a correlation filter needs a condition")
    return CorrelationFilter(system, application)


def _sql_filter(properties: Fields) -> SqlFilter:
    expression = properties.only("SqlExpression").text("SqlExpression")
    try:
        return SqlFilter(expression or "")
    except SqlError as error:
        raise ConfigError(f"{properties.path}.SqlExpression: {error}") from error


def _refuse(properties: Fields, name: str, what: str) -> None:
    """What the emulator cannot do may be written down only as not wanted: false, empty or null."""
    if properties.take(name):
        _unsupported(f"{properties.path}.{name}", what)


def _unsupported(path: str, what: str) -> NoReturn:
    raise ConfigError(f"{path}: the emulator does not support {what}")


def _refuse_duplicates(entities: Iterable[Fields], longest: int) -> None:
    seen: set[str] = set()
    for entity in entities:
        spelled = entity.name(longest)
        name = spelled.lower()
        if name in seen:
            raise ConfigError(f"{entity.path}.Name: {spelled!r} is there twice (case does not count)")
        seen.add(name)
