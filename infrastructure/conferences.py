"""Conferences as they are created, found and changed."""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from domain.conference_management import conference as decisions
from domain.conference_management.conference import Conference
from domain.conference_management.events import ConferenceCreated, ConferenceDetails, NewAccessCodeUsed
from domain.messages import Refused
from domain.values import Language
from infrastructure.access_codes import is_same
from infrastructure.clock import Clock
from infrastructure.conference_rows import (
    ACCESS_CODES,
    access_code_rows,
    access_codes,
    access_codes_row,
    conference_of,
    has_access_code,
)
from infrastructure.conference_streams import ATTEMPTS, Cause, ConferenceStreams, stream_of
from infrastructure.event_store import (
    Commit,
    EventStore,
    Marker,
    MarkerExists,
    State,
    StorageUnavailable,
    VersionConflict,
)
from infrastructure.locators import Locator, Locators
from infrastructure.publisher import Publisher
from infrastructure.slugs import SlugClaim, Slugs

SLUG_TAKEN = "slug-taken"

type Admit = Callable[[], Awaitable[None]]

PATIENCE_SECONDS = 2.0
"""How long a conference that claimed a slug is given to be created, when another one wants the slug."""


@dataclass(frozen=True, slots=True)
class Created:
    """`anew`: False where the very same conference was created before, and its access code given out then.

    `is_first_code_in_force`: whether tokens of the code that it was created with are still good.
    """

    conference: Conference
    anew: bool
    is_first_code_in_force: bool = True


class Conferences(ConferenceStreams):
    """`key`: for the hashes of access codes, at least 32 bytes."""

    def __init__(
        self, store: EventStore, publisher: Publisher, slugs: Slugs, locators: Locators, clock: Clock, key: bytes
    ) -> None:
        super().__init__(store, publisher, clock)
        self._slugs = slugs
        self._locators = locators
        self._key = key

    async def open(self, conference_id: UUID, email: str, access_code: str, cause: Cause) -> int | None:
        """The generation of the tokens that these give; None unless they are its owner's address and its present code.

        Where it is the first use of a renewed code, tokens of earlier generations have ended when this returns.
        """
        stream = stream_of(conference_id)
        for attempt in range(ATTEMPTS):
            state = await self._store.read_state(stream)
            conference = conference_of(conference_id, state)
            if conference is None or not self._fit(conference, state, email, access_code):
                return None
            codes = access_codes(state.rows.get(ACCESS_CODES))
            if not codes.ends_older_tokens:
                return codes.generation
            try:
                await self._commit(
                    stream,
                    conference,
                    [NewAccessCodeUsed()],
                    cause,
                    rows=access_codes_row(codes.used()),
                    leftovers=state.unpublished,
                )
            except (MarkerExists, VersionConflict):
                # It may have been renewed meanwhile, or used by another request: the code has to fit again.
                await asyncio.sleep(random.uniform(0, 0.05 * 2**attempt))
            else:
                return codes.generation
        raise StorageUnavailable(f"{stream} was changed by others {ATTEMPTS} times in a row")

    async def generation_in_force(self, conference_id: UUID) -> int:
        """The oldest generation of tokens that still opens the conference; 0 too where there is no conference."""
        row = await self._store.state_row(stream_of(conference_id), ACCESS_CODES)
        return access_codes(row).generation_in_force

    def _fit(self, conference: Conference, state: State, email: str, access_code: str) -> bool:
        same_email = is_same(conference.details.owner.email, email)
        return has_access_code(state, self._key, conference.id, access_code) and same_email

    async def create(
        self,
        conference_id: UUID,
        details: ConferenceDetails,
        access_code: str,
        cause: Cause,
        language: Language | None = None,
        admit: Admit | None = None,
    ) -> Created | Refused:
        """First the slug is claimed: two conferences of one slug would do harm, a claim that leads nowhere does none.

        `admit` is called before anything is written for a conference that does not exist yet, perhaps again; what it
        raises goes through.

        `cause`: of this very call; another call with the same one would be told a code that is not the conference's.
        """
        while True:
            created_with = await self._created_with(conference_id)
            events = decisions.create(created_with, details, language)
            if isinstance(events, Refused):
                return events
            if not events:
                existing = await self._existing(conference_id)
                generation = await self.generation_in_force(conference_id)
                return Created(existing, anew=False, is_first_code_in_force=generation == 0)
            if admit:
                await admit()
            claim = await self._claim(details.slug, conference_id)
            if claim is None:
                return Refused(SLUG_TAKEN)
            await self._locators.add(Locator("conference", details.owner.email, access_code), conference_id)
            code = access_code_rows(self._key, conference_id, access_code)
            kept = Marker(claim.marker_key, "applied", None, 0, len(events))
            try:
                conference = await self._commit(
                    stream_of(conference_id), None, events, cause, rows=code, markers=[kept]
                )
            except MarkerExists as error:
                if error.key != claim.marker_key:
                    return Created(await self._existing(conference_id), anew=True)
                if await self._created_with(conference_id) is None:  # somebody gave the claim up for lost
                    await self._slugs.take_over(claim, conference_id)
            except VersionConflict:
                continue  # somebody else created it this moment: with what?
            else:
                return Created(conference, anew=True)

    async def _claim(self, slug: str, conference_id: UUID) -> SlugClaim | None:
        """The conference's own claim; None where the slug is another's."""
        while (claim := await self._slugs.claim(slug, conference_id)).conference_id != conference_id:
            if not await self._leads_nowhere(claim):
                return None
            await self._slugs.take_over(claim, conference_id)
        return claim

    async def _leads_nowhere(self, claim: SlugClaim) -> bool:
        """Whether the conference that claimed the slug does not have it, and never will by this claim.

        A crash may have come between its claim and its creation. Or it is being created this moment: then it is waited
        for a little. Not for ever: the marker of its claim, set here first, is what its creation cannot get past.
        """
        end = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while (created_with := await self._created_with(claim.conference_id)) is None:
            if asyncio.get_running_loop().time() >= end:
                break
            await asyncio.sleep(PATIENCE_SECONDS / 20)
        if created_with is not None and created_with.slug == claim.slug:
            return False
        stream = stream_of(claim.conference_id)
        with contextlib.suppress(MarkerExists):
            await self._append(Commit(stream, -1, [Marker(claim.marker_key, "refused", SLUG_TAKEN)], []))
        marker = await self._store.marker(stream, claim.marker_key)
        return marker is not None and marker.outcome == "refused"

    async def _created_with(self, conference_id: UUID) -> ConferenceDetails | None:
        events = (await self._store.read(stream_of(conference_id))).events
        return cast(ConferenceCreated, events[0].event).details if events else None
