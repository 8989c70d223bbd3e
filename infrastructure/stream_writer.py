"""The one way in which an event-sourced stream changes."""

import asyncio
import math
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile

from domain.messages import NotYet
from infrastructure.clock import Clock
from infrastructure.commit_draft import Evolve, Known, Work
from infrastructure.event_store import EventStore, Marker, StreamId
from infrastructure.gathering import Gatherer
from infrastructure.publisher import Publisher
from infrastructure.recently_used import RecentlyUsed
from infrastructure.stream_flush import StreamFlush
from infrastructure.stream_input import Input

STREAMS_REMEMBERED = 1_000
BACK_OFF_SECONDS = 0.1
LONGEST_BACK_OFF_SECONDS = 2.0
SHORTEST_ABSENCE_SECONDS = 1.0


class NotDecidedYet(Exception):
    """The input has to be handled again at `again_at` (aware UTC): what it waits for may take a while."""

    def __init__(self, reason: str, again_at: datetime) -> None:
        super().__init__(f"{reason}, to be asked again at {again_at:%H:%M:%S}")
        self.again_at = again_at


type CatchUp[S] = Callable[[StreamId, S | None, Sequence[Input[S]]], Awaitable[list[Input[S]]]]


@dataclass(frozen=True, slots=True)
class _Offer[S]:
    item: Input[S]
    out_of_patience: bool


class StreamWriter[S]:
    """Decides inputs to the streams of one type and stores and publishes what comes of them. One per type and process.

    Inputs that wait for the same stream share one load, one commit and one message. The state of recently used streams
    is kept, whatever becomes of a flush: this saves even the load, and the append proves that nobody else wrote. What a
    flush stored and could not publish, the next one publishes before it does anything else. `catch_up(stream, state,
    waiting)` is asked once per flush for inputs that must go before those waiting: if one of them fails, nothing is
    decided.
    """

    def __init__(
        self,
        stream_type: str,
        evolve: Evolve[S],
        store: EventStore,
        publisher: Publisher,
        clock: Clock,
        *,
        catch_up: CatchUp[S] | None = None,
    ) -> None:
        self._stream_type = stream_type
        self._evolve = evolve
        self._store = store
        self._publisher = publisher
        self._clock = clock
        self._catch_up = catch_up
        self._cache = RecentlyUsed[StreamId, Known[S]](STREAMS_REMEMBERED)
        self._gatherer = Gatherer[StreamId, _Offer[S], Marker | NotYet](self._flush)

    async def handle(self, stream: StreamId, item: Input[S], *, held_seconds: float = math.inf) -> Marker:
        """Returns once the input is decided, stored and published, with what became of it, now or long ago.

        An input that cannot be decided yet is offered again for as long as its patience lasts. Its caller is held for
        `held_seconds` of it at most, counted from when it was issued: then NotDecidedYet is raised. Raises
        StorageUnavailable or BusUnavailable too (offer it again: its marker knows how far it came), CommitTooLarge, or
        what its `decide` raises.
        """
        if stream.type != self._stream_type:
            raise ValueError(f"{stream} is no {self._stream_type}")
        back_off = BACK_OFF_SECONDS
        out_of_patience = False
        while True:
            match await self._gatherer.offer(stream, _Offer(item, out_of_patience)):
                case Marker() as marker:
                    return marker
                case NotYet(reason=reason, patience_seconds=patience_seconds):
                    waited = (self._clock.now() - item.issued_at).total_seconds()
                    out_of_patience = waited >= patience_seconds
                    if not out_of_patience:
                        if waited >= held_seconds:
                            raise NotDecidedYet(reason, _later(item.issued_at, waited, patience_seconds))
                        jittered = random.uniform(back_off / 2, back_off)
                        await asyncio.sleep(min(jittered, patience_seconds - waited))
                        back_off = min(2 * back_off, LONGEST_BACK_OFF_SECONDS)

    async def state(self, stream: StreamId) -> S | None:
        """The state of the stream as it is or was a while ago; None for one without events.

        For those who ask for what never changes again. What of the stream is known to be unpublished is published
        first. Raises StorageUnavailable or BusUnavailable.
        """
        cached = self._cache.look_at(stream)
        if cached and not cached.unpublished:
            return cached.state
        flush = self._flush_of(stream, cached)
        await flush.load()
        return flush.known.state

    async def _flush(self, stream: StreamId, offers: Sequence[_Offer[S]]) -> list[Marker | NotYet | Exception]:
        cached = self._cache.look_at(stream)
        flush = self._flush_of(stream, cached)
        try:
            if cached:
                await flush.publish_earlier()
            elif not offers[0].item.opens_stream:
                await flush.load()
            works = await self._works(stream, flush.known.state, offers)  # inputs that came twice are one
            await flush.carry_out(list(works.values()), until=works[offers[0].item.marker_key])
        except Exception as error:  # noqa: BLE001 (the answer to all, even to those that are stored)
            return [error] * len(offers)
        finally:
            # However the flush ends, the state stays: the next flush need not read the stream again.
            if flush.known.version >= 0 or flush.known.proven:
                self._cache.remember(stream, replace(flush.known, proven=False))
        answers = (works[offer.item.marker_key].answer for offer in offers)
        return [answer for answer in takewhile(lambda answer: answer is not None, answers) if answer is not None]

    async def _works(self, stream: StreamId, state: S | None, offers: Sequence[_Offer[S]]) -> dict[str, Work[S]]:
        """Marker key → work, in the order in which they are to be decided."""
        waiting = [offer.item for offer in offers]
        before = await self._catch_up(stream, state, waiting) if self._catch_up else []
        works = {item.marker_key: Work(item, out_of_patience=False, comes_first=True) for item in before}
        for offer in offers:
            works.setdefault(offer.item.marker_key, Work(offer.item, offer.out_of_patience))
        return works

    def _flush_of(self, stream: StreamId, cached: Known[S] | None) -> StreamFlush[S]:
        known = cached or Known[S](None, -1, proven=False)
        return StreamFlush(stream, known, self._evolve, self._store, self._publisher, self._clock)


def _later(issued_at: datetime, waited: float, patience_seconds: int) -> datetime:
    """After as long again as it has waited, and never later than its patience lasts."""
    return issued_at + timedelta(seconds=min(waited + max(waited, SHORTEST_ABSENCE_SECONDS), patience_seconds))
