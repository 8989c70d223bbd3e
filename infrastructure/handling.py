"""How a message is handled: what passes is tried again, what never will is parked, and neither harms the others."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from domain.catalogue import UnknownMessage
from infrastructure.event_store import CommitTooLarge, RecordedEvent, StorageUnavailable
from infrastructure.mail.mailer import MailUnavailable
from infrastructure.message_codec import Undecodable, decode_commit
from infrastructure.messaging import BusUnavailable, Delivery, MessageTooLarge
from infrastructure.parking import Parking
from infrastructure.view_store import DocumentTooLarge

TRANSIENT = (StorageUnavailable, BusUnavailable, MailUnavailable)
PERMANENT = (Undecodable, CommitTooLarge, DocumentTooLarge, MessageTooLarge)
"""Anything else is a bug, or an older release that does not know a newer one's events: delivered again, it may succeed
after the next deployment; if not, it ends in the dead-letter queue and from there in the parking too."""

RETRY_SECONDS = 60.0
BACK_OFF_SECONDS = 0.2
LONGEST_BACK_OFF_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 30.0

type Work = Callable[[], Awaitable[object]]

_log = logging.getLogger(__name__)


def pause_seconds(delivery_count: int, longest: float = LONGEST_PAUSE_SECONDS) -> float:
    """How long to wait before a message is given back: the bus would deliver it again at once."""
    return min(2.0**delivery_count, longest)


class MessageHandling:
    """The frame around every Service Bus function. When it returns, the message is done with and may be completed.

    `retry_seconds`: so long transient failures are tried again before the message is given back, after a pause of at
    most `longest_pause_seconds`.
    """

    def __init__(
        self,
        parking: Parking,
        *,
        retry_seconds: float = RETRY_SECONDS,
        longest_pause_seconds: float = LONGEST_PAUSE_SECONDS,
    ) -> None:
        self._parking = parking
        self._retry_seconds = retry_seconds
        self._longest_pause_seconds = longest_pause_seconds

    async def run(self, delivery: Delivery, work: Work) -> None:
        """Handles the message as a whole. `work` may be called several times; decoding is part of it.

        Raises what `work` raised last when it is to be delivered again.
        """
        await self._finish(delivery, {delivery.message_id: work})

    async def run_each(self, delivery: Delivery, react: Callable[[RecordedEvent], Awaitable[object]]) -> None:
        """Handles every event of a commit on its own and all at once.

        The message is done with when each event is done with or parked, alone, as `<message id>/<version>`. Raises only
        when all of them have come to an end.
        """
        works: dict[str, Work]
        try:
            events = decode_commit(delivery.body)
        except (Undecodable, UnknownMessage) as error:
            works = {delivery.message_id: partial(_fail, error)}
        else:
            works = {f"{delivery.message_id}/{event.version}": partial(react, event) for event in events}
        await self._finish(delivery, works)

    async def _finish(self, delivery: Delivery, works: Mapping[str, Work]) -> None:
        """Name under which it would be parked → work."""
        ends = await asyncio.gather(
            *(self._retry(partial(self._do_or_park, delivery, name, work)) for name, work in works.items()),
            return_exceptions=True,
        )
        for end in ends:
            if isinstance(end, BaseException) and not isinstance(end, Exception):
                raise end  # cancelled: whatever was left undone must come again
        failures = [end for end in ends if isinstance(end, Exception)]
        if failures:
            _log.warning("%s/%s comes again: %s", delivery.entity, delivery.message_id, failures)
            await asyncio.sleep(pause_seconds(delivery.delivery_count, self._longest_pause_seconds))
            raise failures[0] if len(failures) == 1 else ExceptionGroup("several events failed", failures)

    async def _do_or_park(self, delivery: Delivery, name: str, work: Work) -> None:
        try:
            await work()
        except PERMANENT as error:
            await self._parking.park(delivery, name, f"{type(error).__name__}: {error}")

    async def _retry(self, work: Work) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._retry_seconds
        back_off = BACK_OFF_SECONDS
        while True:
            pause = random.uniform(back_off / 2, back_off)
            try:
                await work()
            except TRANSIENT:
                if loop.time() + pause > deadline:
                    raise
            else:
                return
            await asyncio.sleep(pause)
            back_off = min(2 * back_off, LONGEST_BACK_OFF_SECONDS)


async def _fail(error: Exception) -> None:
    raise error
