"""Every queue, topic, subscription and rule of the system. Bicep and the emulators' configuration follow this page.

Projections take all events of the streams they show, or those types that are all they show; reactors take the event
types they react to. A message carries the type of its stream in the application property `SourceType`, and a flag `"1"`
under the name of each event type. The copy of a message that failed carries neither, but in `RetryFor` the name of the
one subscription that takes it again.
"""

from dataclasses import dataclass
from typing import Any

from domain.catalogue import CONFERENCE, ORDER, SEAT_ASSIGNMENTS, SEATS_AVAILABILITY
from domain.conference_management.events import AccessCodeRenewed, ConferenceCreated
from domain.messages import Event
from domain.payments.events import PaymentCompleted, PaymentRefunded, PaymentRejected
from domain.registration.events import (
    OrderAwaitingAttention,
    OrderAwaitingInvoicePayment,
    OrderCheckedOut,
    OrderConfirmationRefused,
    OrderConfirmed,
    OrderExpired,
    OrderHonoured,
    OrderPlaced,
    OrderRejected,
    OrderUpdated,
    SeatsReserved,
)

LOCK_DURATION = "PT30S"
DUPLICATE_DETECTION_WINDOW = "PT1M"
MAX_DELIVERY_COUNT = 100
TIME_TO_LIVE = "P14D"
"""Of the queues, not of any message: what nobody took for two weeks is dead-lettered, and so parked; nothing is
dropped. It counts from when a message may be delivered first."""

COMMANDS_QUEUE = "commands"
SEATS_QUEUE = "seats"
EVENTS_TOPIC = "events"

SOURCE_TYPE = "SourceType"
RETRY_FOR = "RetryFor"
FLAG = "1"


@dataclass(frozen=True, slots=True)
class Subscription:
    """One consumer. What it takes: all events of its `source_types`, and those of its `event_types`."""

    name: str
    source_types: tuple[str, ...] = ()
    event_types: tuple[type[Event], ...] = ()

    def rules(self) -> dict[str, dict[str, str]]:
        """Rule name → the application properties that a message must carry."""
        sources = {f"from-{source}": {SOURCE_TYPE: source} for source in self.source_types}
        events = {event.__name__: {event.__name__: FLAG} for event in self.event_types}
        return {**sources, **events, "retry": {RETRY_FOR: self.name}}


QUEUES = (COMMANDS_QUEUE, SEATS_QUEUE)

SUBSCRIPTIONS = (
    Subscription(
        "process-manager",
        event_types=(
            OrderPlaced,
            OrderUpdated,
            OrderCheckedOut,
            OrderAwaitingInvoicePayment,
            OrderConfirmed,
            OrderConfirmationRefused,
            OrderExpired,
            OrderRejected,
            OrderAwaitingAttention,
            OrderHonoured,
            SeatsReserved,
            PaymentCompleted,
            PaymentRejected,
        ),
    ),
    Subscription("registration-views", source_types=(CONFERENCE, ORDER, SEATS_AVAILABILITY, SEAT_ASSIGNMENTS)),
    Subscription(
        "management-views",
        source_types=(ORDER, SEAT_ASSIGNMENTS),
        event_types=(PaymentCompleted, PaymentRefunded),  # of payments only what moves money
    ),
    Subscription("seat-assignments", event_types=(OrderConfirmed,)),
    Subscription(
        "mail",
        event_types=(
            ConferenceCreated,
            AccessCodeRenewed,
            OrderAwaitingInvoicePayment,
            OrderConfirmed,
            OrderExpired,
            OrderRejected,
            OrderAwaitingAttention,
            PaymentRefunded,
        ),
    ),
)


def emulator_config() -> dict[str, Any]:
    """The topology as the official Service Bus emulator's `Config.json` has it (durations in ISO 8601)."""
    common = {
        "LockDuration": LOCK_DURATION,
        "MaxDeliveryCount": MAX_DELIVERY_COUNT,
        "RequiresSession": False,
        "DefaultMessageTimeToLive": TIME_TO_LIVE,
        "DeadLetteringOnMessageExpiration": True,
    }
    duplicates = {
        "RequiresDuplicateDetection": True,
        "DuplicateDetectionHistoryTimeWindow": DUPLICATE_DETECTION_WINDOW,
        "DefaultMessageTimeToLive": TIME_TO_LIVE,
    }
    queues = [{"Name": name, "Properties": common | duplicates} for name in QUEUES]
    subscriptions = [
        {
            "Name": subscription.name,
            "Properties": common,
            "Rules": [
                {
                    "Name": name,
                    "Properties": {"FilterType": "Correlation", "CorrelationFilter": {"Properties": properties}},
                }
                for name, properties in subscription.rules().items()
            ],
        }
        for subscription in SUBSCRIPTIONS
    ]
    topic = {"Name": EVENTS_TOPIC, "Properties": duplicates, "Subscriptions": subscriptions}
    namespace = {"Name": "sbemulatorns", "Queues": queues, "Topics": [topic]}
    return {"UserConfig": {"Namespaces": [namespace], "Logging": {"Type": "Console"}}}
