"""The list of published conferences as it is kept: rows of one partition.

A document for every conference, `<id>`, says what the list shows of it. While the conference is published, a copy
stands in the row `until_<end>_<id>`: the list is read from these rows alone, from the present moment on. Document and
copy change in one transaction, so that a conference that moves is never missing and never twice, and a writer that is
late finds the newer version and changes nothing.
"""

import logging
from collections.abc import Sequence
from typing import cast

from domain.conference_management.events import ConferenceCreated, ConferenceEvent, ConferenceUpdated
from domain.recorded import Recorded
from domain.registration.views import conference
from domain.registration.views.conference import ConferenceView, ListedConference
from domain.time_zones import end_of_day
from infrastructure.event_store import EventStore, RecordedEvent
from infrastructure.registration_views import PUBLISHED, listed_place, listed_row
from infrastructure.view_store import Copies, Document, DocumentChanged, ListedViewStore, Place

_log = logging.getLogger(__name__)


class ConferenceList:
    """Every method raises StorageUnavailable."""

    def __init__(self, rows: ListedViewStore, store: EventStore) -> None:
        self._rows = rows
        self._store = store

    async def show(self, view: ConferenceView) -> None:
        """Returns once the list shows the conference at this version or a newer one."""
        place, wanted = listed_place(view.id), conference.listed(view)
        while (found := await self._rows.get(place)) is None or found.version < view.version:
            try:
                await self._write(wanted, found, _rows_of(_parsed(found)))
            except DocumentChanged:
                continue  # by an older version: look again
            return

    async def reconcile(self, view: ConferenceView, history: Sequence[RecordedEvent]) -> None:
        """Makes the rows what `view`, a replay of `history`, says. Reports in the log what was wrong.

        Looks in every row that the conference may ever have been listed in. Raises DocumentChanged.
        """
        found = await self._rows.get(listed_place(view.id))
        if found is not None and found.version > view.version:  # the list is written before the conference's own row
            newer = (await self._store.read(history[-1].stream, view.version + 1)).events
            history = [*history, *newer]
            for recorded in newer:
                view = conference.apply(view, cast(Recorded[ConferenceEvent], recorded))
        wanted = conference.listed(view)
        rows = _rows_of(wanted)
        others = (_rows_ever(history) | _rows_of(_parsed(found))) - rows
        gone = frozenset([row for row in others if await self._rows.get(Place(PUBLISHED, row)) is not None])
        stand = [found, *[await self._rows.get(Place(PUBLISHED, row)) for row in rows]]
        if gone or any(_parsed(document) != wanted for document in stand):
            _log.error("the list had drifted from %s: written again at version %d", history[-1].stream, view.version)
            await self._write(wanted, found, gone)

    async def _write(self, wanted: ListedConference, found: Document | None, before: frozenset[str]) -> None:
        """`before`: the rows that it was listed in. Raises DocumentChanged."""
        rows = _rows_of(wanted)
        etag = found.etag if found else None
        copies = Copies(rows, before - rows)
        await self._rows.save(listed_place(wanted.id), wanted.version, wanted.model_dump_json(), etag, copies)


def _rows_of(listed: ListedConference | None) -> frozenset[str]:
    if listed is None or not listed.is_published:
        return frozenset()
    return frozenset({listed_row(listed.id, listed.ends_at)})


def _rows_ever(history: Sequence[RecordedEvent]) -> frozenset[str]:
    return frozenset(
        listed_row(recorded.stream.id, end_of_day(recorded.event.details.end_date, recorded.event.details.time_zone))
        for recorded in history
        if isinstance(recorded.event, ConferenceCreated | ConferenceUpdated)
    )


def _parsed(document: Document | None) -> ListedConference | None:
    """None for what is not there, or is nothing that was ever written."""
    try:
        return ListedConference.model_validate_json(document.json) if document else None
    except ValueError:
        return None
