"""Writes and sends the mail that a cause calls for: once per cause, however often it is heard of.

The marker that a mail is out stands in the stream that caused it. It is written after the mail was taken: a crash
between the two hands the same mail in again, under the same id, which the carrier knows for some minutes.
"""

import contextlib
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID, uuid5

from domain.catalogue import CONFERENCE, ORDER
from domain.conference_management.conference import Conference
from domain.conference_management.events import AccessCodeRenewed, ConferenceCreated
from domain.recorded import Recorded
from domain.registration.events import OrderAwaitingAttention, OrderConfirmed, OrderEvent, OrderPlaced
from domain.registration.views import order as order_view
from domain.registration.views.order import OrderView
from domain.values import Language
from infrastructure.clock import Clock
from infrastructure.conference_rows import conference_of, sealed_access_code
from infrastructure.event_store import Commit, EventStore, Marker, MarkerExists, RecordedEvent, State, StreamId
from infrastructure.mail.letter import Letter
from infrastructure.mail.letters import Letters
from infrastructure.mail.mailer import Mail, Mailer, MailUnavailable

_IDS = UUID("5f0d7a1c-93a6-4f0e-8a63-0c6b8e1f7d25")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Addressed:
    to: str
    name: str
    letter: Letter


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """`name`: of the conference when the order was placed."""

    view: OrderView
    conference_name: str
    language: Language | None


class Dispatch:
    """`mailer` None: this deployment sends no mail. `key`: that access codes are sealed with."""

    def __init__(self, store: EventStore, mailer: Mailer | None, letters: Letters, clock: Clock, key: bytes) -> None:
        self._store = store
        self._mailer = mailer
        self._letters = letters
        self._clock = clock
        self._key = key

    async def react(self, recorded: RecordedEvent) -> None:
        """Raises StorageUnavailable, MailUnavailable and MailRefused."""
        if self._mailer is None:
            _log.debug("no mail for %s/%d: the setting Email is not made", recorded.stream, recorded.version)
            return
        marker = Marker(f"mailed_{recorded.version}", "applied")
        if await self._store.marker(recorded.stream, marker.key) is not None:
            return
        addressed = await self._written_for(recorded)
        if addressed is None:
            return
        cause = f"{recorded.stream}/{recorded.version}"
        await self._mailer.send(_mail(uuid5(_IDS, cause), recorded.occurred_at, addressed))
        with contextlib.suppress(MarkerExists):
            await self._store.append(Commit(recorded.stream, -1, [marker], []))
        _log.info("mailed for %s", cause)

    def carrier(self) -> Mailer:
        """Raises MailUnavailable where this deployment sends no mail."""
        if self._mailer is None:
            raise MailUnavailable("no mail is set up")
        return self._mailer

    async def known_order(self, order_id: UUID) -> KnownOrder | None:
        """As its stream tells. Raises StorageUnavailable."""
        events = (await self._store.read(StreamId(ORDER, order_id))).events
        if not events:
            return None
        view: OrderView | None = None
        for event in events:
            view = order_view.apply(view, cast(Recorded[OrderEvent], event))
        placed = cast(OrderPlaced, events[0].event)
        assert view is not None
        return KnownOrder(view, placed.conference_name, placed.language)

    async def order_again(self, order: KnownOrder, mail_id: UUID) -> None:
        """To its registrant, who asked for it. Raises MailUnavailable and MailRefused."""
        mailer = self.carrier()
        letter = self._letters.order(order.view, order.conference_name, order.language, again=True)
        await mailer.send(_mail(mail_id, self._clock.now(), _to_registrant(order, letter)))

    async def _written_for(self, recorded: RecordedEvent) -> _Addressed | None:
        match recorded.event:
            case ConferenceCreated():
                return await self._access_code(recorded.stream.id, renewed=False)
            case AccessCodeRenewed():
                return await self._access_code(recorded.stream.id, renewed=True)
            case OrderConfirmed():
                order = await self._order(recorded.stream.id)
                letter = self._letters.order(order.view, order.conference_name, order.language, again=False)
                return _to_registrant(order, letter)
            case OrderAwaitingAttention(conference_id=conference_id):
                order = await self._order(recorded.stream.id)
                conference, _ = await self._conference(conference_id)
                return _to_owner(conference, self._letters.attention(order.view, conference))
            case _:
                return None

    async def _access_code(self, conference_id: UUID, *, renewed: bool) -> _Addressed | None:
        conference, state = await self._conference(conference_id)
        code = sealed_access_code(state, self._key, conference_id)
        if code is None:
            _log.info("no mail for Conference_%s: an older release kept no code that could be mailed", conference_id)
            return None
        return _to_owner(conference, self._letters.access_code(conference, code, renewed=renewed))

    async def _conference(self, conference_id: UUID) -> tuple[Conference, State]:
        state = await self._store.read_state(StreamId(CONFERENCE, conference_id))
        conference = conference_of(conference_id, state)
        if conference is None:
            raise LookupError(f"Conference_{conference_id} has news, but no state")
        return conference, state

    async def _order(self, order_id: UUID) -> KnownOrder:
        order = await self.known_order(order_id)
        if order is None:
            raise LookupError(f"Order_{order_id} has news, but no events")
        return order


def _to_owner(conference: Conference, letter: Letter) -> _Addressed:
    owner = conference.details.owner
    return _Addressed(owner.email, owner.name, letter)


def _to_registrant(order: KnownOrder, letter: Letter) -> _Addressed:
    registrant = order.view.registrant
    assert registrant is not None
    return _Addressed(registrant.email, f"{registrant.first_name} {registrant.last_name}", letter)


def _mail(mail_id: UUID, since: datetime, addressed: _Addressed) -> Mail:
    letter = addressed.letter
    return Mail(mail_id, since, addressed.to, addressed.name, letter.subject, letter.text(), letter.html())
