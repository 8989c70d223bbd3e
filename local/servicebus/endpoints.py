"""What stands behind the links of clients: the entrance of an entity, and a receiver of its messages."""

from local.servicebus.amqp.link import Delivery, OutgoingLink
from local.servicebus.amqp.outcomes import Accepted, ErrorDetail, Modified, Outcome, Rejected, Released
from local.servicebus.amqp.values import AmqpError
from local.servicebus.dead_letter import DESCRIPTION, REASON
from local.servicebus.errors import Refused
from local.servicebus.intake import Intake
from local.servicebus.journal import Journal
from local.servicebus.message_queue import MessageQueue
from local.servicebus.messages import unpack
from local.servicebus.operations import Operations, transfers
from local.servicebus.plain_queue import PlainQueue
from local.servicebus.stored_message import StoredMessage, wire_bytes

DEAD_LETTER_CONDITION = "com.microsoft:dead-letter"
SETTLED = 1
"""`snd-settle-mode` of a receiver that has messages deleted as they are delivered."""


class SendEndpoint:
    """Takes what a client sends to a queue or topic. A `Sink`."""

    def __init__(self, intake: Intake, journal: Journal, operations: Operations) -> None:
        self._intake = intake
        self._journal = journal
        self._operations = operations

    def delivered(self, delivery: Delivery) -> None:
        """Store all messages of the delivery, or none; the client hears of it when they are durable."""
        try:
            contents = unpack(delivery.message_format, delivery.payload)
            self._intake.accept(contents)
        except AmqpError as error:
            delivery.settle(Rejected(ErrorDetail(error.condition, error.description)))
        except Refused as refusal:
            delivery.settle(Rejected(refusal.detail))
        else:
            self._operations["sends"] += sum(transfers(content.raw) for content in contents)
            self._journal.committed(lambda: delivery.settle(Accepted()))

    def detached(self) -> None:
        """What was sent stays."""


class ReceiveEndpoint[Q: MessageQueue]:
    """What the receivers of clients have in common: a `Source` for its link and a `Consumer` of the queue."""

    def __init__(self, link: OutgoingLink, queue: Q, journal: Journal, operations: Operations) -> None:
        self.deletes = link.attach.snd_settle_mode == SETTLED
        self._link = link
        self._queue = queue
        self._journal = journal
        self._operations = operations

    def has_credit(self) -> bool:
        return self._link.credit > 0

    def deliver(self, message: StoredMessage, token: bytes, locked_until: int | None) -> None:
        payload = wire_bytes(message, locked_until)
        self._link.deliver(payload, token, settled=self.deletes)
        self._operations["deliveries"] += transfers(payload)

    def disposed(self, delivery_id: int, tag: bytes, outcome: Outcome, settled: bool) -> None:
        """Settle the message, and answer when that is durable."""
        try:
            answer = self._settle(tag, outcome)
            self._operations["settlements"] += 1
        except Refused as refusal:
            answer = Rejected(refusal.detail)
        if not settled:
            self._journal.committed(lambda: self._link.settle(delivery_id, answer))

    def _settle(self, token: bytes, outcome: Outcome) -> Outcome:
        """Do what the outcome says and return it: the SDK takes any other answer for a failure."""
        match outcome:
            case Accepted():
                self._queue.complete(token)
            case Released() | Modified(delivery_failed=False, undeliverable_here=False):
                self._queue.release(token)
            case Modified(undeliverable_here=True):
                self._queue.defer(token)
            case Modified():
                self._queue.abandon(token)
            case Rejected(error):
                self._queue.dead_letter(token, *_reason(error))
                return Rejected()  # with an error the SDK would take it for a failure
        return outcome


class PlainReceiver(ReceiveEndpoint[PlainQueue]):
    """A receiver of an entity without sessions, which competes with the others."""

    def credited(self) -> None:
        self._queue.serve(at_once=self._link.drain)

    def detached(self) -> None:
        self._queue.detach(self)


def _reason(error: ErrorDetail | None) -> tuple[str | None, str | None]:
    """Reason and description for the dead-letter queue."""
    if error is None:
        return None, None
    if error.condition != DEAD_LETTER_CONDITION:
        return error.condition, error.description
    reason, description = error.info.get(REASON), error.info.get(DESCRIPTION)
    return (str(reason) if reason else None), (str(description) if description else None)
