"""Receivers that wait for the next session with something to receive."""

from collections import OrderedDict

from local.servicebus.clock import Clock, Timer
from local.servicebus.session import SessionConsumer


class WaitingRoom:
    """First come, first served; everybody waits for a time of their own."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: OrderedDict[SessionConsumer, Timer] = OrderedDict()

    def __len__(self) -> int:
        return len(self._waiting)

    def enter(self, consumer: SessionConsumer, wait: int) -> None:
        """Wait for `wait` milliseconds at most."""

        def give_up() -> None:
            del self._waiting[consumer]
            consumer.timed_out()

        self._waiting[consumer] = self._clock.call_at(self._clock.now() + wait, give_up)

    def leave(self, consumer: SessionConsumer) -> None:
        """Wait no more."""
        timer = self._waiting.pop(consumer, None)
        if timer is not None:
            timer.cancel()

    def next(self) -> SessionConsumer:
        """Who has waited longest; waits no more."""
        consumer, timer = self._waiting.popitem(last=False)
        timer.cancel()
        return consumer
