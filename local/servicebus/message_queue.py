"""A queue with peek-lock: the core of queues, subscriptions and dead-letter queues."""

import heapq
import secrets
from collections import OrderedDict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from local.servicebus.clock import Clock
from local.servicebus.dead_letter import with_reason
from local.servicebus.errors import MESSAGE_LOCK_LOST, NOT_ALLOWED, Refused
from local.servicebus.intake import SequenceNumbers
from local.servicebus.journal import Journal
from local.servicebus.messages import Content
from local.servicebus.settings import QueueSettings
from local.servicebus.stored_message import State, StoredMessage


class Consumer(Protocol):
    """A receiver of a queue."""

    deletes: bool
    """Whether a message is gone as soon as it is delivered."""

    def has_credit(self) -> bool:
        """Whether it takes a message now."""

    def deliver(self, message: StoredMessage, token: bytes, locked_until: int | None) -> None:
        """Take a message; it is locked with `token` until then, or not locked if the consumer deletes."""


@dataclass(slots=True)
class Lock:
    """A message that a receiver works on."""

    message: StoredMessage
    until: int


class MessageQueue:
    """Messages in the order of their sequence numbers, each at one receiver at a time.

    An operation with a lock token that does not hold (any more) raises `Refused` with `message-lock-lost`. A queue
    without `dead_letters` is a dead-letter queue: nothing expires there, and no delivery count is too high.
    """

    def __init__(
        self,
        entity: str,
        settings: QueueSettings,
        clock: Clock,
        journal: Journal,
        numbers: SequenceNumbers,
        dead_letters: "MessageQueue | None" = None,
    ) -> None:
        self.entity = entity
        self.settings = settings
        self.dead_letters = dead_letters
        self.messages: dict[int, StoredMessage] = {}  # active and locked, in the order of their numbers
        self.locks: OrderedDict[bytes, Lock] = OrderedDict()  # by token; first is the first to expire
        self._clock = clock
        self._journal = journal
        self.numbers = numbers
        self._ready: list[int] = []  # heap of the numbers of active messages; may name some that are gone
        self._expiries: list[tuple[int, int]] = []  # heap of (time, number)
        self._consumers: deque[Consumer] = deque()
        self._pump_scheduled = False
        self._wake_at: int | None = None

    def add(
        self,
        content: Content,
        enqueued_sequence_number: int | None = None,
        number: int | None = None,
        delivery_count: int = 0,
    ) -> None:
        """Append a message. Its number is the next one, and its original number that one too, if they are not given."""
        number = self.numbers.next() if number is None else number
        original = number if enqueued_sequence_number is None else enqueued_sequence_number
        now = self._clock.now()
        message = StoredMessage(number, content, now, original, self._expiry(content, now), None, delivery_count)
        self._journal.stored(self.entity, message)
        self.restore(message)

    def restore(self, message: StoredMessage) -> None:
        """Put a message in that the journal knows."""
        self.messages[message.sequence_number] = message
        if message.expires_at is not None:
            self._expire_later(message.expires_at, message.sequence_number)
        self._make_ready(message)

    def attach(self, consumer: Consumer) -> None:
        """Serve a receiver from now on."""
        self._consumers.append(consumer)

    def detach(self, consumer: Consumer) -> None:
        """Serve it no more; its locks stay until they expire."""
        self._consumers.remove(consumer)

    def wake(self) -> None:
        """Serve receivers soon; many calls in one turn of the event loop are one."""
        if not self._pump_scheduled and self._consumers:
            self._pump_scheduled = True
            self._clock.call_soon(self.pump)

    def pump(self) -> None:
        """Hand active messages to receivers with credit, which take turns."""
        self._pump_scheduled = False
        while self._ready and (consumer := self._next_consumer()):
            message = self._take()
            if message is None:
                continue
            if consumer.deletes:
                self._remove(message)
                consumer.deliver(message, secrets.token_bytes(16), None)
            else:
                token, lock = self._lock(message)
                consumer.deliver(message, token, lock.until)

    def complete(self, token: bytes) -> None:
        """The receiver is done with the message."""
        self._remove(self._unlock(token))

    def abandon(self, token: bytes) -> None:
        """The receiver failed: the message is active again, or dead-lettered after too many deliveries."""
        self._failed(self._unlock(token))

    def release(self, token: bytes) -> None:
        """The receiver never looked at the message: as if it had not been delivered."""
        self._make_ready(self._unlock(token))

    def dead_letter(self, token: bytes, reason: str | None, description: str | None) -> None:
        """The receiver gives the message up. Raises `Refused` in a dead-letter queue: there is no way further."""
        if self.dead_letters is None:
            raise Refused(NOT_ALLOWED, "a message of a dead-letter queue cannot be dead-lettered")
        self._to_dead_letters(self._unlock(token), reason, description)

    def renew(self, token: bytes) -> int:
        """Start the lock's duration anew; returns until when it holds."""
        lock = self.held(token)
        lock.until = self._clock.now() + self.settings.lock_duration
        self.locks.move_to_end(token)
        return lock.until

    def held(self, token: bytes) -> Lock:
        """The lock of a token."""
        lock = self.locks.get(token)
        if lock is None or lock.until <= self._clock.now():
            raise Refused(MESSAGE_LOCK_LOST, "The lock has expired, or the message is settled already.")
        return lock

    def from_number(self, first: int) -> Iterator[StoredMessage]:
        """Active and locked messages from a sequence number on."""
        return (message for number, message in self.messages.items() if number >= first)

    def _lock(self, message: StoredMessage) -> tuple[bytes, Lock]:
        token = secrets.token_bytes(16)
        message.state = State.LOCKED
        lock = self.locks[token] = Lock(message, self._clock.now() + self.settings.lock_duration)
        self._arm_timer()
        return token, lock

    def _unlock(self, token: bytes) -> StoredMessage:
        lock = self.held(token)
        del self.locks[token]
        return lock.message

    def _next_consumer(self) -> Consumer | None:
        for _ in range(len(self._consumers)):
            self._consumers.rotate(-1)
            if self._consumers[-1].has_credit():
                return self._consumers[-1]
        return None

    def _take(self) -> StoredMessage | None:
        """The next active message; None if that number is gone."""
        message = self.messages.get(heapq.heappop(self._ready))
        return message if message is not None and message.state is State.ACTIVE else None

    def _make_ready(self, message: StoredMessage) -> None:
        message.state = State.ACTIVE
        if message.expires_at is not None and message.expires_at <= self._clock.now():
            self._time_out(message)
        else:
            heapq.heappush(self._ready, message.sequence_number)
            self.wake()

    def _failed(self, message: StoredMessage) -> None:
        message.delivery_count += 1
        if self.dead_letters is not None and message.delivery_count >= self.settings.max_delivery_count:
            tried = f"Message could not be consumed after {message.delivery_count} delivery attempts."
            self._to_dead_letters(message, "MaxDeliveryCountExceeded", tried)
        else:
            self._journal.counted(self.entity, message)
            self._make_ready(message)

    def _to_dead_letters(self, message: StoredMessage, reason: str | None, description: str | None) -> None:
        assert self.dead_letters is not None
        self._remove(message)
        content = with_reason(message.content, reason, description)
        self.dead_letters.add(content, message.enqueued_sequence_number, delivery_count=message.delivery_count)

    def _time_out(self, message: StoredMessage) -> None:
        if self.dead_letters is not None and self.settings.dead_letter_on_expiration:
            text = "The message expired and was dead lettered."
            self._to_dead_letters(message, "TTLExpiredException", text)
        else:
            self._remove(message)

    def _remove(self, message: StoredMessage) -> None:
        del self.messages[message.sequence_number]
        self._journal.removed(self.entity, message.sequence_number)

    def _expiry(self, content: Content, now: int) -> int | None:
        if self.dead_letters is None:
            return None
        limits = [limit for limit in (content.time_to_live, self.settings.default_time_to_live) if limit is not None]
        return now + min(limits) if limits else None

    def _expire_later(self, when: int, number: int) -> None:
        heapq.heappush(self._expiries, (when, number))
        if len(self._expiries) > 2 * len(self.messages) + 1000:  # most are gone long before their time
            self._expiries = [entry for entry in self._expiries if entry[1] in self.messages]
            heapq.heapify(self._expiries)
        self._arm_timer()

    def _arm_timer(self) -> None:
        """Be woken at the first expiry of a lock or of a message."""
        deadlines = [expiry for expiry, _ in self._expiries[:1]]
        if self.locks:
            deadlines.append(next(iter(self.locks.values())).until)
        if deadlines and (self._wake_at is None or min(deadlines) < self._wake_at):
            self._wake_at = min(deadlines)
            self._clock.call_at(self._wake_at, self._tick)

    def _tick(self) -> None:
        now = self._clock.now()
        if self._wake_at is None or now < self._wake_at:
            return  # an earlier tick has seen to it
        self._wake_at = None
        while self.locks and next(iter(self.locks.values())).until <= now:
            _, lock = self.locks.popitem(last=False)
            self._failed(lock.message)
        while self._expiries and self._expiries[0][0] <= now:
            message = self.messages.get(heapq.heappop(self._expiries)[1])
            if message is not None and message.state is State.ACTIVE:
                self._time_out(message)
        self._arm_timer()
