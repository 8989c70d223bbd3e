"""What queues, subscriptions and dead-letter queues do with messages, whoever gets to receive them."""

import secrets
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Protocol

from local.servicebus.clock import Clock
from local.servicebus.dead_letter import with_reason
from local.servicebus.deadlines import Deadlines
from local.servicebus.errors import MESSAGE_NOT_FOUND, NOT_ALLOWED, Refused
from local.servicebus.intake import SequenceNumbers
from local.servicebus.journal import Journal
from local.servicebus.messages import Content
from local.servicebus.settings import QueueSettings
from local.servicebus.stored_message import State, StoredMessage
from local.servicebus.usage import Usage


class Consumer(Protocol):
    """A receiver of a queue."""

    deletes: bool
    """Whether a message is gone as soon as it is delivered."""

    def has_credit(self) -> bool:
        """Whether it takes a message now."""

    def deliver(self, message: StoredMessage, token: bytes, locked_until: int | None) -> None:
        """Take a message; it is locked with `token` until then, or not locked if the consumer deletes."""


class MessageQueue(ABC):
    """Messages in the order of their sequence numbers, each at one receiver at a time.

    A subclass says who receives: any receiver (`PlainQueue`), or the one that holds the message's session
    (`SessionQueue`). An operation with a lock token that does not hold (any more) raises `Refused`. A queue without
    `dead_letters` is a dead-letter queue: nothing expires there, and no delivery count is too high.
    """

    def __init__(
        self,
        entity: str,
        settings: QueueSettings,
        clock: Clock,
        journal: Journal,
        numbers: SequenceNumbers,
        usage: Usage,
        dead_letters: "MessageQueue | None" = None,
    ) -> None:
        self.entity = entity
        self.settings = settings
        self.numbers = numbers
        self.usage = usage
        self.dead_letters = dead_letters
        self.messages: dict[int, StoredMessage] = {}  # active, locked and deferred, in the order of their numbers
        self._clock = clock
        self._journal = journal
        self._expiries = Deadlines(clock, self.messages.__contains__, self._expire)

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
        """Put a message in that the journal knows: active, or deferred."""
        self.messages[message.sequence_number] = message
        self.usage.size += len(message.content.raw)
        self._entered(message)
        if message.expires_at is not None:
            self._expiries.add(message.sequence_number, message.expires_at)
        self._put_back(message)

    @property
    @abstractmethod
    def locked(self) -> int:
        """How many messages are locked."""

    @property
    def deferred(self) -> int:
        """How many messages wait to be asked for by their numbers."""
        return sum(message.state is State.DEFERRED for message in self.messages.values())

    @abstractmethod
    def held(self, token: bytes) -> StoredMessage:
        """The message that is locked with a token. Raises `Refused`."""

    def complete(self, token: bytes) -> None:
        """The receiver is done with the message."""
        self._remove(self._unlock(token))

    def abandon(self, token: bytes) -> None:
        """The receiver failed: the message is there again, or dead-lettered after too many deliveries."""
        self._failed(self._unlock(token))

    def release(self, token: bytes) -> None:
        """The receiver never looked at the message: as if it had not been delivered."""
        self._put_back(self._unlock(token))

    def defer(self, token: bytes) -> None:
        """The receiver sets the message aside: from now on it is received by its number only."""
        message = self._unlock(token)
        message.delivery_count += 1
        message.deferred = True
        self._journal.changed(self.entity, message)
        self._put_back(message)

    def dead_letter(self, token: bytes, reason: str | None, description: str | None) -> None:
        """The receiver gives the message up. Raises `Refused` in a dead-letter queue: there is no way further."""
        if self.dead_letters is None:
            raise Refused(NOT_ALLOWED, "a message of a dead-letter queue cannot be dead-lettered")
        self._to_dead_letters(self._unlock(token), reason, description)

    def take_deferred(self, numbers: list[int], deletes: bool) -> list[tuple[StoredMessage, bytes, int | None]]:
        """Deferred messages by their numbers, all or, if one of them is not deferred, none: then raises `Refused`.

        Each comes with its lock token and until when the lock holds, or is gone if the receiver deletes.
        """
        wanted = [self.messages.get(number) for number in dict.fromkeys(numbers)]
        found = [message for message in wanted if message is not None and message.state is State.DEFERRED]
        if len(found) < len(wanted):
            known = {message.sequence_number for message in found}
            missing = next(number for number in numbers if number not in known)
            raise Refused(MESSAGE_NOT_FOUND, f"no deferred message has sequence number {missing}")
        return [(message, *self._hand_out(message, deletes)) for message in found]

    def from_number(self, first: int) -> Iterator[StoredMessage]:
        """Active, locked and deferred messages from a sequence number on."""
        return (message for number, message in self.messages.items() if number >= first)

    @abstractmethod
    def _lock(self, message: StoredMessage, token: bytes) -> int:
        """Note that a receiver has the message; returns until when."""

    @abstractmethod
    def _unlock(self, token: bytes) -> StoredMessage:
        """Forget the lock of a token. Raises `Refused` if it does not hold."""

    @abstractmethod
    def _offer(self, message: StoredMessage) -> None:
        """The message may be received now."""

    @abstractmethod
    def _entered(self, message: StoredMessage) -> None:
        """A message is in the queue from now on."""

    @abstractmethod
    def _left(self, message: StoredMessage) -> None:
        """A message is in the queue no more."""

    def _hand_out(self, message: StoredMessage, deletes: bool) -> tuple[bytes, int | None]:
        """Lock a message for a receiver, or remove it if the receiver deletes."""
        token = secrets.token_bytes(16)
        if deletes:
            self._remove(message)
            return token, None
        message.state = State.LOCKED
        return token, self._lock(message, token)

    def _put_back(self, message: StoredMessage) -> None:
        """No receiver has the message."""
        if message.deferred:
            message.state = State.DEFERRED
            return
        message.state = State.ACTIVE
        if message.expires_at is not None and message.expires_at <= self._clock.now():
            self._time_out(message)
        else:
            self._offer(message)

    def _failed(self, message: StoredMessage) -> None:
        message.delivery_count += 1
        if self.dead_letters is not None and message.delivery_count >= self.settings.max_delivery_count:
            tried = f"Message could not be consumed after {message.delivery_count} delivery attempts."
            self._to_dead_letters(message, "MaxDeliveryCountExceeded", tried)
        else:
            self._journal.changed(self.entity, message)
            self._put_back(message)

    def _to_dead_letters(self, message: StoredMessage, reason: str | None, description: str | None) -> None:
        self._remove(message)
        self._bury(message, reason, description)

    def _bury(self, message: StoredMessage, reason: str | None, description: str | None) -> None:
        assert self.dead_letters is not None
        content = with_reason(message.content, reason, description)
        self.dead_letters.add(content, message.enqueued_sequence_number, delivery_count=message.delivery_count)

    def _expire(self, number: int) -> None:
        """The time of a message has come. One that a receiver has, or that is deferred, outlives it."""
        message = self.messages[number]
        if message.state is State.ACTIVE:
            self._time_out(message)

    def _time_out(self, message: StoredMessage) -> None:
        if self.dead_letters is not None and self.settings.dead_letter_on_expiration:
            text = "The message expired and was dead lettered."
            self._to_dead_letters(message, "TTLExpiredException", text)
        else:
            self._remove(message)

    def _remove(self, message: StoredMessage) -> None:
        del self.messages[message.sequence_number]
        self.usage.size -= len(message.content.raw)
        self._journal.removed(self.entity, message.sequence_number)
        self._left(message)

    def _expiry(self, content: Content, now: int) -> int | None:
        if self.dead_letters is None:
            return None
        limits = [limit for limit in (content.time_to_live, self.settings.default_time_to_live) if limit is not None]
        return now + min(limits) if limits else None
