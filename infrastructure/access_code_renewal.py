"""Another access code for a conference whose owner has lost the old one, which then opens nothing any more.

Requests are counted here, after owner and conference were found to fit: so a request by somebody who does not know both
uses up nobody's allowance, and the answer over HTTP takes the same time either way.
"""

import asyncio
import random

from domain.conference_management.commands import RenewAccessCode
from domain.conference_management.events import AccessCodeRenewed
from domain.messages import Refused
from infrastructure.access_codes import CONFERENCE_CODE_LENGTH, is_same, new_access_code
from infrastructure.clock import Clock
from infrastructure.conference_rows import (
    ACCESS_CODES,
    access_code_rows,
    access_codes,
    access_codes_row,
    conference_of,
)
from infrastructure.conference_streams import ATTEMPTS, Cause, ConferenceStreams, log, stream_of
from infrastructure.event_store import EventStore, MarkerExists, Provenance, StorageUnavailable, VersionConflict
from infrastructure.locators import Locator, Locators
from infrastructure.publisher import Publisher


class AccessCodeRenewal(ConferenceStreams):
    """`key`: for the hashes of access codes, at least 32 bytes."""

    def __init__(self, store: EventStore, publisher: Publisher, locators: Locators, clock: Clock, key: bytes) -> None:
        super().__init__(store, publisher, clock)
        self._locators = locators
        self._key = key

    async def renew(self, command: RenewAccessCode, provenance: Provenance) -> None:
        """Makes a new code, unless the address is not the owner's, or 3 codes were made within the last 15 minutes.

        Raises StorageUnavailable and BusUnavailable.
        """
        stream, cause = stream_of(command.conference_id), Cause(command.id, provenance)
        for attempt in range(ATTEMPTS):
            state = await self._store.read_state(stream)
            conference = conference_of(command.conference_id, state)
            if conference is None or not is_same(conference.details.owner.email, command.email):
                # An earlier delivery may have renewed the code and then failed to publish.
                await self._publisher.publish_again(stream, state.unpublished, [])
                return
            codes = access_codes(state.rows.get(ACCESS_CODES)).renewed(self._clock.now())
            if isinstance(codes, Refused):
                log.info("%s: no new access code, %s", stream, codes.reason)
                await self._publisher.publish_pending(stream)  # it may be the third one, delivered again
                return
            code = new_access_code(CONFERENCE_CODE_LENGTH)
            await self._locators.add(Locator("conference", conference.details.owner.email, code), conference.id)
            rows = access_code_rows(self._key, conference.id, code) | access_codes_row(codes)
            try:
                await self._commit(
                    stream, conference, [AccessCodeRenewed()], cause, rows=rows, leftovers=state.unpublished
                )
            except MarkerExists:
                pass  # delivered before
            except VersionConflict:
                await asyncio.sleep(random.uniform(0, 0.05 * 2**attempt))
                continue
            await self._publisher.publish_pending(stream)
            return
        raise StorageUnavailable(f"{stream} was changed by others {ATTEMPTS} times in a row")
