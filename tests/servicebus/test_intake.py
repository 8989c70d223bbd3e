"""Numbers, duplicates and schedules of a queue or topic, on a clock that the test moves."""

import pytest

from local.servicebus.amqp.encoding import encode
from local.servicebus.amqp.values import Described, Symbol, Timestamp, ULong, Value
from local.servicebus.errors import Refused
from local.servicebus.intake import Intake
from local.servicebus.journal import NoJournal
from local.servicebus.messages import Content, parse
from local.servicebus.usage import Usage
from tests.servicebus.manual_clock import ManualClock

WINDOW = 60_000
QUOTA = 1_000_000


class Entrance:
    """An intake that starts at 1,000,000 ms, and what it delivered: (message id, number)."""

    def __init__(self, window: int | None = WINDOW, quota: int = QUOTA) -> None:
        self.clock = ManualClock()
        self.delivered: list[tuple[str | None, int]] = []
        self.intake = Intake("q", window, self.clock, NoJournal(), Usage("q", quota), self._deliver)

    def send(self, *message_ids: str | None, due: int | None = None) -> list[int]:
        return self.intake.accept([scheduled(message_id, due) for message_id in message_ids])

    def _deliver(self, content: Content, number: int) -> None:
        self.delivered.append((content.message_id, number))


def scheduled(message_id: str | None, due: int | None) -> Content:
    """A message for a time in milliseconds since 1970 UTC, or for now."""
    annotations: dict[Value, Value] = {} if due is None else {Symbol("x-opt-scheduled-enqueue-time"): Timestamp(due)}
    sections = [Described(ULong(0x72), annotations), Described(ULong(0x73), [message_id])]
    return parse(b"".join(encode(section) for section in sections))


def test_an_id_is_a_duplicate_to_the_end_of_the_window_and_the_window_does_not_move() -> None:
    entrance = Entrance()
    entrance.send("a")
    entrance.clock.advance(WINDOW - 1)
    entrance.send("a")
    assert entrance.delivered == [("a", 1)]
    entrance.clock.advance(1)
    entrance.send("a")
    assert entrance.delivered == [("a", 1), ("a", 3)]


def test_only_ids_are_compared_and_only_if_the_entity_detects_duplicates() -> None:
    entrance = Entrance()
    entrance.send("a", "b", "a", None, None)
    assert entrance.delivered == [("a", 1), ("b", 2), (None, 4), (None, 5)]
    careless = Entrance(window=None)
    careless.send("a", "a")
    assert careless.delivered == [("a", 1), ("a", 2)]


def test_scheduled_messages_come_in_the_order_of_their_times_with_the_numbers_of_their_times() -> None:
    entrance = Entrance()
    assert entrance.send("late", due=1_000_200) == [1]
    assert entrance.send("early", due=1_000_100) == [2]
    entrance.send("now")
    entrance.clock.advance(99)
    assert entrance.delivered == [("now", 3)]
    entrance.clock.advance(1)
    entrance.clock.advance(100)
    assert entrance.delivered == [("now", 3), ("early", 4), ("late", 5)]
    assert entrance.intake.scheduled == {}


def test_a_time_that_has_passed_is_now() -> None:
    entrance = Entrance()
    entrance.send("a", due=1_000_000)
    assert entrance.delivered == [("a", 1)]


def test_a_scheduled_message_is_a_duplicate_from_the_time_it_was_sent() -> None:
    entrance = Entrance()
    entrance.send("a", due=1_000_100)
    entrance.send("a")
    entrance.clock.advance(100)
    assert entrance.delivered == [("a", 3)]


def test_cancelling_drops_all_or_nothing() -> None:
    entrance = Entrance()
    first, second = entrance.send("a", "b", due=1_000_100)
    with pytest.raises(Refused, match="message-not-found: no scheduled message has sequence number 9"):
        entrance.intake.cancel([first, 9])
    entrance.intake.cancel([first])
    entrance.clock.advance(100)
    assert entrance.delivered == [("b", 3)]
    with pytest.raises(Refused, match="number 2"):
        entrance.intake.cancel([second])


def test_a_quota_counts_what_is_scheduled_and_refuses_all_of_a_batch_or_nothing() -> None:
    size = len(scheduled("a", due=1_000_100).raw)
    entrance = Entrance(quota=2 * size)
    entrance.send("a", due=1_000_100)
    with pytest.raises(Refused, match="resource-limit-exceeded: The maximum entity size has been reached"):
        entrance.send("b", "c", due=1_000_100)
    assert list(entrance.intake.scheduled) == [1]
    assert entrance.send("b", due=1_000_100) == [2]
    entrance.intake.cancel([1])
    assert entrance.send("c", due=1_000_100) == [3]
