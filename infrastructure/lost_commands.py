"""Commands that were sent and never decided: the stream that should have decided them has no marker of them."""

import logging
from datetime import datetime, timedelta

from domain.messages import Command
from infrastructure.clock import Clock
from infrastructure.event_store import EventStore, Marker, Provenance
from infrastructure.message_codec import postponed_command
from infrastructure.messaging import Bus, CommandEnvelope, destination, target_of
from infrastructure.stream_input import command_key

_log = logging.getLogger(__name__)


class LostCommands:
    """`patience`: for so long after it was wanted, a command without a marker is taken to be on its way."""

    def __init__(self, store: EventStore, bus: Bus, clock: Clock, patience: timedelta) -> None:
        self._store = store
        self._bus = bus
        self._clock = clock
        self._patience = patience

    async def find(self, command: Command, wanted_at: datetime, provenance: Provenance) -> Marker | None:
        """What became of the command; None: it is on its way, for the second time if it had got lost.

        It is issued anew, so that whoever decides it is as patient with it as with any other; if the first message
        turns up after all, the marker keeps it from counting twice. Raises StorageUnavailable or BusUnavailable.
        """
        now = self._clock.now()
        if now < wanted_at + self._patience:
            return None
        marker = await self._store.marker(target_of(command), command_key(command.id))
        if marker is None:
            _log.warning("%s %s of %s was lost: sent again", type(command).__name__, command.id, wanted_at)
            await self._bus.send(
                destination(command), postponed_command(CommandEnvelope(command, now, provenance), again_at=now)
            )
        return marker
