"""`Config.json` for Microsoft's Service Bus emulator: the topology, held within what that emulator takes."""

import copy
from datetime import timedelta
from typing import Any

from pydantic import TypeAdapter

from infrastructure.topology import emulator_config

type Json = dict[str, Any]

MAX_DELIVERY_COUNT = 10
LONGEST_TIME_TO_LIVE = timedelta(hours=1)
LONGEST_LOCK = LONGEST_WINDOW = timedelta(minutes=5)
SHORTEST_LOCK = {"Queues": timedelta(seconds=5), "Subscriptions": timedelta(minutes=1)}
SHORTEST_WINDOW = timedelta(seconds=5)
SHORTEST_TIME_TO_LIVE = timedelta(minutes=5)

_DURATION = TypeAdapter(timedelta)


def docker_config() -> Json:
    """As `infrastructure.topology.emulator_config`, every value as near to it as the emulator allows."""
    config = copy.deepcopy(emulator_config())
    (namespace,) = config["UserConfig"]["Namespaces"]
    for queue in namespace["Queues"]:
        _clamp(queue["Properties"], "Queues")
    for topic in namespace["Topics"]:
        _clamp(topic["Properties"], "Queues")
        for subscription in topic["Subscriptions"]:
            _clamp(subscription["Properties"], "Subscriptions")
    return config


def _clamp(properties: Json, kind: str) -> None:
    limits = {
        "LockDuration": (SHORTEST_LOCK[kind], LONGEST_LOCK),
        "DuplicateDetectionHistoryTimeWindow": (SHORTEST_WINDOW, LONGEST_WINDOW),
        "DefaultMessageTimeToLive": (SHORTEST_TIME_TO_LIVE, LONGEST_TIME_TO_LIVE),
    }
    for name, (shortest, longest) in limits.items():
        if name in properties:
            wanted = _DURATION.validate_python(properties[name])
            if not shortest <= wanted <= longest:
                properties[name] = _DURATION.dump_python(min(max(wanted, shortest), longest), mode="json")
    if "MaxDeliveryCount" in properties:
        properties["MaxDeliveryCount"] = min(properties["MaxDeliveryCount"], MAX_DELIVERY_COUNT)
