"""What a message that failed comes again as: when, where to, under which id, and with what."""

import json
from dataclasses import replace
from datetime import datetime

import pytest

from infrastructure.messaging import BusMessage, BusUnavailable, Delivery
from infrastructure.retries import Retries, delay_seconds, received
from tests.handling.failing import NOON, delivered, seconds_after_noon
from tests.handling.house import NotingBus
from tests.http.fakes import SetClock

FOR_QUEUE = Delivery("commands", "message-1", b'{"a": 1}', {"SourceType": "Order", "CommandType": "HonourOrder"}, 1)
FOR_MAIL = Delivery("events/mail", "Order_1_4", b'{"b": 2}', {"SourceType": "Order", "OrderConfirmed": "1"}, 1)


async def copy_of(delivery: Delivery) -> tuple[str, BusMessage]:
    bus = NotingBus()
    await Retries(bus, SetClock(NOON)).retry(delivery)
    [sent] = bus.sent
    return sent


async def postponed(delivery: Delivery, again_at: datetime) -> tuple[str, BusMessage]:
    bus = NotingBus()
    await Retries(bus, SetClock(NOON)).postpone(delivery, again_at)
    [sent] = bus.sent
    return sent


@pytest.mark.parametrize(
    ("attempt", "seconds"),
    [(1, 2), (2, 4), (3, 8), (4, 16), (5, 32), (6, 64), (7, 120), (8, 120), (99, 120), (100, 120), (5_000, 120)],
)
def test_the_delay_doubles_from_2_seconds_to_2_minutes(attempt: int, seconds: int) -> None:
    assert delay_seconds(attempt) == seconds


def test_a_hundred_attempts_take_about_three_hours() -> None:
    assert sum(delay_seconds(attempt) for attempt in range(1, 100)) == 11_286


async def test_a_command_that_failed_goes_back_to_its_queue() -> None:
    entity, copy = await copy_of(FOR_QUEUE)
    assert entity == "commands"
    assert copy.body == b'{"a": 1}'
    assert seconds_after_noon(copy) == 2
    assert list(copy.properties) == ["RetryOf"]
    assert json.loads(copy.properties["RetryOf"]) == {
        "messageId": "message-1",
        "properties": {"SourceType": "Order", "CommandType": "HonourOrder"},
        "attempt": 2,
    }


async def test_a_commit_that_failed_goes_to_its_topic_with_nothing_that_others_ask_for() -> None:
    entity, copy = await copy_of(FOR_MAIL)
    assert entity == "events"
    assert copy.body == b'{"b": 2}'
    assert set(copy.properties) == {"RetryOf", "RetryFor"}
    assert copy.properties["RetryFor"] == "mail"


@pytest.mark.parametrize("delivery", [FOR_QUEUE, FOR_MAIL], ids=["queue", "subscription"])
async def test_the_handler_of_a_copy_sees_the_message_that_it_is_a_copy_of(delivery: Delivery) -> None:
    for attempt in (2, 3, 4):
        _, copy = await copy_of(replace(delivery, attempt=attempt - 1))
        assert delivered(delivery.entity, copy) == replace(delivery, attempt=attempt)


async def test_a_copy_of_a_copy_is_one_of_the_original() -> None:
    _, first = await copy_of(FOR_MAIL)
    _, second = await copy_of(delivered("events/mail", first))
    assert delivered("events/mail", second) == replace(FOR_MAIL, attempt=3)
    assert seconds_after_noon(second) == 4


async def test_what_the_bus_adds_to_a_copy_is_seen() -> None:
    _, copy = await copy_of(FOR_QUEUE)
    dead = received("commands", copy.message_id, copy.body, copy.properties | {"DeadLetterReason": "too old"}, 1)
    assert dead.message_id == "message-1"
    assert dead.properties == {"SourceType": "Order", "CommandType": "HonourOrder", "DeadLetterReason": "too old"}


async def test_the_same_attempt_sent_again_has_the_same_id_so_that_duplicate_detection_drops_it() -> None:
    _, first = await copy_of(FOR_MAIL)
    _, again = await copy_of(replace(FOR_MAIL, delivery_count=2))
    assert first.message_id == again.message_id


async def test_no_other_copy_has_that_id() -> None:
    later = NOON.replace(minute=1)
    others = [
        FOR_MAIL,
        replace(FOR_MAIL, attempt=2),
        replace(FOR_MAIL, entity="events/process-manager"),
        replace(FOR_MAIL, message_id="Order_1_5"),
    ]
    copies = [await copy_of(each) for each in others]
    copies += [await postponed(FOR_MAIL, NOON), await postponed(FOR_MAIL, later)]
    assert len({copy.message_id for _, copy in copies} | {"Order_1_4"}) == 7


async def test_the_id_of_a_copy_fits_however_long_that_of_the_message_is() -> None:
    _, copy = await copy_of(replace(FOR_QUEUE, message_id="x" * 128))
    assert len(copy.message_id) == 36


async def test_a_message_that_came_too_early_comes_at_its_time_as_the_same_attempt() -> None:
    entity, copy = await postponed(FOR_QUEUE, NOON.replace(second=7))
    assert (entity, seconds_after_noon(copy)) == ("commands", 7)
    assert delivered("commands", copy) == FOR_QUEUE


@pytest.mark.parametrize(
    "text", ["", "no JSON", "{}", '{"messageId": "m", "properties": {}, "attempt": 0}'], ids=["", "text", "{}", "0"]
)
def test_a_property_of_a_stranger_makes_no_copy_of_his_message(text: str) -> None:
    theirs = received("commands", "theirs", b"", {"RetryOf": text}, 3)
    assert theirs == Delivery("commands", "theirs", b"", {"RetryOf": text}, 3)


async def test_a_copy_that_the_bus_does_not_take_is_an_error() -> None:
    bus = NotingBus()
    bus.down = True
    with pytest.raises(BusUnavailable):
        await Retries(bus, SetClock(NOON)).retry(FOR_QUEUE)
