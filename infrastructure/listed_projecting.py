"""Projections whose documents stand in further rows besides their own, which they are listed by."""

from collections.abc import Callable
from dataclasses import dataclass

from infrastructure.event_store import EventStore
from infrastructure.projecting import Known, Projection, Projector, View
from infrastructure.view_store import Copies, Document, ListedViewStore, Place
from infrastructure.waiting import Wakeups


@dataclass(frozen=True, slots=True)
class Lists[V: View]:
    """`of`: the rows that a document is listed by. `any_of`: all those that it may ever have been listed by."""

    of: Callable[[V], frozenset[str]]
    any_of: Callable[[V], frozenset[str]]


class ListedProjector[V: View](Projector[V]):
    """What a document was listed by is known: its ETag proves that it is what stands there."""

    def __init__(
        self,
        projection: Projection[V],
        documents: ListedViewStore,
        store: EventStore,
        wakeups: Wakeups,
        lists: Lists[V],
    ) -> None:
        super().__init__(projection, documents, store, wakeups)
        self._listed = documents
        self._lists = lists

    async def _save(self, place: Place, known: Known[V], view: V) -> Document:
        before = frozenset[str]() if known.view is None else self._lists.of(known.view)
        wanted = self._lists.of(view)
        copies = Copies(wanted, before - wanted)
        return await self._listed.save(place, view.version, view.model_dump_json(), known.etag, copies)

    async def _write_anew(self, place: Place, stored: Document, view: V) -> None:
        """What stands there may be nonsense, and so may its lists be: all are looked through."""
        wanted = self._lists.of(view)
        others = [Place(place.partition, row) for row in sorted(self._lists.any_of(view) - wanted)]
        gone = frozenset([other.row for other in others if await self._documents.get(other)])
        await self._listed.save(place, view.version, view.model_dump_json(), stored.etag, Copies(wanted, gone))
