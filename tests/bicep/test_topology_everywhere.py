"""One topology: what Azure, the twin's emulator and Microsoft's emulator are told of each entity is the same."""

import json
from datetime import timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter

from infrastructure.topology import EVENTS_TOPIC, QUEUES, SUBSCRIPTIONS, emulator_config
from operations.generate import FILES, REPOSITORY, content_of
from tests.bicep.estate import ENVIRONMENTS, estate
from tests.whole_app import triggers

DURATION = TypeAdapter(timedelta)

# Clamped for Microsoft's emulator: Azure's value → what the emulator is told.
CLAMPED_IN_DOCKER = {
    ("maxDeliveryCount", 100): 10,
    ("defaultMessageTimeToLive", "P14D"): "PT1H",
    ("lockDuration of a subscription", "PT30S"): "PT1M",
}

type Entities = dict[str, dict[str, Any]]


def in_azure(environment: str) -> Entities:
    """Entity (`queue`, `topic/subscription`) → its properties, and its `rules`: a set of (property, value)."""
    deployed = estate(environment)
    found = {each.name: dict(each.body["properties"]) for each in deployed.all("ServiceBus/namespaces/queues")}
    topic = deployed.one("ServiceBus/namespaces/topics")
    found[topic.name] = dict(topic.body["properties"])
    for subscription in deployed.all("ServiceBus/namespaces/topics/subscriptions"):
        rules = deployed.in_scope("ServiceBus/namespaces/topics/subscriptions/rules", subscription)
        first, *others = rules
        assert first.name == "$Default"
        assert first.body["properties"] == {"filterType": "SqlFilter", "sqlFilter": {"sqlExpression": "1=0"}}
        filters = {rule.name: rule.body["properties"]["correlationFilter"]["properties"] for rule in others}
        found[f"{topic.name}/{subscription.name}"] = {**subscription.body["properties"], "rules": filters}
    return found


def in_config(config: dict[str, Any]) -> Entities:
    """The same of an emulator's `Config.json`, its words turned into Azure's."""
    (namespace,) = config["UserConfig"]["Namespaces"]
    found = {queue["Name"]: camel(queue["Properties"]) for queue in namespace["Queues"]}
    for topic in namespace["Topics"]:
        found[topic["Name"]] = camel(topic["Properties"])
        for subscription in topic["Subscriptions"]:
            filters = {
                rule["Name"]: rule["Properties"]["CorrelationFilter"]["Properties"] for rule in subscription["Rules"]
            }
            found[f"{topic['Name']}/{subscription['Name']}"] = {**camel(subscription["Properties"]), "rules": filters}
    return found


def camel(properties: dict[str, Any]) -> dict[str, Any]:
    return {name[0].lower() + name[1:]: value for name, value in properties.items()}


def docker() -> dict[str, Any]:
    config: dict[str, Any] = json.loads((REPOSITORY / "local/docker/Config.json").read_text())
    return config


@pytest.mark.parametrize("name", FILES)
def test_the_files_in_the_repository_are_those_that_the_topology_gives(name: str):
    assert (REPOSITORY / name).read_text() == content_of(name), "run: python -m operations.generate"


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_azure_has_every_entity_and_no_other(environment: str):
    subscriptions = [f"{EVENTS_TOPIC}/{subscription.name}" for subscription in SUBSCRIPTIONS]
    assert in_azure(environment).keys() == {*QUEUES, EVENTS_TOPIC, *subscriptions}
    rules = {f"{EVENTS_TOPIC}/{subscription.name}": subscription.rules() for subscription in SUBSCRIPTIONS}
    assert {name: found["rules"] for name, found in in_azure(environment).items() if "rules" in found} == rules


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_the_emulator_of_the_twin_is_told_of_each_what_azure_is_told(environment: str):
    azure, twin = in_azure(environment), in_config(emulator_config())
    assert azure.keys() == twin.keys()
    for entity, said in twin.items():
        assert {name: azure[entity][name] for name in said} == said, entity


def test_microsofts_emulator_is_told_the_same_within_its_limits():
    azure, emulator = in_azure("prod"), in_config(docker())
    assert azure.keys() == emulator.keys()
    for entity, said in emulator.items():
        for name, value in said.items():
            wanted = azure[entity][name]
            kind = f"{name} of a subscription" if name == "lockDuration" and "/" in entity else name
            clamped = CLAMPED_IN_DOCKER.get((kind, wanted), wanted) if name != "rules" else wanted
            assert value == clamped, (entity, name)


def test_microsofts_emulator_takes_the_file():
    (namespace,) = docker()["UserConfig"]["Namespaces"]
    assert namespace["Name"] == "sbemulatorns"
    assert len(namespace["Queues"]) + len(namespace["Topics"]) <= 50
    for topic in namespace["Topics"]:
        assert 1 <= len(topic["Subscriptions"]) <= 50
        assert sum(len(each["Rules"]) for each in topic["Subscriptions"]) <= 1000
    minute = timedelta(minutes=1)
    for entity, said in in_config(docker()).items():
        shortest = minute if "/" in entity else timedelta(seconds=5)
        if "lockDuration" in said:
            assert shortest <= DURATION.validate_python(said["lockDuration"]) <= 5 * minute
            assert 1 <= said["maxDeliveryCount"] <= 10
        if "duplicateDetectionHistoryTimeWindow" in said:
            window = DURATION.validate_python(said["duplicateDetectionHistoryTimeWindow"])
            assert timedelta(seconds=5) <= window <= 5 * minute
        assert 5 * minute <= DURATION.validate_python(said["defaultMessageTimeToLive"]) <= 60 * minute


def test_durations_counts_and_names_are_within_the_limits_of_service_bus():
    entities = in_azure("prod")
    assert len([name for name in entities if "/" in name]) <= 2000
    for entity, said in entities.items():
        assert len(entity.rpartition("/")[2]) <= (50 if "/" in entity else 260)
        assert len(said.get("rules", {})) <= 2000
        assert all(len(rule) <= 50 for rule in said.get("rules", {}))
        if "lockDuration" in said:
            assert timedelta(seconds=5) <= DURATION.validate_python(said["lockDuration"]) <= timedelta(minutes=5)
            assert 1 <= said["maxDeliveryCount"] <= 2000
        if "duplicateDetectionHistoryTimeWindow" in said:
            window = DURATION.validate_python(said["duplicateDetectionHistoryTimeWindow"])
            assert timedelta(seconds=20) <= window <= timedelta(days=7)
            assert said["maxSizeInMegabytes"] in (1024, 2048, 3072, 4096, 5120)


def test_the_function_of_an_entity_has_its_name_and_the_clock_runs_the_others():
    listening = {
        trigger["functionName"]: trigger.get("subscriptionName") or trigger["queueName"]
        for trigger in triggers()
        if trigger["type"] == "serviceBusTrigger"
    }
    assert listening.keys() == {*QUEUES, *(subscription.name for subscription in SUBSCRIPTIONS)}
    assert all(function == entity for function, entity in listening.items())
    assert listening.keys() == set(json.loads(content_of("bicep/topology.json"))["consumers"])
    timers = [trigger["functionName"] for trigger in triggers() if trigger["type"] == "timerTrigger"]
    assert sorted(timers) == json.loads(content_of("bicep/topology.json"))["timers"]
