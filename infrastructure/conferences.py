"""Conferences as they are created, found and changed."""

from dataclasses import dataclass
from typing import cast
from uuid import UUID

from domain.conference_management import conference as decisions
from domain.conference_management.conference import Conference
from domain.conference_management.events import ConferenceCreated, ConferenceDetails
from domain.messages import Refused
from infrastructure.access_codes import is_same
from infrastructure.clock import Clock
from infrastructure.conference_rows import access_code_row, conference_of, has_access_code
from infrastructure.conference_streams import Cause, ConferenceStreams, stream_of
from infrastructure.event_store import EventStore, MarkerExists, VersionConflict
from infrastructure.locators import Locator, Locators
from infrastructure.publisher import Publisher
from infrastructure.slugs import Slugs

SLUG_TAKEN = "slug-taken"


@dataclass(frozen=True, slots=True)
class Created:
    """`anew`: False where the very same conference was created before, and its access code given out then."""

    conference: Conference
    anew: bool


class Conferences(ConferenceStreams):
    """`key`: for the hashes of access codes, at least 32 bytes."""

    def __init__(
        self, store: EventStore, publisher: Publisher, slugs: Slugs, locators: Locators, clock: Clock, key: bytes
    ) -> None:
        super().__init__(store, publisher, clock)
        self._slugs = slugs
        self._locators = locators
        self._key = key

    async def is_opened_by(self, conference_id: UUID, email: str, access_code: str) -> bool:
        """Whether these are its owner's address and its present code; False too where there is no conference."""
        state = await self._store.read_state(stream_of(conference_id))
        conference = conference_of(conference_id, state)
        if conference is None:
            return False
        same_email = is_same(conference.details.owner.email, email)
        return has_access_code(state, self._key, conference_id, access_code) and same_email

    async def create(
        self, conference_id: UUID, details: ConferenceDetails, access_code: str, cause: Cause
    ) -> Created | Refused:
        """First the slug is claimed: two conferences of one slug would do harm, a claim that leads nowhere does none.

        It is released where it is known to lead nowhere: the conference was created under another slug meanwhile.
        """
        while True:
            created_with = await self._created_with(conference_id)
            events = decisions.create(created_with, details)
            if isinstance(events, Refused):
                if created_with is not None and created_with.slug != details.slug:
                    await self._slugs.release(details.slug, conference_id)
                return events
            if not events:
                return Created(await self._existing(conference_id), anew=False)
            if await self._slugs.claim(details.slug, conference_id) != conference_id:
                return Refused(SLUG_TAKEN)
            await self._locators.add(Locator("conference", details.owner.email, access_code), conference_id)
            code = access_code_row(self._key, conference_id, access_code)
            try:
                conference = await self._commit(stream_of(conference_id), None, events, cause, code)
            except MarkerExists:
                return Created(await self._existing(conference_id), anew=True)
            except VersionConflict:
                continue  # somebody else created it this moment: with what?
            return Created(conference, anew=True)

    async def _created_with(self, conference_id: UUID) -> ConferenceDetails | None:
        events = (await self._store.read(stream_of(conference_id))).events
        return cast(ConferenceCreated, events[0].event).details if events else None
