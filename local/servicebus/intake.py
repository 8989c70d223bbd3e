"""What queues and topics do with a message that a client sends: number it, drop duplicates, hold it until its time."""

from collections import OrderedDict
from collections.abc import Callable

from local.servicebus.clock import Clock
from local.servicebus.deadlines import Deadlines
from local.servicebus.errors import MESSAGE_NOT_FOUND, NOT_ALLOWED, Refused
from local.servicebus.journal import Journal
from local.servicebus.limits import check
from local.servicebus.messages import Content
from local.servicebus.stored_message import State, StoredMessage
from local.servicebus.usage import Usage


class SequenceNumbers:
    """1, 2, 3, ... for one entity, also across restarts."""

    def __init__(self, entity: str, journal: Journal) -> None:
        self._entity = entity
        self._journal = journal
        self.last = 0

    def next(self) -> int:
        self.last += 1
        self._journal.numbered(self._entity, self.last)
        return self.last


class DuplicateHistory:
    """The message ids of the last `window` milliseconds; a window of None finds no duplicates."""

    def __init__(self, entity: str, window: int | None, clock: Clock, journal: Journal) -> None:
        self._entity = entity
        self._window = window
        self._clock = clock
        self._journal = journal
        self._until: OrderedDict[str, int] = OrderedDict()  # oldest first, because the window is the same for all

    def __len__(self) -> int:
        return len(self._until)

    def is_duplicate(self, message_id: str | None) -> bool:
        """Whether the id was here within the window; if not, it is from now on."""
        if self._window is None or message_id is None:
            return False
        now = self._clock.now()
        while self._until and next(iter(self._until.values())) <= now:
            oldest, _ = self._until.popitem(last=False)
            self._journal.forgotten(self._entity, oldest)
        if message_id in self._until:
            return True
        self.restore(message_id, now + self._window)
        self._journal.remembered(self._entity, message_id, now + self._window)
        return False

    def restore(self, message_id: str, until: int) -> None:
        """Remember an id that the journal knows; oldest first."""
        self._until[message_id] = until


class Intake:
    """The entrance of a queue or topic. `deliver(content, number)` is called for each message whose time has come."""

    def __init__(
        self,
        entity: str,
        duplicate_window: int | None,
        clock: Clock,
        journal: Journal,
        usage: Usage,
        deliver: Callable[[Content, int], None],
        requires_session: bool = False,
    ) -> None:
        self._entity = entity
        self._usage = usage
        self._requires_session = requires_session
        self._clock = clock
        self._journal = journal
        self._deliver = deliver
        self.numbers = SequenceNumbers(entity, journal)
        self.history = DuplicateHistory(entity, duplicate_window, clock, journal)
        self.scheduled: dict[int, StoredMessage] = {}  # in the order of their numbers
        self._due = Deadlines(clock, self.scheduled.__contains__, self._release)

    def accept(self, contents: list[Content]) -> list[int]:
        """Take all messages in one step; returns their sequence numbers. A duplicate is dropped, its number is lost.

        Raises `Refused`, and takes none, if one of them breaks a limit or lacks its session id, or there is no room.
        """
        for content in contents:
            check(content)
            if self._requires_session and content.session_id is None:
                raise Refused(NOT_ALLOWED, f"The SessionId was not set on a message, and {self._entity} has sessions.")
        self._usage.require(sum(len(content.raw) for content in contents))
        now = self._clock.now()
        numbers = []
        for content in contents:
            number = self.numbers.next()
            numbers.append(number)
            if self.history.is_duplicate(content.message_id):
                continue
            if content.scheduled_for is not None and content.scheduled_for > now:
                message = StoredMessage(number, content, now, number, None, content.scheduled_for, 0, State.SCHEDULED)
                self._journal.stored(self._entity, message)
                self.hold(message)
            else:
                self._deliver(content, number)
        return numbers

    def hold(self, message: StoredMessage) -> None:
        """Keep a scheduled message until its time."""
        assert message.scheduled_for is not None
        self.scheduled[message.sequence_number] = message
        self._usage.size += len(message.content.raw)
        self._due.add(message.sequence_number, message.scheduled_for)

    def cancel(self, sequence_numbers: list[int]) -> None:
        """Drop scheduled messages, all or, if one of them is not scheduled, none: then raises `Refused`."""
        unknown = [number for number in sequence_numbers if number not in self.scheduled]
        if unknown:
            raise Refused(MESSAGE_NOT_FOUND, f"no scheduled message has sequence number {unknown[0]}")
        for number in set(sequence_numbers):
            self._drop(number)

    def _release(self, number: int) -> None:
        """Deliver a message whose time has come; it gets a new number, that of its time."""
        self._deliver(self._drop(number).content, self.numbers.next())

    def _drop(self, number: int) -> StoredMessage:
        self._journal.removed(self._entity, number)
        message = self.scheduled.pop(number)
        self._usage.size -= len(message.content.raw)
        return message
