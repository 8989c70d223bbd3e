"""How a message is handled: what passes is tried again, what never will is parked, and neither harms the others.

A function of the bus handles 64 messages at a time in one instance. A message that fails occupies its place for a
moment only: then it comes again later (`infrastructure.retries`), and another one has the place.
"""

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
from infrastructure.retries import MOST_ATTEMPTS, Retries
from infrastructure.stream_writer import NotDecidedYet
from infrastructure.view_store import DocumentTooLarge

TRANSIENT = (StorageUnavailable, BusUnavailable, MailUnavailable)
PERMANENT = (Undecodable, CommitTooLarge, DocumentTooLarge, MessageTooLarge)
"""Anything else is a bug, or an older release that does not know a newer one's events: retried later, it may succeed
after the next deployment; if not, it is parked after its last attempt."""

RETRY_SECONDS = 1.0
BACK_OFF_SECONDS = 0.2
ATTEMPT_SECONDS = 30.0
"""Far longer than anything that succeeds takes, and shorter than the storage clients hold on to a silent storage."""
LONGEST_PAUSE_SECONDS = 30.0

type Work = Callable[[], Awaitable[object]]

_log = logging.getLogger(__name__)


def pause_seconds(delivery_count: int, longest: float = LONGEST_PAUSE_SECONDS) -> float:
    """How long to wait before a message is given back: the bus would deliver it again at once."""
    return min(2.0**delivery_count, longest)


class MessageHandling:
    """The frame around every Service Bus function. When it returns, the message is done with and may be completed.

    `retry_seconds`: so long transient failures are tried again in the message's place, what the storage clients try
    again by themselves counted in. `attempt_seconds`: after so long the attempt is broken off. Then the message comes
    again later; after 100 attempts it is parked. Where the bus does not take it for later either, the message is given
    back after a pause of at most `longest_pause_seconds`.
    """

    def __init__(
        self,
        parking: Parking,
        retries: Retries,
        *,
        retry_seconds: float = RETRY_SECONDS,
        attempt_seconds: float = ATTEMPT_SECONDS,
        longest_pause_seconds: float = LONGEST_PAUSE_SECONDS,
    ) -> None:
        self._parking = parking
        self._retries = retries
        self._retry_seconds = retry_seconds
        self._attempt_seconds = attempt_seconds
        self._longest_pause_seconds = longest_pause_seconds

    async def run(self, delivery: Delivery, work: Work) -> None:
        """Handles the message as a whole. `work` may be called several times; decoding is part of it.

        Raises what `work` raised last when the bus is to deliver the message again.
        """
        await self._finish(delivery, {delivery.message_id: work})

    async def run_each(self, delivery: Delivery, react: Callable[[RecordedEvent], Awaitable[object]]) -> None:
        """Handles every event of a commit on its own and all at once.

        An event that can never be handled is parked alone, as `<message id>/<version>`. If another one fails, the whole
        message comes again when all of them have come to an end.
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
            *(self._attempt(partial(self._do_or_park, delivery, name, work)) for name, work in works.items()),
            return_exceptions=True,
        )
        for end in ends:
            if isinstance(end, BaseException) and not isinstance(end, Exception):
                raise end  # cancelled: whatever was left undone must come again
        failures = {name: end for name, end in zip(works, ends, strict=True) if isinstance(end, Exception)}
        if failures:
            await self._leave(delivery, failures)

    async def _leave(self, delivery: Delivery, failures: Mapping[str, Exception]) -> None:
        """Gives the message's place to others: it comes again later, or is parked after its last attempt."""
        too_early = [error.again_at for error in failures.values() if isinstance(error, NotDecidedYet)]
        failed = {name: error for name, error in failures.items() if not isinstance(error, NotDecidedYet)}
        try:
            if delivery.attempt >= MOST_ATTEMPTS:
                failed = await self._park_failed(delivery, failed)
            if failed:
                due = await self._retries.retry(delivery)
                _log_retry(delivery, failed, f"comes again at {due:%H:%M:%S}")
            elif too_early:
                await self._retries.postpone(delivery, min(too_early))
        except (BusUnavailable, MessageTooLarge) as refusal:
            _log_retry(delivery, failures, f"is given back: {refusal}")
            await asyncio.sleep(pause_seconds(delivery.delivery_count, self._longest_pause_seconds))
            errors = list(failures.values())
            raise errors[0] if len(errors) == 1 else ExceptionGroup("several events failed", errors) from refusal

    async def _park_failed(self, delivery: Delivery, failed: Mapping[str, Exception]) -> dict[str, Exception]:
        """Parks what failed in the last attempt; gives what could not even be parked."""
        left = {}
        for name, error in failed.items():
            reason = f"failed {MOST_ATTEMPTS} times: {type(error).__name__}: {error}"
            try:
                await self._attempt(partial(self._parking.park, delivery, name, reason))
            except (*TRANSIENT, TimeoutError):
                left[name] = error
        return left

    async def _do_or_park(self, delivery: Delivery, name: str, work: Work) -> None:
        try:
            await work()
        except PERMANENT as error:
            await self._parking.park(delivery, name, f"{type(error).__name__}: {error}")

    async def _attempt(self, work: Work) -> None:
        """Raises what `work` raised last, or TimeoutError."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._retry_seconds
        back_off = BACK_OFF_SECONDS
        async with asyncio.timeout(self._attempt_seconds):
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
                back_off *= 2


def _log_retry(delivery: Delivery, failures: Mapping[str, Exception], what_now: str) -> None:
    """One line; and of a bug, where it is."""
    bug = next((error for error in failures.values() if not isinstance(error, (*TRANSIENT, NotDecidedYet))), None)
    told = "; ".join(f"{type(error).__name__}: {error}" for error in failures.values())
    _log.warning(
        "attempt %d at %s/%s failed and %s: %s",
        *(delivery.attempt, delivery.entity, delivery.message_id, what_now, told),
        exc_info=bug,
    )


async def _fail(error: Exception) -> None:
    raise error
