"""One flush of a stream: all that waits for it is decided, stored in as few commits as it takes, and published."""

import asyncio
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from infrastructure.clock import Clock
from infrastructure.commit_draft import CommitDraft, Evolve, Known, Work
from infrastructure.event_store import (
    Commit,
    CommitTooLarge,
    EventStore,
    MarkerExists,
    Slice,
    StorageUnavailable,
    StreamId,
    Unpublished,
    VersionConflict,
)
from infrastructure.publisher import Publisher

KNOWN_MARKERS_TOGETHER = 2
"""After this many inputs in a row that are stored already, the inputs are tried one by one: each such input costs a
round, and alone it does not cost its neighbours one."""
LOST_RACES = 100
"""In a row. Of 40 instances that write one stream for minutes, some lose 54."""
RACE_PAUSE_SECONDS = 0.04
LONGEST_RACE_PAUSE_SECONDS = 1.0
"""The pause before the next try grows with every lost race, so that many writers do not all try for every version; it
grows slowly, so that a writer that has lost often still has its turn."""


class StreamFlush[S]:
    """`known` follows what is stored, and never runs ahead of it."""

    def __init__(
        self,
        stream: StreamId,
        known: Known[S],
        evolve: Evolve[S],
        store: EventStore,
        publisher: Publisher,
        clock: Clock,
    ) -> None:
        self.known = known
        self._stream = stream
        self._evolve = evolve
        self._store = store
        self._publisher = publisher
        self._clock = clock
        self._known_markers = 0
        self._lost_races = 0
        self._one_by_one = False

    async def load(self) -> None:
        """Reads the stream from `known` on, and publishes what is found unpublished."""
        found = await self._read_on()
        await self._publisher.publish_again(self._stream, found.unpublished, found.events)
        self._all_published()

    async def publish_earlier(self) -> None:
        """Publishes the earlier commits that were unpublished when they were met, and still are."""
        if self.known.unpublished:
            await self._publisher.publish_pending(self._stream, self.known.unpublished)
            self._all_published()

    async def carry_out(self, works: Sequence[Work[S]], *, until: Work[S]) -> None:
        """Answers the works in order; may leave the last of them open, when a commit is full, but never `until`.

        When it returns, all commits of the stream that it met are published. Raises what is no work's own fault:
        StorageUnavailable, BusUnavailable, or the failure of one that comes first. Then no answer counts: the
        caller submits each work again, and its marker shows whether it was stored.
        """
        while pending := [work for work in works if work.answer is None]:
            _raise_failure_of_first(works)
            draft = CommitDraft(self._stream, self.known, self._evolve, self._clock.now())
            taken = sum(1 for _ in takewhile(draft.take, pending[:1] if self._one_by_one else pending))
            if draft.changes_nothing and not self.known.proven:
                # Decided on a state that may be old, and nothing in the commit would notice.
                await self._read_on()
            elif await self._store_and_publish(draft):
                for work, answer in draft.answers:
                    work.answer = answer
                if taken < len(pending) and until.answer is not None and not self._one_by_one:
                    break
        await self.publish_earlier()

    async def _read_on(self) -> Slice:
        """Brings `known` up to the end of the stream."""
        found = await self._store.read(self._stream, self.known.version + 1)
        state, version = self.known.state, self.known.version
        for recorded in found.events:
            state, version = self._evolve(state, recorded.event), recorded.version
        self.known = Known(state, version, proven=True, unpublished=frozenset(found.unpublished))
        return found

    def _all_published(self) -> None:
        self.known = replace(self.known, unpublished=frozenset())

    async def _store_and_publish(self, draft: CommitDraft[S]) -> bool:
        """False: nothing was written, and what stood in the way is dealt with. Decide again."""
        if draft.is_empty:
            return True
        commit, before = draft.commit(), self.known
        own = frozenset({Unpublished(commit.events[0].version, len(commit.events))} if commit.events else ())
        # Should the answer to the append be lost, the commit may be stored all the same.
        self.known = replace(before, unpublished=before.unpublished | own)
        try:
            await self._store.append(commit)
        except (MarkerExists, VersionConflict, CommitTooLarge) as refusal:
            self.known = before
            await self._deal_with(refusal, commit, draft)
            return False
        self._known_markers = self._lost_races = 0
        self.known = replace(draft.outcome(), unpublished=before.unpublished | own)
        for unpublished in own:
            # Others that are unpublished were met a moment ago in a race: the writer that stored them publishes them.
            await self._publisher.publish(self._stream, commit.events, unpublished)
            self.known = replace(self.known, unpublished=before.unpublished)
        return True

    async def _deal_with(
        self, refusal: MarkerExists | VersionConflict | CommitTooLarge, commit: Commit, draft: CommitDraft[S]
    ) -> None:
        match refusal:
            case MarkerExists(key=key):
                await self._answer_from_marker(key, draft)
            case VersionConflict():
                await self._lose_race()
            case CommitTooLarge() if len(commit.markers) > 1:
                self._one_by_one = True
            case CommitTooLarge():
                _work_of(commit.markers[0].key, draft).answer = refusal

    async def _answer_from_marker(self, key: str, draft: CommitDraft[S]) -> None:
        """The input is stored already."""
        marker = await self._store.marker(self._stream, key)
        if marker is None:
            raise StorageUnavailable(f"{self._stream} has the marker {key} and has it not")
        await self._read_on()
        _work_of(key, draft).answer = marker
        self._known_markers += 1
        self._one_by_one |= self._known_markers > KNOWN_MARKERS_TOGETHER

    async def _lose_race(self) -> None:
        self._lost_races += 1
        if self._lost_races > LOST_RACES:
            raise StorageUnavailable(f"others were faster at {self._stream} {self._lost_races} times in a row")
        longest = min(RACE_PAUSE_SECONDS * self._lost_races, LONGEST_RACE_PAUSE_SECONDS)
        await asyncio.sleep(random.uniform(0, longest))
        await self._read_on()


def _raise_failure_of_first[S](works: Sequence[Work[S]]) -> None:
    for work in works:
        if work.comes_first and isinstance(work.answer, Exception):
            raise work.answer


def _work_of[S](key: str, draft: CommitDraft[S]) -> Work[S]:
    return next(work for work, _ in draft.answers if work.item.marker_key == key)
