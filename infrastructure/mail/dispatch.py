"""Sends the mail that a cause calls for: once per cause, however often its event is delivered.

The marker that a mail is out stands in the stream that caused it. It is written after the mail was taken: a crash
between the two hands the same mail in again, under the same id, which the carrier knows for some minutes.
"""

import contextlib
import logging
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from infrastructure.attempts import Attempts, TooManyFailures
from infrastructure.clock import Clock
from infrastructure.event_store import Commit, EventStore, Marker, MarkerExists, RecordedEvent
from infrastructure.locators import keyed_hash
from infrastructure.mail.letters import KnownOrder, Letters
from infrastructure.mail.mailer import Mail, Mailer, MailRefused, MailUnavailable
from infrastructure.mail.occasions import Occasion, occasions_of
from infrastructure.mail.recipients import mailbox_of
from infrastructure.mail.writer import Addressed, Writer

UNASKED_MAILS_OF_A_RECIPIENT: Final = 20
"""Within a day: mails about orders that expired and that nobody ever paid for."""

REFUSED: Final = "mail-refused"
TOO_MANY: Final = "too-many-mails"

_IDS = UUID("5f0d7a1c-93a6-4f0e-8a63-0c6b8e1f7d25")

_log = logging.getLogger(__name__)


class Dispatch:
    """`mailer` None: this deployment sends no mail. `key`: that access codes are sealed with. `attempts`: where mails
    about orders that nobody paid for are counted; None where mail is not limited."""

    def __init__(
        self,
        store: EventStore,
        mailer: Mailer | None,
        letters: Letters,
        clock: Clock,
        key: bytes,
        attempts: Attempts | None,
    ) -> None:
        self._store = store
        self._mailer = mailer
        self._writer = Writer(store, letters, key)
        self._clock = clock
        self._key = key
        self._attempts = attempts

    async def react(self, recorded: RecordedEvent) -> None:
        """Raises StorageUnavailable and MailUnavailable. Of several mails, each has a marker of its own."""
        if self._mailer is None:
            _log.debug("no mail for %s/%d: the setting Email is not made", recorded.stream, recorded.version)
            return
        for number, occasion in enumerate(occasions_of(recorded.event)):
            name = f"{recorded.version}_{occasion}" if number else str(recorded.version)
            await self._send_once(self._mailer, recorded, occasion, name)

    def carrier(self) -> Mailer:
        """Raises MailUnavailable where this deployment sends no mail."""
        if self._mailer is None:
            raise MailUnavailable("no mail is set up")
        return self._mailer

    async def known_order(self, order_id: UUID) -> KnownOrder | None:
        """As its stream says. Raises StorageUnavailable."""
        return await self._writer.known_order(order_id)

    async def order_again(self, order: KnownOrder, mail_id: UUID) -> None:
        """The latest mail about it, to its registrant, who asked for it. Raises StorageUnavailable, MailUnavailable and
        MailRefused."""
        addressed = await self._writer.again(order)
        await self.carrier().send(_mail(mail_id, self._clock.now(), addressed))

    async def _send_once(self, mailer: Mailer, recorded: RecordedEvent, occasion: Occasion, name: str) -> None:
        """`name`: of the mail among those that the stream caused."""
        key, cause = f"mailed_{name}", f"{recorded.stream}/{name}"
        if await self._store.marker(recorded.stream, key) is not None:
            return
        addressed = await self._writer.write(occasion, recorded)
        if addressed is None:
            _log.info("no mail for %s: there is nobody to tell, or nothing", cause)
            return
        if addressed.is_unasked and self._attempts and not await self._may_go(self._attempts, addressed.to, cause):
            _log.warning(
                "no mail for %s: there were too many to its recipient about orders that nobody paid for", cause
            )
            marker = Marker(key, "refused", TOO_MANY)
        else:
            marker = await self._hand_in(mailer, _mail(uuid5(_IDS, cause), recorded.occurred_at, addressed), cause, key)
        with contextlib.suppress(MarkerExists):
            await self._store.append(Commit(recorded.stream, -1, [marker], []))

    async def _hand_in(self, mailer: Mailer, mail: Mail, cause: str, key: str) -> Marker:
        """What became of it. A mail that is refused for good is no fault of ours: anybody may type in any address."""
        try:
            await mailer.send(mail)
        except MailRefused as error:
            _log.warning("the carrier refused the mail for %s: %s", cause, error)
            return Marker(key, "refused", REFUSED)
        _log.info("mailed for %s", cause)
        return Marker(key, "applied")

    async def _may_go(self, attempts: Attempts, address: str, cause: str) -> bool:
        """Counts the mail, once for its cause."""
        recipient = keyed_hash(self._key, "attempts", "unasked-mail", mailbox_of(address))
        try:
            await attempts.begin(
                f"unasked-mail-{recipient}",
                UNASKED_MAILS_OF_A_RECIPIENT,
                self._clock.now(),
                timedelta(days=1),
                cause,
            )
        except TooManyFailures:
            return False
        return True


def _mail(mail_id: UUID, since: datetime, addressed: Addressed) -> Mail:
    letter = addressed.letter
    return Mail(mail_id, since, addressed.to, addressed.name, letter.subject, letter.text(), letter.html())
