"""A queue without sessions: receivers compete, and each message has a lock of its own."""

from collections import deque

from local.servicebus.clock import Clock
from local.servicebus.deadlines import Leases
from local.servicebus.errors import MESSAGE_LOCK_LOST, Refused
from local.servicebus.intake import SequenceNumbers
from local.servicebus.journal import Journal
from local.servicebus.message_queue import Consumer, MessageQueue
from local.servicebus.ready_numbers import ReadyNumbers
from local.servicebus.settings import QueueSettings
from local.servicebus.stored_message import StoredMessage
from local.servicebus.usage import Usage


class PlainQueue(MessageQueue):
    """A queue, subscription or dead-letter queue without sessions. A lost lock is refused with `message-lock-lost`."""

    def __init__(
        self,
        entity: str,
        settings: QueueSettings,
        clock: Clock,
        journal: Journal,
        numbers: SequenceNumbers,
        usage: Usage,
        dead_letters: MessageQueue | None = None,
    ) -> None:
        super().__init__(entity, settings, clock, journal, numbers, usage, dead_letters)
        self._locks = Leases[bytes, StoredMessage](settings.lock_duration, clock, self._lock_ended)
        self._ready = ReadyNumbers(self.messages)
        self._consumers: deque[Consumer] = deque()
        self._pump_scheduled = False

    @property
    def locked(self) -> int:
        return len(self._locks)

    def attach(self, consumer: Consumer) -> None:
        """Serve a receiver from now on."""
        self._consumers.append(consumer)

    def detach(self, consumer: Consumer) -> None:
        """Serve it no more; its locks stay until they expire."""
        self._consumers.remove(consumer)

    def serve(self, at_once: bool) -> None:
        """A receiver has credit: give out what there is, soon or in this very call."""
        if at_once:
            self._pump()
        else:
            self._wake()

    def renew(self, token: bytes) -> int:
        """Start the lock's duration anew; returns until when it holds."""
        return self._locks.grant(token, self.held(token))

    def held(self, token: bytes) -> StoredMessage:
        message = self._locks.get(token)
        if message is None:
            raise Refused(MESSAGE_LOCK_LOST, "The lock has expired, or the message is settled already.")
        return message

    def _lock(self, message: StoredMessage, token: bytes) -> int:
        return self._locks.grant(token, message)

    def _unlock(self, token: bytes) -> StoredMessage:
        message = self.held(token)
        self._locks.end(token)
        return message

    def _lock_ended(self, _token: bytes, message: StoredMessage) -> None:
        self._failed(message)

    def _offer(self, message: StoredMessage) -> None:
        self._ready.push(message.sequence_number)
        self._wake()

    def _entered(self, message: StoredMessage) -> None:
        """Nothing is kept of it but its number, when it is offered."""

    def _left(self, message: StoredMessage) -> None:
        """Its number is dropped when it is found."""

    def _wake(self) -> None:
        """Serve receivers soon; many calls in one turn of the event loop are one."""
        if not self._pump_scheduled and self._consumers:
            self._pump_scheduled = True
            self._clock.call_soon(self._pump)

    def _pump(self) -> None:
        """Hand active messages to receivers with credit, which take turns."""
        self._pump_scheduled = False
        while (message := self._ready.first()) and (consumer := self._next_consumer()):
            token, until = self._hand_out(message, consumer.deletes)
            consumer.deliver(message, token, until)

    def _next_consumer(self) -> Consumer | None:
        for _ in range(len(self._consumers)):
            self._consumers.rotate(-1)
            if self._consumers[-1].has_credit():
                return self._consumers[-1]
        return None
