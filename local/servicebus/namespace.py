"""The entities of the one namespace, found by address."""

from collections import Counter
from dataclasses import dataclass, field, replace

from local.servicebus.clock import Clock
from local.servicebus.intake import Intake, SequenceNumbers
from local.servicebus.journal import Journal
from local.servicebus.messages import Content
from local.servicebus.operations import Operations
from local.servicebus.plain_queue import PlainQueue
from local.servicebus.session_queue import SessionQueue
from local.servicebus.settings import Filter, NamespaceSettings, QueueSettings, TopicSettings
from local.servicebus.usage import Usage

DEAD_LETTER_SUFFIX = "/$DeadLetterQueue"
SUBSCRIPTIONS = "/Subscriptions/"


@dataclass(frozen=True, slots=True)
class Node:
    """What an address names: one can send to an intake, and receive from a queue."""

    name: str  # as in the configuration
    intake: Intake | None
    queue: PlainQueue | SessionQueue | None
    enabled: bool
    operations: Operations = field(default_factory=Counter)


class Namespace:
    """All nodes by address, in lower case: addresses are case-insensitive."""

    def __init__(self, settings: NamespaceSettings, clock: Clock, journal: Journal) -> None:
        self._clock = clock
        self._journal = journal
        self.nodes: dict[str, Node] = {}
        for name, queue in settings.queues.items():
            self._add_queue(name, queue)
        for name, topic in settings.topics.items():
            self._add_topic(name, topic)

    def find(self, address: str) -> Node | None:
        """The node of `sb://host:port/entity`, `/entity` or `entity`."""
        _, scheme, rest = address.partition("://")
        path = rest.partition("/")[2] if scheme else address
        return self.nodes.get(path.strip("/").lower())

    def _add_queue(self, name: str, settings: QueueSettings) -> None:
        def deliver(content: Content, number: int) -> None:
            queue.add(content, number=number)

        usage = Usage(name, settings.max_size)
        intake = Intake(
            name.lower(),
            settings.duplicate_window,
            self._clock,
            self._journal,
            usage,
            deliver,
            settings.requires_session,
        )
        queue = self._message_queue(name, settings, usage, intake)

    def _add_topic(self, name: str, settings: TopicSettings) -> None:
        branches: list[tuple[tuple[Filter, ...], PlainQueue | SessionQueue]] = []

        def deliver(content: Content, number: int) -> None:
            """Copy the message to every subscription that wants it, all within one turn of the event loop."""
            for filters, queue in branches:
                if not filters or any(each.matches(content) for each in filters):
                    queue.add(content, enqueued_sequence_number=number)

        usage = Usage(name, settings.max_size)
        intake = Intake(name.lower(), settings.duplicate_window, self._clock, self._journal, usage, deliver)
        self.nodes[name.lower()] = Node(name, intake, None, settings.enabled)
        for subscription, its in settings.subscriptions.items():
            time_to_live = _shorter(settings.default_time_to_live, its.queue.default_time_to_live)
            queue_settings = replace(its.queue, default_time_to_live=time_to_live)
            queue = self._message_queue(name + SUBSCRIPTIONS + subscription, queue_settings, usage, None)
            branches.append((its.filters, queue))

    def _message_queue(
        self, name: str, settings: QueueSettings, usage: Usage, intake: Intake | None
    ) -> PlainQueue | SessionQueue:
        """A message queue and its dead-letter queue, which never has sessions."""
        entity, dead_name = name.lower(), name + DEAD_LETTER_SUFFIX
        dead_numbers = SequenceNumbers(dead_name.lower(), self._journal)
        dead = PlainQueue(dead_name.lower(), settings, self._clock, self._journal, dead_numbers, usage)
        numbers = intake.numbers if intake else SequenceNumbers(entity, self._journal)
        kind = SessionQueue if settings.requires_session else PlainQueue
        queue = kind(entity, settings, self._clock, self._journal, numbers, usage, dead)
        self.nodes[entity] = Node(name, intake, queue, settings.enabled)
        self.nodes[dead.entity] = Node(dead_name, None, dead, settings.enabled)
        return queue


def _shorter(first: int | None, second: int | None) -> int | None:
    limits = [limit for limit in (first, second) if limit is not None]
    return min(limits, default=None)
