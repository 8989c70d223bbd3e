"""Config.json: what is read from it, and which words a mistake gets."""

import json
from pathlib import Path

import pytest

from local.servicebus.config import ConfigError, load_config, read_config
from local.servicebus.durations import parse_duration
from local.servicebus.filters import CorrelationFilter
from local.servicebus.settings import QueueSettings, SubscriptionSettings, TopicSettings
from tests.servicebus.emulator import namespace


def rule(**properties: object) -> dict[str, object]:
    return {"Subscriptions": [{"Name": "s", "Rules": [{"Name": "r", "Properties": properties}]}]}


def test_a_queue_gets_its_properties_and_the_defaults_of_service_bus() -> None:
    settings = read_config(
        namespace(
            {
                "defaults": {},
                "full": {
                    "LockDuration": "PT30S",
                    "MaxDeliveryCount": 100,
                    "DefaultMessageTimeToLive": "P14D",
                    "DeadLetteringOnMessageExpiration": True,
                    "RequiresDuplicateDetection": True,
                    "DuplicateDetectionHistoryTimeWindow": "PT1M",
                    "RequiresSession": True,
                    "MaxSizeInMegabytes": 2,
                    "ForwardTo": "",
                    "ForwardDeadLetteredMessagesTo": "",
                },
            }
        )
    )
    assert settings.queues == {
        "defaults": QueueSettings(60_000, 10, None, False, None, True, False, 1_073_741_824),
        "full": QueueSettings(30_000, 100, 1_209_600_000, True, 60_000, True, True, 2_097_152),
    }


def test_a_topic_gets_its_subscriptions_and_their_rules() -> None:
    subscriptions: list[dict[str, object]] = [
        {"Name": "all", "Properties": {"LockDuration": "PT30S", "MaxDeliveryCount": 100}},
        {
            "Name": "some",
            "Rules": [
                {
                    "Name": "r",
                    "Properties": {
                        "FilterType": "Correlation",
                        "CorrelationFilter": {"Label": "urgent", "Properties": {"OrderPlaced": "1"}},
                    },
                }
            ],
        },
    ]
    settings = read_config(
        namespace(
            topics={"events": {"Properties": {"RequiresDuplicateDetection": True}, "Subscriptions": subscriptions}}
        )
    )
    assert settings.topics == {
        "events": TopicSettings(
            {
                "all": SubscriptionSettings(QueueSettings(30_000, 100)),
                "some": SubscriptionSettings(
                    QueueSettings(), (CorrelationFilter({"Label": "urgent"}, {"OrderPlaced": "1"}),)
                ),
            },
            duplicate_window=600_000,
        )
    }


QUEUE = r"UserConfig\.Namespaces\[0\]\.Queues\[0\]"
RULE = r"UserConfig\.Namespaces\[0\]\.Topics\[0\]\.Subscriptions\[0\]\.Rules\[0\]\.Properties"


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ([], r"the document: must be an object, not a list"),
        ({}, r"UserConfig\.Namespaces: there must be one namespace, not 0"),
        ({"UserConfig": {"Namespaces": {}}}, r"UserConfig\.Namespaces: must be a list, not an object"),
        ({"UserConfig": {"Namespaces": []}, "Extra": 1}, r"^Extra: unknown key"),
        (namespace({"q": {"LockDurations": "PT1M"}}), QUEUE + r"\.Properties\.LockDurations: unknown key"),
        (namespace({"q": {"LockDuration": "30 s"}}), QUEUE + r"\.Properties\.LockDuration: '30 s' is not a duration"),
        (
            namespace({"q": {"LockDuration": "PT0S"}}),
            QUEUE + r"\.Properties\.LockDuration: must be longer than nothing",
        ),
        (namespace({"q": {"LockDuration": 30}}), QUEUE + r"\.Properties\.LockDuration: must be a string, not a number"),
        (
            namespace({"q": {"MaxDeliveryCount": "10"}}),
            QUEUE + r"\.Properties\.MaxDeliveryCount: must be a whole number",
        ),
        (namespace({"q": {"MaxDeliveryCount": 0}}), QUEUE + r"\.Properties\.MaxDeliveryCount: .* from 1, not 0"),
        (namespace({"q": {"MaxDeliveryCount": True}}), QUEUE + r"\.Properties\.MaxDeliveryCount: .*, not True"),
        (
            namespace({"q": {"RequiresDuplicateDetection": "yes"}}),
            QUEUE + r"\.Properties\.RequiresDuplicateDetection: must be true or false, not a string",
        ),
        (namespace({"q": {"RequiresSession": "no"}}), r"RequiresSession: must be true or false, not a string"),
        (namespace({"q": {"MaxSizeInMegabytes": 0}}), r"MaxSizeInMegabytes: must be a whole number from 1, not 0"),
        (namespace({"q": {"LockDuration": "PT5M1S"}}), QUEUE + r"\.Properties\.LockDuration: at most PT5M, not PT5M1S"),
        (namespace({"q": {"MaxDeliveryCount": 2001}}), r"MaxDeliveryCount: at most 2000, not 2001"),
        (
            namespace({"q": {"RequiresDuplicateDetection": True, "DuplicateDetectionHistoryTimeWindow": "P8D"}}),
            r"DuplicateDetectionHistoryTimeWindow: at most P7D, not P8D",
        ),
        (namespace({"q" * 261: {}}), QUEUE + r"\.Name: 261 characters; 260 are allowed"),
        (
            namespace(topics={"t": {"Subscriptions": [{"Name": "s" * 51}]}}),
            r"Subscriptions\[0\]\.Name: 51 characters; 50 are allowed",
        ),
        (namespace({"q": {"ForwardTo": "other"}}), r"ForwardTo: the emulator does not support forwarding"),
        (namespace({"q": {"Status": "Asleep"}}), r"Status: must be Active or Disabled, not 'Asleep'"),
        (namespace({"q": {}}, {"Q": {}}), r"Topics\[0\]\.Name: 'Q' is there twice"),
        (namespace({"": {}}), QUEUE + r"\.Name: is missing"),
        (
            namespace(topics={"t": {"Subscriptions": [{"Name": "s"}, {"Name": "S"}]}}),
            r"Subscriptions\[1\]\.Name: 'S' is there twice",
        ),
        (
            namespace(topics={"t": rule(FilterType="Sql")}),
            RULE + r"\.SqlFilter\.SqlExpression: a name is missing before",
        ),
        (
            namespace(topics={"t": rule(FilterType="Sql", SqlFilter={"SqlExpression": "a = 1 AND sys.Color = 2"})}),
            RULE + r"\.SqlFilter\.SqlExpression: there is no system property 'Color' at position 15",
        ),
        (
            namespace(topics={"t": rule(FilterType="Regex")}),
            RULE + r"\.FilterType: must be Correlation or Sql, not 'Regex'",
        ),
        (namespace(topics={"t": rule()}), RULE + r"\.FilterType: must be Correlation or Sql, not None"),
        (
            namespace(topics={"t": rule(FilterType="Correlation", CorrelationFilter={})}),
            RULE + r"\.CorrelationFilter: a correlation filter needs a condition",
        ),
        (
            namespace(topics={"t": rule(FilterType="Correlation", CorrelationFilter={"Subject": "x"})}),
            RULE + r"\.CorrelationFilter\.Subject: unknown key",
        ),
        (
            namespace(topics={"t": rule(FilterType="Correlation", CorrelationFilter={"Properties": {"a": []}})}),
            RULE + r"\.CorrelationFilter\.Properties\.a: must be a string, number, true or false, not a list",
        ),
        (
            namespace(
                topics={
                    "t": rule(
                        FilterType="Correlation", CorrelationFilter={"Label": "x"}, Action={"SqlExpression": "SET a=1"}
                    )
                }
            ),
            RULE + r"\.Action: the emulator does not support actions of rules",
        ),
    ],
)
def test_a_mistake_is_named_with_its_place(document: object, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint) as caught:
        read_config(document)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_missing_or_not_json_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.json: No such file"):
        load_config(tmp_path / "nowhere.json")
    broken = tmp_path / "broken.json"
    broken.write_text("{", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"broken\.json: not JSON: .* line 1"):
        load_config(broken)
    other = tmp_path / "other.json"
    other.write_bytes(b'{"UserConfig": "\xff"}')
    with pytest.raises(ConfigError, match=r"other\.json: not JSON: .*codec"):
        load_config(other)
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps(namespace({"q": {"Typo": 1}})), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"wrong\.json: .*Typo: unknown key"):
        load_config(wrong)


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("PT30S", 30_000),
        ("PT1M", 60_000),
        ("PT1H", 3_600_000),
        ("P14D", 1_209_600_000),
        ("P1DT2H3M4.5S", 93_784_500),
        ("P10675199DT2H48M5.4775807S", 922_337_203_685_478),  # .NET's longest
    ],
)
def test_durations_are_days_hours_minutes_and_seconds(text: str, milliseconds: int) -> None:
    assert parse_duration(text) == milliseconds


@pytest.mark.parametrize("text", ["", "P", "PT", "P1M", "P1Y", "1D", "PT1", "P1DT", "pt1m", "-PT1M", "PT1M1H"])
def test_anything_else_is_not_a_duration(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration"):
        parse_duration(text)


def test_the_time_to_live_that_azure_shows_where_none_is_set_is_one() -> None:
    settings = read_config(namespace({"q": {"DefaultMessageTimeToLive": "P10675199DT2H48M5.4775807S"}}))
    assert settings.queues["q"].default_time_to_live == 922_337_203_685_478
