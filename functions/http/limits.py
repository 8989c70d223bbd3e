"""What one client network, and one recipient of mail, may cause within a while. Settings say how much; 0: no limit.

A request that is refused by a limit changes nothing and counts for nothing. One that comes again counts once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from domain.messages import Decision, Refused
from domain.registration.events import OrderAwaitingInvoicePayment, OrderConfirmed, OrderEvent, OrderRegistrantAssigned
from domain.registration.order import Order
from functions.http.client_address import client_address
from functions.http.problems import Problem, conflict
from functions.http.services import services
from functions.http.throttling import attempts_of, too_many
from infrastructure.attempts import WINDOW, Attempt, TooManyFailures
from infrastructure.conferences import SLUG_TAKEN, Created
from infrastructure.event_store import StorageUnavailable
from infrastructure.mail.recipients import mailbox_of

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MAILS_OF_AN_ORDER = 3
"""That somebody asks for, within the usual WINDOW."""


@dataclass(frozen=True, slots=True)
class _Limit:
    """`allowed`: 0 for no limit. `name`: of the attempt, which counts once."""

    kind: str
    subject: str
    allowed: int
    window: timedelta
    name: str


def admit_order(headers: Mapping[str, str], command_id: UUID) -> None:
    """Counts an order that is placed, in the memory of this instance. Raises Problem 429."""
    allowed, now = services().settings.orders_per_network_per_minute, services().clock.now()
    if not allowed:
        return
    try:
        services().placings.begin(client_address(headers), command_id, allowed, now)
    except TooManyFailures as error:
        raise too_many(error) from None


class ConferenceAdmission:
    """Counts a conference that is created.

    Several requests for one conference at once are one attempt, of which one may be refused and another one not: it is
    forgiven only where none of them can create the conference under its slug.
    """

    def __init__(self, headers: Mapping[str, str], conference_id: UUID, slug: str) -> None:
        self._conference_id, self._slug = conference_id, slug
        allowed = services().settings.conferences_per_network_per_hour
        self._limit = _Limit("conference-network", client_address(headers), allowed, HOUR, f"{conference_id} {slug}")
        self._begun: list[Attempt] | None = None

    async def begin(self) -> None:
        """Raises StorageUnavailable and Problem 429, or 409 where the slug is taken and nothing would be created."""
        if self._begun is not None:
            return
        try:
            self._begun = await _begin([self._limit])
        except Problem:
            if await services().views.owner_of_slug(self._slug) in (None, self._conference_id):
                raise
            raise Problem(conflict(SLUG_TAKEN), "Another conference has this slug.") from None

    async def end(self, created: Created | Refused) -> None:
        """Raises StorageUnavailable."""
        if created == Refused(SLUG_TAKEN):
            await _forgive(self._begun or [])


async def admit_mail_asked_for(headers: Mapping[str, str], order_id: UUID, recipient: str, mail_id: UUID) -> None:
    """Counts a mail that somebody asks for. Raises Problem 429."""
    cause = f"mail {mail_id}"
    await _begin(
        [_Limit("mail", str(order_id), MAILS_OF_AN_ORDER, WINDOW, cause), *_of_mail(headers, recipient, cause)]
    )


async def admit_unpaid_mail(
    headers: Mapping[str, str], order_id: UUID, command_id: UUID, existing: Order | None, decision: Decision[OrderEvent]
) -> None:
    """Counts the mail that a decision will cause though nothing is paid: a free order, an invoice, another address for
    an invoice. Raises Problem 429."""
    if existing is None or not isinstance(decision, list):
        return
    before = existing.registrant
    assigned = [event.registrant for event in decision if isinstance(event, OrderRegistrantAssigned)]
    registrant = assigned[-1] if assigned else before
    if registrant is None:
        return
    if any(isinstance(event, OrderConfirmed | OrderAwaitingInvoicePayment) for event in decision):
        # The same checkout sent again is the same mail; one for other seats is another.
        await _begin(_of_mail(headers, registrant.email, f"checkout {order_id}/{existing.wanted_version}"))
    elif existing.invoice_until is not None and before and mailbox_of(before.email) != mailbox_of(registrant.email):
        # What becomes of the invoice is mailed there.
        await _begin(_of_mail(headers, registrant.email, f"registrant {command_id}"))


def _of_mail(headers: Mapping[str, str], recipient: str, cause: str) -> list[_Limit]:
    """The network first, so that a network over its limit takes nothing of the recipient's, not even for a moment.

    A cause counts once for each recipient: of two requests at once, one may be refused for its recipient and the other
    may pass.
    """
    settings = services().settings
    name = f"{cause} {attempts_of('mail-recipient', mailbox_of(recipient))}"
    return [
        _Limit("mail-network", client_address(headers), settings.mails_per_network_per_hour, HOUR, name),
        _Limit("mail-recipient", mailbox_of(recipient), settings.mails_per_recipient_per_day, DAY, name),
    ]


async def _begin(limits: Sequence[_Limit]) -> list[Attempt]:
    """All of them, or none. Raises Problem 429 and StorageUnavailable."""
    begun: list[Attempt] = []
    for limit in limits:
        if not limit.allowed:
            continue
        try:
            begun.append(await _begin_one(limit))
        except (Problem, StorageUnavailable):
            await _forgive(begun)
            raise
    return begun


async def _begin_one(limit: _Limit) -> Attempt:
    subject, now = attempts_of(limit.kind, limit.subject), services().clock.now()
    try:
        return await services().attempts.begin(subject, limit.allowed, now, limit.window, limit.name)
    except TooManyFailures as error:
        raise too_many(error) from None


async def _forgive(begun: Sequence[Attempt]) -> None:
    for attempt in begun:
        await services().attempts.forgive(attempt)
