"""The topology: every consumer gets what it handles, and every function listens to an entity that exists."""

from pathlib import Path
from typing import Any, cast
from uuid import UUID

import azure.functions as func
import pytest

from domain.catalogue import EVENT_SOURCES, decode_event
from domain.messages import Event
from domain.registration import process_facts
from domain.registration.events import OrderEvent, OrderPlaced
from infrastructure.clock import SystemClock
from infrastructure.messaging import Delivery
from infrastructure.retries import Retries
from infrastructure.topology import EVENTS_TOPIC, QUEUES, SUBSCRIPTIONS, Subscription, emulator_config
from tests.handling.house import NotingBus
from tests.whole_app import triggers

ORDER = UUID("00000000-0000-4000-8000-00000000000a")

HANDLED = {
    "process-manager": {
        "OrderPlaced",
        "OrderUpdated",
        "OrderCheckedOut",
        "OrderAwaitingInvoicePayment",
        "OrderConfirmed",
        "OrderConfirmationRefused",
        "OrderExpired",
        "OrderRejected",
        "OrderAwaitingAttention",
        "OrderHonoured",
        "SeatsReserved",
        "PaymentCompleted",
        "PaymentRejected",
    },
    "management-views": {"PaymentCompleted", "PaymentRefunded"},
    "seat-assignments": {"OrderConfirmed"},
    "mail": {
        "ConferenceCreated",
        "AccessCodeRenewed",
        "OrderAwaitingInvoicePayment",
        "OrderConfirmed",
        "OrderExpired",
        "OrderRejected",
        "OrderAwaitingAttention",
        "PaymentRefunded",
    },
}
SHOWN = {
    "registration-views": {"Conference", "Order", "SeatsAvailability", "SeatAssignments"},
    "management-views": {"Order", "SeatAssignments"},
}


def reaches(subscription: Subscription, event_type: str, source_type: str) -> bool:
    """Whether one of the rules lets a commit of that single event pass."""
    return takes(subscription, {"SourceType": source_type, event_type: "1"})


def takes(subscription: Subscription, properties: dict[str, str]) -> bool:
    """As correlation filters do."""
    return any(wanted.items() <= properties.items() for wanted in subscription.rules().values())


@pytest.mark.parametrize("subscription", SUBSCRIPTIONS, ids=lambda subscription: subscription.name)
def test_every_event_reaches_who_handles_it_and_nobody_else(subscription: Subscription):
    reached = {
        event.__name__ for event, source in EVENT_SOURCES.items() if reaches(subscription, event.__name__, source)
    }
    shown = SHOWN.get(subscription.name, set())
    expected = HANDLED.get(subscription.name, set()) | {
        event.__name__ for event, source in EVENT_SOURCES.items() if source in shown
    }
    assert reached == expected


@pytest.mark.parametrize("subscription", SUBSCRIPTIONS, ids=lambda subscription: subscription.name)
async def test_the_copy_of_a_message_that_failed_reaches_the_subscription_that_failed_and_no_other(
    subscription: Subscription,
):
    entity = f"events/{subscription.name}"
    everything = {"SourceType": "Order"} | {event.__name__: "1" for event in EVENT_SOURCES}
    bus = NotingBus()
    await Retries(bus, SystemClock()).retry(Delivery(entity, "Order_1_4", b"{}", everything, 1))
    ((topic, copy),) = bus.sent
    assert topic == "events"
    assert [each.name for each in SUBSCRIPTIONS if takes(each, copy.properties)] == [subscription.name]


def test_every_entity_has_exactly_one_function_and_every_function_an_entity():
    listening = sorted(
        "/".join(filter(None, (binding.get("queueName"), binding.get("topicName"), binding.get("subscriptionName"))))
        for binding in service_bus_bindings()
    )
    entities = [*QUEUES, *(f"{EVENTS_TOPIC}/{subscription.name}" for subscription in SUBSCRIPTIONS)]
    assert listening == sorted(entities)


def test_every_service_bus_function_takes_bytes_so_that_no_body_can_pass_for_metadata():
    assert {binding["dataType"] for binding in service_bus_bindings()} == {func.DataType.BINARY}


def test_the_emulator_is_configured_with_every_entity():
    (namespace,) = emulator_config()["UserConfig"]["Namespaces"]
    assert [queue["Name"] for queue in namespace["Queues"]] == ["commands", "seats"]
    (topic,) = namespace["Topics"]
    assert topic["Name"] == "events"
    assert [subscription["Name"] for subscription in topic["Subscriptions"]] == [
        "process-manager",
        "registration-views",
        "management-views",
        "seat-assignments",
        "mail",
    ]
    for entity in (*namespace["Queues"], *topic["Subscriptions"]):
        assert entity["Properties"]["MaxDeliveryCount"] == 100
        assert entity["Properties"]["LockDuration"] == "PT30S"
    for entity in (*namespace["Queues"], topic):
        assert entity["Properties"]["DuplicateDetectionHistoryTimeWindow"] == "PT1M"


def service_bus_bindings() -> list[dict[str, Any]]:
    return [binding for binding in triggers() if binding["type"] == "serviceBusTrigger"]


def test_the_process_manager_hears_of_exactly_the_order_events_that_it_learns_from():
    placed = process_facts.placed(ORDER, cast(OrderPlaced, sample("OrderPlaced")), 0)
    checked_out = process_facts.learn_order_event(placed, cast(OrderEvent, sample("OrderCheckedOut")), 1)
    learned = {"OrderPlaced"}
    for name in order_events() - learned:
        before = placed if name == "OrderCheckedOut" else checked_out
        version = before.order_version + 1
        after = process_facts.learn_order_event(before, cast(OrderEvent, sample(name)), version)
        if after != before.model_copy(update={"order_version": version}):
            learned.add(name)
    (subscription,) = (item for item in SUBSCRIPTIONS if item.name == "process-manager")
    assert {event.__name__ for event in subscription.event_types} & order_events() == learned


def order_events() -> set[str]:
    return {event.__name__ for event, source in EVENT_SOURCES.items() if source == "Order"}


def sample(name: str) -> Event:
    return decode_event(name, 1, (Path(__file__).parent / "samples" / "events" / f"{name}.1.json").read_text())
