"""What Azure is asked to create, as `bicep/topology.json` has it: the topology in the words of its resource types."""

from typing import Any

from infrastructure.azure.places import CONTAINERS, TABLES
from infrastructure.topology import (
    DUPLICATE_DETECTION_WINDOW,
    EVENTS_TOPIC,
    LOCK_DURATION,
    MAX_DELIVERY_COUNT,
    QUEUES,
    SUBSCRIPTIONS,
    TIME_TO_LIVE,
    Subscription,
)

type Json = dict[str, Any]

RECEIVED_FROM: Json = {
    "lockDuration": LOCK_DURATION,
    "maxDeliveryCount": MAX_DELIVERY_COUNT,
    "requiresSession": False,
    "defaultMessageTimeToLive": TIME_TO_LIVE,
    "deadLetteringOnMessageExpiration": True,
    "enableBatchedOperations": True,
}
SENT_TO: Json = {
    "requiresDuplicateDetection": True,
    "duplicateDetectionHistoryTimeWindow": DUPLICATE_DETECTION_WINDOW,
    "defaultMessageTimeToLive": TIME_TO_LIVE,
    "enableBatchedOperations": True,
    "enablePartitioning": False,
    "maxSizeInMegabytes": 5120,
}

TIMERS = ["audit-streams", "forget-answers", "look-after-orders", "park-dead-letters", "sweep-conferences"]


def azure_entities() -> Json:
    """Queues, the topic with its subscriptions and their rules, functions run by the clock, tables, containers.

    The function that receives from a queue or a subscription has its name (`consumers`).
    """
    return {
        "queues": [{"name": name, "properties": RECEIVED_FROM | SENT_TO} for name in QUEUES],
        "topic": {"name": EVENTS_TOPIC, "properties": SENT_TO},
        "subscriptions": [_subscription(each) for each in SUBSCRIPTIONS],
        "consumers": [*QUEUES, *(each.name for each in SUBSCRIPTIONS)],
        "timers": TIMERS,
        "tables": list(TABLES),
        "containers": list(CONTAINERS),
    }


def _subscription(subscription: Subscription) -> Json:
    return {
        "name": subscription.name,
        "properties": RECEIVED_FROM | {"deadLetteringOnFilterEvaluationExceptions": True},
        "rules": [{"name": name, "properties": wanted} for name, wanted in subscription.rules().items()],
    }
