"""Where conferences are kept: state rows, in the same partition and transaction as the events that changed them.

A change is done when it is stored. Its news may be late: what could not be published at once, the sweeper publishes.
"""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from domain.catalogue import CONFERENCE
from domain.conference_management import conference as decisions
from domain.conference_management.commands import RaiseQuota
from domain.conference_management.conference import Change, Conference, evolve
from domain.conference_management.events import ConferenceEvent
from domain.messages import Refused
from domain.recorded import Recorded
from infrastructure.clock import Clock
from infrastructure.conference_rows import changed_rows, conference_of
from infrastructure.event_store import (
    Commit,
    EventStore,
    Marker,
    MarkerExists,
    Provenance,
    RecordedEvent,
    StorageUnavailable,
    StreamId,
    Unpublished,
    VersionConflict,
)
from infrastructure.messaging import BusUnavailable
from infrastructure.publisher import Publisher
from infrastructure.stream_input import command_key

log = logging.getLogger(__name__)

ATTEMPTS = 6


class UnknownConference(LookupError):
    """There is no conference of this id."""


class ConferenceChanged(Exception):
    """The conference was edited, published or unpublished since the version that the change is meant for."""


@dataclass(frozen=True, slots=True)
class Cause:
    """The request for a change: under its id it takes effect once, however often it is tried."""

    id: UUID
    provenance: Provenance


class ConferenceStreams:
    """Every method raises StorageUnavailable; a change may then be in or not, the same cause tried again finds out."""

    def __init__(self, store: EventStore, publisher: Publisher, clock: Clock) -> None:
        self._store = store
        self._publisher = publisher
        self._clock = clock

    async def find(self, conference_id: UUID) -> Conference | None:
        return conference_of(conference_id, await self._store.read_state(stream_of(conference_id)))

    async def change(
        self,
        conference_id: UUID,
        decide: Callable[[Conference], Change],
        cause: Cause,
        *,
        if_versions: Container[int] | None = None,
    ) -> Conference | Refused:
        """The conference after the change, as it is where there is nothing to do. Its seat types change the same way.

        `if_versions`: the edited versions that the change is meant for, None for any. Changes of seat types do not move
        them. Raises UnknownConference and ConferenceChanged.
        """
        stream = stream_of(conference_id)
        for attempt in range(ATTEMPTS):
            state = await self._store.read_state(stream)
            before = conference_of(conference_id, state)
            if before is None:
                raise UnknownConference(str(conference_id))
            if if_versions is not None and before.edited_version not in if_versions:
                raise ConferenceChanged(f"{stream} was edited at version {before.edited_version}")
            events = decide(before)
            if isinstance(events, Refused):
                return events
            if not events:
                return before
            try:
                return await self._commit(stream, before, events, cause, leftovers=state.unpublished)
            except MarkerExists:
                return await self._existing(conference_id)
            except VersionConflict:
                await asyncio.sleep(random.uniform(0, 0.05 * 2**attempt))
        raise StorageUnavailable(f"{stream} was changed by others {ATTEMPTS} times in a row")

    async def raise_quota(self, command: RaiseQuota, provenance: Provenance) -> None:
        """Returns once the command is decided, stored and published, now or long ago: it comes from a queue.

        Raises UnknownConference and BusUnavailable.
        """
        stream = stream_of(command.conference_id)
        result = await self.change(
            command.conference_id,
            lambda conference: decisions.raise_quota(conference, command),
            Cause(command.id, provenance),
        )
        if isinstance(result, Refused):
            marker = Marker(command_key(command.id), "refused", result.reason)
            with contextlib.suppress(MarkerExists):
                await self._append(Commit(stream, -1, [marker], []))
        await self._publisher.publish_pending(stream)

    async def _existing(self, conference_id: UUID) -> Conference:
        conference = await self.find(conference_id)
        if conference is None:
            raise UnknownConference(str(conference_id))
        return conference

    async def _commit(
        self,
        stream: StreamId,
        before: Conference | None,
        events: Sequence[ConferenceEvent],
        cause: Cause,
        *,
        rows: Mapping[str, str] | None = None,
        markers: Sequence[Marker] = (),
        leftovers: Sequence[Unpublished] = (),
    ) -> Conference:
        """`rows`, `markers`: besides those that follow from the events and the cause.

        Raises MarkerExists and VersionConflict, nothing written.
        """
        known = before.version if before else -1
        now = self._clock.now()
        recorded = [
            RecordedEvent(stream, version, event, now, cause.provenance)
            for version, event in enumerate(events, known + 1)
        ]
        after = before
        for event in recorded:
            after = evolve(after, cast(Recorded[ConferenceEvent], event))
        assert after is not None
        marker = Marker(command_key(cause.id), "applied", None, known + 1, len(recorded))
        state = {**changed_rows(before, after), **(rows or {})}
        await self._append(Commit(stream, known, [marker, *markers], recorded, state))
        await self._publish(recorded, leftovers)
        return after

    async def _append(self, commit: Commit) -> None:
        try:
            await self._store.append(commit)
        except StorageUnavailable:
            if await self._store.marker(commit.stream, commit.markers[0].key) is None:
                raise

    async def _publish(self, events: Sequence[RecordedEvent], leftovers: Sequence[Unpublished]) -> None:
        """What an earlier change could not publish goes out first."""
        stream, first_version = events[0].stream, events[0].version
        try:
            await self._publisher.publish_again(stream, leftovers, [])
            await self._publisher.publish(stream, events, Unpublished(first_version, len(events)))
        except (BusUnavailable, StorageUnavailable):
            log.warning("%s: the news of version %d is left to the sweeper", stream, first_version, exc_info=True)


def stream_of(conference_id: UUID) -> StreamId:
    return StreamId(CONFERENCE, conference_id)
