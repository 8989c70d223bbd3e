"""Group commit inside the process: those who want the same thing at the same time share one round trip.

One caller at a time works on a key. Whoever comes meanwhile waits, and everything that has come by then is carried out
together: under load a flush serves many at the price of one, an idle system loses no time waiting for company.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class _Offer[I, R]:
    item: I
    result: asyncio.Future[R]


class Gatherer[K: Hashable, I, R]:
    """Calls `flush(key, items)` for all that was offered under a key, at most once at a time per key.

    `flush` gets 1 to `maximum` items, oldest first, and answers with a result or an exception for each, in that order.
    It may stop early (what it writes is full) and answer for the first of them only, at least one: the others head the
    next flush. A flush that raises fails the items it was given, and those only.
    """

    def __init__(
        self, flush: Callable[[K, Sequence[I]], Awaitable[Sequence[R | Exception]]], *, maximum: int = 90
    ) -> None:
        self._flush = flush
        self._maximum = maximum
        self._waiting: dict[K, list[_Offer[I, R]]] = {}
        self._drains: set[asyncio.Task[None]] = set()

    async def offer(self, key: K, item: I) -> R:
        """The item's own result; raises its own exception.

        Cancelled before its flush began, the item is left out. Cancelled later, it is carried out all the same: it is
        in the same boat as its neighbours.
        """
        offer = _Offer[I, R](item, asyncio.get_running_loop().create_future())
        if key in self._waiting:
            self._waiting[key].append(offer)
        else:
            self._waiting[key] = [offer]
            drain = asyncio.create_task(self._drain(key))
            self._drains.add(drain)  # the loop itself holds tasks weakly
            drain.add_done_callback(self._drains.discard)
        return await offer.result

    async def _drain(self, key: K) -> None:
        try:
            while waiting := [offer for offer in self._waiting[key] if not offer.result.done()]:
                taken = waiting[: self._maximum]
                self._waiting[key] = waiting[self._maximum :]
                unanswered = await self._flush_one(key, taken)
                self._waiting[key] = unanswered + self._waiting[key]
        finally:
            for offer in self._waiting.pop(key):  # none, unless the drain itself was cancelled
                offer.result.cancel()

    async def _flush_one(self, key: K, taken: list[_Offer[I, R]]) -> list[_Offer[I, R]]:
        """Settles what the flush answered for; the others are returned."""
        results: Sequence[R | Exception]
        try:
            results = await self._flush(key, [offer.item for offer in taken])
            if not 0 < len(results) <= len(taken):
                raise RuntimeError(f"a flush of {len(taken)} items gave {len(results)} results")
        except Exception as error:  # noqa: BLE001 (handed to everyone who waits for it)
            results = [error] * len(taken)
        except BaseException:
            for offer in taken:
                offer.result.cancel()
            raise
        for offer, result in zip(taken, results, strict=False):
            if offer.result.done():
                continue
            if isinstance(result, Exception):
                offer.result.set_exception(result)
            else:
                offer.result.set_result(result)
        return taken[len(results) :]
