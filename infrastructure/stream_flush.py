"""One flush of a stream: all that waits for it is decided, stored in as few commits as it takes, and published."""

import asyncio
import random
from collections.abc import Sequence
from itertools import takewhile

from infrastructure.clock import Clock
from infrastructure.commit_draft import CommitDraft, Evolve, Known, Work
from infrastructure.event_store import (
    CommitTooLarge,
    EventStore,
    MarkerExists,
    StorageUnavailable,
    StreamId,
    Unpublished,
    VersionConflict,
)
from infrastructure.publisher import Publisher

ROUNDS_TOGETHER = 2
"""So many conflicts in a row, and the inputs are tried one by one: then one of them gets through for sure."""
LOST_RACES = 20
RACE_JITTER_SECONDS = 0.02


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
        self._conflicts = 0
        self._one_by_one = False

    async def read_on(self) -> None:
        """Brings `known` up to the end of the stream, and publishes what is found unpublished."""
        found = await self._store.read(self._stream, self.known.version + 1)
        state, version = self.known.state, self.known.version
        for recorded in found.events:
            state, version = self._evolve(state, recorded.event), recorded.version
        self.known = Known(state, version, proven=True)
        await self._publisher.publish_again(self._stream, found.unpublished, found.events)

    async def carry_out(self, works: Sequence[Work[S]], *, until: Work[S]) -> None:
        """Answers the works in order; may leave the last of them open, when a commit is full, but never `until`.

        Raises what is no work's own fault: StorageUnavailable, BusUnavailable, or the failure of one that comes first.
        Works that have no answer by then were not carried out or may have been: their markers will tell.
        """
        while pending := [work for work in works if work.answer is None]:
            _raise_failure_of_first(works)
            draft = CommitDraft(self._stream, self.known, self._evolve, self._clock.now())
            taken = sum(1 for _ in takewhile(draft.take, pending[:1] if self._one_by_one else pending))
            if draft.changes_nothing and not self.known.proven:
                # Decided on a state that may be old, and nothing in the commit would notice.
                await self.read_on()
            elif await self._store_and_publish(draft):
                for work, answer in draft.answers:
                    work.answer = answer
                if taken < len(pending) and until.answer is not None and not self._one_by_one:
                    return

    async def _store_and_publish(self, draft: CommitDraft[S]) -> bool:
        """False: nothing was written, and what stood in the way is dealt with. Decide again."""
        if draft.is_empty:
            return True
        commit = draft.commit()
        try:
            await self._store.append(commit)
        except MarkerExists as exists:
            await self._answer_from_marker(exists.key, draft)
            return False
        except VersionConflict:
            await self._lose_race()
            return False
        except CommitTooLarge as error:
            if len(commit.markers) > 1:
                self._one_by_one = True
            else:
                _work_of(commit.markers[0].key, draft).answer = error
            return False
        self._conflicts = 0
        self.known = draft.outcome()
        if commit.events:
            unpublished = Unpublished(commit.events[0].version, len(commit.events))
            await self._publisher.publish(self._stream, commit.events, unpublished)
        return True

    async def _answer_from_marker(self, key: str, draft: CommitDraft[S]) -> None:
        """The input is in already. Its answer counts only when its events are published."""
        marker = await self._store.marker(self._stream, key)
        if marker is None:
            raise StorageUnavailable(f"{self._stream} has the marker {key} and has it not")
        await self.read_on()
        _work_of(key, draft).answer = marker
        self._count_conflict()

    async def _lose_race(self) -> None:
        self._count_conflict()
        if self._conflicts > LOST_RACES:
            raise StorageUnavailable(f"others were faster at {self._stream} {self._conflicts} times in a row")
        await asyncio.sleep(random.uniform(0, RACE_JITTER_SECONDS * self._conflicts))
        await self.read_on()

    def _count_conflict(self) -> None:
        self._conflicts += 1
        self._one_by_one |= self._conflicts > ROUNDS_TOGETHER


def _raise_failure_of_first[S](works: Sequence[Work[S]]) -> None:
    for work in works:
        if work.comes_first and isinstance(work.answer, Exception):
            raise work.answer


def _work_of[S](key: str, draft: CommitDraft[S]) -> Work[S]:
    return next(work for work, _ in draft.answers if work.item.marker_key == key)
