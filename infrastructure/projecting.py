"""Projections: how a stream becomes a document, whatever the order and number in which its news arrive.

A document has exactly one source stream and says up to which version it knows it. News of a version already seen are
skipped; what is missing between is read from the store; a commit is applied as a whole. What a projection causes
besides, it causes before the version is stored: a crash repeats it and never loses it, its ids derive from the events.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, Self

from domain.messages import Event
from infrastructure.event_store import EventStore, RecordedEvent, StorageUnavailable, StreamId
from infrastructure.gathering import Gatherer
from infrastructure.recently_used import RecentlyUsed
from infrastructure.view_store import Document, DocumentChanged, Place, ViewStore
from infrastructure.waiting import Wakeups

_log = logging.getLogger(__name__)

ATTEMPTS = 6
"""How often a document is loaded and saved again because somebody else wrote it meanwhile."""

type Commit = Sequence[RecordedEvent]
"""The events of one commit, in version order."""


class EventsNotStored(ValueError):
    """The news is of events that the store does not hold."""


class View(Protocol):
    """A pydantic model of one document."""

    @property
    def version(self) -> int: ...

    def model_dump_json(self) -> str: ...

    @classmethod
    def model_validate_json(cls, json_data: str) -> Self: ...


async def nothing(view: object, news: Commit) -> None:
    """What a projection causes that has no consequences, or nothing to mend."""


@dataclass(frozen=True, slots=True)
class Projection[V: View]:
    """`place`: where the document of the event's stream stands. `apply`: pure, the view after the event.

    `consequences(view, news)`: what the events that the document did not know cause before `view`, which knows them, is
    stored. They may be caused again, by this instance or another one, even at the same time.
    `tells_all(event)`: whether the view after that event is the same whatever was before it: then what is missing
    before it need not be read.
    `mend(view, history)`: reconciles what the projection keeps besides the document with `view`, a replay of `history`.
    """

    model: type[V]
    place: Callable[[RecordedEvent], Place]
    apply: Callable[[V | None, Any], V]
    consequences: Callable[[V, Commit], Awaitable[None]] = nothing
    tells_all: Callable[[Event], bool] = lambda event: False
    mend: Callable[[V, Commit], Awaitable[None]] = nothing


@dataclass(frozen=True, slots=True)
class Known[V: View]:
    """What stands in a place, as far as this process knows: the ETag proves it at the next save."""

    view: V | None
    etag: str | None

    @property
    def version(self) -> int:
        return -1 if self.view is None else self.view.version


class Projector[V: View]:
    """Keeps the documents of one projection up to date. One per process; `warm`: documents kept in memory."""

    def __init__(
        self,
        projection: Projection[V],
        documents: ViewStore,
        store: EventStore,
        wakeups: Wakeups,
        *,
        warm: int = 500,
    ) -> None:
        self._projection = projection
        self._documents = documents
        self._store = store
        self._wakeups = wakeups
        self._warm: RecentlyUsed[Place, Known[V]] = RecentlyUsed(warm)
        self._gatherer: Gatherer[Place, Commit, None] = Gatherer(self._flush)

    async def project(self, commit: Commit) -> None:
        """Returns once the document knows the commit and everything before it.

        Raises what the store, the documents and the consequences raise when they are out of reach, EventsNotStored, and
        DocumentTooLarge.
        """
        await self._gatherer.offer(self._projection.place(commit[0]), commit)

    async def reconcile(self, history: Commit) -> None:
        """Makes the document what a replay of its stream says, whatever stands there: nothing, an old state, nonsense.

        `history`: all events of the stream, at least one. What the document should have known and did not is reported
        in the log. Raises what `project` raises.
        """
        place = self._projection.place(history[0])
        self._warm.take(place)
        stored = await self._documents.get(place)
        if stored is None or stored.version < history[-1].version:
            _log.warning("%s lags behind its stream: %s of %s", place, stored and stored.version, history[-1].version)
            await self.project(history[-1:])
            stored = await self._documents.get(place)
        if stored is not None and stored.version > history[-1].version:  # it moved since the history was read
            newer = await self._store.read(history[-1].stream, history[-1].version + 1)
            history = [*history, *(recorded for recorded in newer.events if recorded.version <= stored.version)]
        replayed: V | None = None
        for recorded in history:
            replayed = self._projection.apply(replayed, recorded)
        if replayed is not None and stored is not None and not self._says(stored, replayed):
            _log.error("%s had drifted from its stream at version %s: written anew", place, stored.version)
            await self._write_anew(place, stored, replayed)
        if replayed is not None:
            await self._projection.mend(replayed, history)

    async def _write_anew(self, place: Place, stored: Document, view: V) -> None:
        await self._documents.save(place, view.version, view.model_dump_json(), stored.etag)

    def _says(self, stored: Document, view: V) -> bool:
        try:
            return stored.version == view.version and self._projection.model.model_validate_json(stored.json) == view
        except ValueError:  # nothing that this release ever wrote
            return False

    async def _flush(self, place: Place, commits: Sequence[Commit]) -> Sequence[Exception | None]:
        try:
            await self._bring_up_to_date(place, commits)
        except EventsNotStored:
            if len(commits) == 1:
                raise
            # One of them is at fault, and the others have nothing to do with it.
            return [await self._alone(place, commit) for commit in commits]
        return [None] * len(commits)

    async def _alone(self, place: Place, commit: Commit) -> Exception | None:
        try:
            await self._bring_up_to_date(place, [commit])
        except EventsNotStored as error:
            return error
        return None

    async def _bring_up_to_date(self, place: Place, commits: Sequence[Commit]) -> None:
        news = {recorded.version: recorded for commit in commits for recorded in commit}
        for attempt in range(ATTEMPTS):
            # Out of memory while it is worked on: after a failure nothing doubtful is left there.
            known = self._warm.take(place)
            if known is None:
                # Who can begin a document expects none, and finds out at the save if there is one.
                begins = attempt == 0 and any(map(self._begins, news.values()))
                known = Known(None, None) if begins else await self._load(place)
            try:
                self._warm.remember(place, await self._advance(place, known, news))
            except DocumentChanged:
                await asyncio.sleep(random.uniform(0, 0.05 * 2**attempt))
            else:
                return
        raise StorageUnavailable(f"{place} was changed by others {ATTEMPTS} times in a row")

    async def _advance(self, place: Place, known: Known[V], news: Mapping[int, RecordedEvent]) -> Known[V]:
        events = await self._unseen(known.version, news)
        view = known.view
        for recorded in events:
            view = self._projection.apply(view, recorded)
        if view is None or view is known.view:
            return known
        await self._projection.consequences(view, events)
        stored = await self._save(place, known, view)
        self._wakeups.notify(place)
        return Known(view, stored.etag) if stored.version == view.version else self._read(stored)

    async def _save(self, place: Place, known: Known[V], view: V) -> Document:
        return await self._documents.save(place, view.version, view.model_dump_json(), known.etag)

    async def _unseen(self, seen: int, news: Mapping[int, RecordedEvent]) -> Commit:
        """All events behind version `seen` up to the newest of the news; what the news leave out is read."""
        newest = max(news)
        beginnings = (version for version, recorded in news.items() if version > seen and self._begins(recorded))
        first = max(beginnings, default=seen + 1)
        if all(version in news for version in range(first, newest + 1)):
            return [news[version] for version in range(first, newest + 1)]
        stream: StreamId = news[newest].stream
        events = (await self._store.read(stream, seen + 1)).events
        if not events or events[-1].version < newest:
            raise EventsNotStored(f"{stream} does not reach version {newest}")
        return events

    def _begins(self, recorded: RecordedEvent) -> bool:
        """Whether nothing before it has to be known."""
        return recorded.version == 0 or self._projection.tells_all(recorded.event)

    async def _load(self, place: Place) -> Known[V]:
        stored = await self._documents.get(place)
        return Known(None, None) if stored is None else self._read(stored)

    def _read(self, stored: Document) -> Known[V]:
        return Known(self._projection.model.model_validate_json(stored.json), stored.etag)
