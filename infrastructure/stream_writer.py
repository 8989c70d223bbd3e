"""The one way in which an event-sourced stream changes."""

import asyncio
import math
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from itertools import takewhile
from typing import cast

from domain.messages import NotYet
from infrastructure.clock import Clock
from infrastructure.commit_draft import Answer, Evolve, Known, Work
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
    is kept: then even the load is saved, and the append proves that nobody else wrote. `catch_up(stream, state,
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
        self._memory = RecentlyUsed[StreamId, Known[S]](STREAMS_REMEMBERED)
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
        """The state of the stream as it is or was a while ago; None for one without events. Raises StorageUnavailable.

        For those who ask for what never changes again.
        """
        if remembered := self._memory.look_at(stream):
            return remembered.state
        events = (await self._store.read(stream)).events
        return reduce(self._evolve, (recorded.event for recorded in events), cast(S | None, None))

    async def _flush(self, stream: StreamId, offers: Sequence[_Offer[S]]) -> list[Marker | NotYet | Exception]:
        works: dict[str, Work[S]] = {}  # inputs that came twice are one
        try:
            flush = await self._begin(stream, expect_new=offers[0].item.opens_stream)
            waiting = [offer.item for offer in offers]
            before = await self._catch_up(stream, flush.known.state, waiting) if self._catch_up else []
            works |= {item.marker_key: Work(item, out_of_patience=False, comes_first=True) for item in before}
            for offer in offers:
                works.setdefault(offer.item.marker_key, Work(offer.item, offer.out_of_patience))
            await flush.carry_out(list(works.values()), until=works[offers[0].item.marker_key])
        except Exception as error:  # noqa: BLE001 (the answer to all that got none of their own)
            return [_answer(works, offer) or error for offer in offers]
        self._memory.remember(stream, replace(flush.known, proven=False))
        answers = (_answer(works, offer) for offer in offers)
        return [answer for answer in takewhile(lambda answer: answer is not None, answers) if answer is not None]

    async def _begin(self, stream: StreamId, *, expect_new: bool) -> StreamFlush[S]:
        """Forgets the state while it is worked on: only a flush that ends well remembers it again."""
        remembered = self._memory.take(stream)
        known = remembered or Known[S](None, -1, proven=False)
        flush = StreamFlush(stream, known, self._evolve, self._store, self._publisher, self._clock)
        if not remembered and not expect_new:
            await flush.read_on()
        return flush


def _later(issued_at: datetime, waited: float, patience_seconds: int) -> datetime:
    """After as long again as it has waited, and never later than its patience lasts."""
    return issued_at + timedelta(seconds=min(waited + max(waited, SHORTEST_ABSENCE_SECONDS), patience_seconds))


def _answer[S](works: dict[str, Work[S]], offer: _Offer[S]) -> Answer | None:
    work = works.get(offer.item.marker_key)
    return work.answer if work else None
