"""A queue with sessions: a receiver holds a whole session, and the lock is the session's."""

from collections import OrderedDict

from local.servicebus.clock import Clock
from local.servicebus.deadlines import Leases
from local.servicebus.errors import (
    MESSAGE_LOCK_LOST,
    MESSAGE_NOT_FOUND,
    QUOTA_EXCEEDED,
    SESSION_CANNOT_BE_LOCKED,
    SESSION_LOCK_LOST,
    Refused,
)
from local.servicebus.intake import SequenceNumbers
from local.servicebus.journal import Journal
from local.servicebus.limits import MAX_SESSION_STATE_SIZE
from local.servicebus.message_queue import MessageQueue
from local.servicebus.session import Session, SessionConsumer
from local.servicebus.settings import QueueSettings
from local.servicebus.stored_message import StoredMessage
from local.servicebus.usage import Usage
from local.servicebus.waiting_room import WaitingRoom

NO_SESSION_ID = "Session ID is null."


class SessionQueue(MessageQueue):
    """A queue or subscription whose messages are received session by session, in order.

    Sessions come into being with a message, a state or a receiver, and are forgotten when they have none of them.
    """

    def __init__(
        self,
        entity: str,
        settings: QueueSettings,
        clock: Clock,
        journal: Journal,
        numbers: SequenceNumbers,
        usage: Usage,
        dead_letters: MessageQueue,
    ) -> None:
        super().__init__(entity, settings, clock, journal, numbers, usage, dead_letters)
        self.sessions: dict[str, Session] = {}
        self._locks = Leases[str, Session](settings.lock_duration, clock, self._lock_ended)
        self._tokens: dict[bytes, Session] = {}
        self._available: OrderedDict[str, Session] = OrderedDict()  # free, with something to receive; longest first
        self._waiting = WaitingRoom(clock)
        self._to_serve: set[str] = set()

    @property
    def locked(self) -> int:
        return len(self._tokens)

    # -- Sessions --

    def accept(self, session_id: str, consumer: SessionConsumer) -> None:
        """Give a session to a receiver, whether it has messages or not. Raises `Refused` if another one holds it."""
        session = self._session(session_id)
        if session.holder is not None:
            raise Refused(
                SESSION_CANNOT_BE_LOCKED,
                f"The requested session '{session_id}' cannot be accepted. It may be locked by another receiver.",
            )
        self._grant(session, consumer)

    def accept_next(self, consumer: SessionConsumer, wait: int) -> None:
        """Give any session with an active message to a receiver, as soon as there is one within `wait` ms."""
        self._waiting.enter(consumer, wait)
        self._admit()

    def detach(self, consumer: SessionConsumer) -> None:
        """The receiver is gone: its session is free, and its messages are back as if they had not been delivered."""
        self._waiting.leave(consumer)
        session = self._held_by(consumer)
        if session is not None:
            self._locks.end(session.id)
            for message in self._free(session):
                self._put_back(message)
            self._settle_down(session)

    def renew(self, session_id: str, client: object) -> int:
        """Start the duration of a session's lock anew; returns until when it holds. Raises `Refused`."""
        return self._locks.grant(session_id, self.owned(session_id, client))

    def owned(self, session_id: str, client: object) -> Session:
        """The session that a receiver of the client holds. Raises `Refused`."""
        session = self._locks.get(session_id)
        if session is None or session.holder is None or session.holder.client is not client:
            raise Refused(
                SESSION_LOCK_LOST, f"The lock of the session '{session_id}' has expired. Accept the session again."
            )
        return session

    def set_state(self, session_id: str, client: object, state: bytes | None) -> None:
        """Keep a state beside the messages of a session, or none. Raises `Refused`."""
        session = self.owned(session_id, client)
        size = len(state or b"")
        if size > MAX_SESSION_STATE_SIZE:
            limit = f"a session state of {size} bytes; {MAX_SESSION_STATE_SIZE} are allowed"
            raise Refused(QUOTA_EXCEEDED, limit)
        self.usage.require(size - len(session.state or b""))
        self.restore_state(session_id, state, self._clock.now())
        self._journal.session_changed(self.entity, session_id, state, session.state_set_at)

    def restore_state(self, session_id: str, state: bytes | None, set_at: int) -> None:
        """Take over a state that the journal knows."""
        session = self._session(session_id)
        self.usage.size += len(state or b"") - len(session.state or b"")
        session.state, session.state_set_at = state, set_at

    def session_ids(self, state_set_after: int | None = None) -> list[str]:
        """Sessions with an active message or a state; or those whose state was set after a time."""
        if state_set_after is None:
            chosen = (each for each in self.sessions.values() if each.state is not None or each.first())
        else:
            chosen = (each for each in self.sessions.values() if each.state_set_at > state_set_after)
        return sorted(session.id for session in chosen)

    # -- Messages --

    def serve(self, consumer: SessionConsumer, at_once: bool) -> None:
        """A receiver has credit: give it what its session has, soon or in this very call."""
        session = self._held_by(consumer)
        if session is not None and at_once:
            self._pump(session)
        elif session is not None:
            self._wake(session)

    def held(self, token: bytes) -> StoredMessage:
        session = self._tokens.get(token)
        if session is None or self._locks.get(session.id) is None:
            raise Refused(MESSAGE_LOCK_LOST, "The session's lock has expired, or the message is settled already.")
        return session.locked[token]

    def restore(self, message: StoredMessage) -> None:
        if message.content.session_id is not None:
            super().restore(message)
            return
        # A queue refuses such a message, but a topic takes it for its other subscriptions.
        description = "Session enabled entity doesn't allow a message whose session identifier is null."
        self._journal.removed(self.entity, message.sequence_number)
        self._bury(message, NO_SESSION_ID, description)

    def require_session(self, numbers: list[int], session_id: str | None) -> None:
        """Raises `Refused` if a message with one of the numbers is of another session."""
        for number in numbers:
            message = self.messages.get(number)
            if message is not None and message.content.session_id != session_id:
                raise Refused(MESSAGE_NOT_FOUND, f"no message of the session has sequence number {number}")

    def _lock(self, message: StoredMessage, token: bytes) -> int:
        session = self._session_of(message)
        session.locked[token] = message
        self._tokens[token] = session
        return self._locks.until(session.id)

    def _unlock(self, token: bytes) -> StoredMessage:
        message = self.held(token)
        del self._tokens.pop(token).locked[token]
        return message

    def _entered(self, message: StoredMessage) -> None:
        self._session_of(message).messages[message.sequence_number] = message

    def _left(self, message: StoredMessage) -> None:
        session = self._session_of(message)
        del session.messages[message.sequence_number]
        self._settle_down(session)

    def _offer(self, message: StoredMessage) -> None:
        session = self._session_of(message)
        session.offer(message)
        if session.holder is not None:
            self._wake(session)
        else:
            self._settle_down(session)

    # -- Who has which session --

    def _session(self, session_id: str) -> Session:
        session = self.sessions.get(session_id)
        if session is None:
            session = self.sessions[session_id] = Session(session_id)
        return session

    def _session_of(self, message: StoredMessage) -> Session:
        return self._session(message.content.session_id or "")

    def _held_by(self, consumer: SessionConsumer) -> Session | None:
        session = self.sessions.get(consumer.session_id) if consumer.session_id is not None else None
        return session if session is not None and session.holder is consumer else None

    def _grant(self, session: Session, consumer: SessionConsumer) -> None:
        session.holder = consumer
        self._available.pop(session.id, None)
        consumer.granted(session.id, self._locks.grant(session.id, session))
        self._wake(session)

    def _free(self, session: Session) -> list[StoredMessage]:
        """Take the session from its receiver; returns what was locked, which is nowhere now."""
        locked, session.locked, session.holder = session.locked, {}, None
        for token in locked:
            del self._tokens[token]
        return list(locked.values())

    def _lock_ended(self, _session_id: str, session: Session) -> None:
        holder = session.holder
        for message in self._free(session):
            self._failed(message)
        self._settle_down(session)
        if holder is not None:
            holder.lost()

    def _settle_down(self, session: Session) -> None:
        """After a change: a free session is for the next receiver, if it has something to receive, or is forgotten."""
        if session.holder is not None:
            return
        if session.first() is not None:
            self._available.setdefault(session.id, session)
            self._admit()
        elif session.idle:
            self._available.pop(session.id, None)
            self.sessions.pop(session.id, None)

    def _admit(self) -> None:
        while self._waiting and self._available:
            _, session = self._available.popitem(last=False)
            if session.first() is not None:
                self._grant(session, self._waiting.next())

    # -- Delivery --

    def _wake(self, session: Session) -> None:
        """Serve the session's receiver soon; many calls in one turn of the event loop are one."""
        if session.id not in self._to_serve:
            self._to_serve.add(session.id)
            self._clock.call_soon(lambda: self._pump(session))

    def _pump(self, session: Session) -> None:
        self._to_serve.discard(session.id)
        while (holder := session.holder) and holder.has_credit() and (message := session.first()):
            token, until = self._hand_out(message, holder.deletes)
            holder.deliver(message, token, until)
