"""A client's receiver of one session."""

from local.servicebus.amqp.link import OutgoingLink
from local.servicebus.amqp.outcomes import ErrorDetail
from local.servicebus.amqp.termini import source_filter, with_filter
from local.servicebus.amqp.values import Symbol
from local.servicebus.endpoints import ReceiveEndpoint
from local.servicebus.errors import ARGUMENT_ERROR, OUT_OF_RANGE, SESSION_LOCK_LOST, TIMEOUT, Refused
from local.servicebus.journal import Journal
from local.servicebus.limits import MAX_ID_LENGTH
from local.servicebus.operations import Operations
from local.servicebus.session_queue import SessionQueue

SESSION_FILTER = "com.microsoft:session-filter"
LOCKED_UNTIL = Symbol("com.microsoft:locked-until-utc")
WAIT = "com.microsoft:timeout"
DEFAULT_WAIT = 65_000
"""Milliseconds that a client waits for the next session if it does not say so itself."""

TICKS_OF_1970 = 621_355_968_000_000_000
TICKS_PER_MILLISECOND = 10_000


class SessionReceiver(ReceiveEndpoint[SessionQueue]):
    """Its link is answered when it has a session, and detached when it loses the lock."""

    def __init__(
        self, link: OutgoingLink, queue: SessionQueue, journal: Journal, operations: Operations, client: object
    ) -> None:
        super().__init__(link, queue, journal, operations)
        self.client = client
        self.session_id: str | None = None

    def accept(self) -> None:
        """Ask for the session that the link names, or for the next one. Raises `Refused`."""
        wanted = source_filter(self._link.attach)[Symbol(SESSION_FILTER)]
        if wanted is None:
            wait = (self._link.attach.properties or {}).get(WAIT)
            self._link.hold(self)
            self._queue.accept_next(self, int(wait) if isinstance(wait, int) else DEFAULT_WAIT)
        elif not isinstance(wanted, str):
            raise Refused(ARGUMENT_ERROR, f"{SESSION_FILTER} is a text or null")
        elif len(wanted) > MAX_ID_LENGTH:
            raise Refused(OUT_OF_RANGE, f"SessionId has {len(wanted)} characters; {MAX_ID_LENGTH} are allowed")
        else:
            self._queue.accept(wanted, self)

    def granted(self, session_id: str, until: int) -> None:
        self.session_id = session_id
        ticks = until * TICKS_PER_MILLISECOND + TICKS_OF_1970
        self._link.accept(self, {LOCKED_UNTIL: ticks}, with_filter(self._link.attach, SESSION_FILTER, session_id))

    def timed_out(self) -> None:
        self._link.refuse(ErrorDetail(TIMEOUT, "No session had a message in the time that was given."))

    def lost(self) -> None:
        text = f"The lock of the session '{self.session_id}' has expired. Accept the session again."
        self._link.detach(ErrorDetail(SESSION_LOCK_LOST, text))

    def credited(self) -> None:
        self._queue.serve(self, at_once=self._link.drain)

    def detached(self) -> None:
        self._queue.detach(self)
