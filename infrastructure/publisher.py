"""Publishing: what a stream stored becomes news. The store is the truth; news may be late or twice, never missing."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from domain import catalogue
from domain.catalogue import REGISTRATION_PROCESS
from domain.registration.process_events import RegistrationProcessAdvanced
from infrastructure.clock import Clock
from infrastructure.event_store import EventStore, RecordedEvent, StreamId, Unpublished
from infrastructure.message_codec import encode_command, encode_commit
from infrastructure.messaging import Bus, BusMessage, CommandEnvelope, caused_by, destination
from infrastructure.topology import EVENTS_TOPIC

BEHIND_ALL_EVENTS = 9_999_999_999
RETRANSMISSION_SECONDS = 10


class Publisher:
    """Sends what was committed and then removes the unpublished row that named it.

    A commit becomes one message on the topic. A registration process is a stream too, but what it has to say are the
    commands it wants: each goes to its own queue, perhaps not before a certain time.

    All methods raise BusUnavailable or StorageUnavailable: then the unpublished row is still there, and whoever finds
    it next (the stream's next flush or load, the sweeper) publishes again.
    """

    def __init__(self, store: EventStore, bus: Bus, clock: Clock) -> None:
        self._store = store
        self._bus = bus
        self._clock = clock

    async def publish(self, stream: StreamId, events: Sequence[RecordedEvent], unpublished: Unpublished) -> None:
        """Publishes a fresh commit. `events`: those that `unpublished` names."""
        await self._send(events, repetition=None)
        await self._store.mark_published(stream, unpublished)

    async def publish_pending(self, stream: StreamId, among: Collection[Unpublished] | None = None) -> None:
        """Publishes whatever of the stream is unpublished, or of it only those `among` these.

        Costs one small read when nothing is.
        """
        unpublished = (await self._store.read(stream, BEHIND_ALL_EVENTS)).unpublished
        await self.publish_again(stream, [row for row in unpublished if among is None or row in among], [])

    async def publish_again(
        self, stream: StreamId, unpublished: Sequence[Unpublished], at_hand: Sequence[RecordedEvent]
    ) -> None:
        """Publishes what a read found unpublished; of its events, those not `at_hand` are read.

        A message that is sent again has an id of its own, so that duplicate detection cannot take the only copy that
        arrives for one that did. Finders at the same moment share that id: between them it may choose.
        """
        if not unpublished:
            return
        events = {recorded.version: recorded for recorded in at_hand}
        wanted = [range(item.first_version, item.first_version + item.count) for item in unpublished]
        missing = [version for versions in wanted for version in versions if version not in events]
        if missing:
            found = await self._store.read(stream, min(missing))
            events |= {recorded.version: recorded for recorded in found.events}
        repetition = int(self._clock.now().timestamp()) // RETRANSMISSION_SECONDS
        for item, versions in zip(unpublished, wanted, strict=True):
            await self._send([events[version] for version in versions], repetition)
            await self._store.mark_published(stream, item)

    async def _send(self, events: Sequence[RecordedEvent], repetition: int | None) -> None:
        if events[0].stream.type == REGISTRATION_PROCESS:
            messages = [message for recorded in events for message in _wanted_commands(recorded)]
        else:
            messages = [(EVENTS_TOPIC, encode_commit(events))]
        if repetition is not None:
            messages = [
                (entity, replace(message, message_id=f"{message.message_id}~{repetition}"))
                for entity, message in messages
            ]
        await asyncio.gather(*(self._bus.send(entity, message) for entity, message in messages))


def _wanted_commands(recorded: RecordedEvent) -> list[tuple[str, BusMessage]]:
    """The commands of one transition of a registration process, each with its queue."""
    if not isinstance(recorded.event, RegistrationProcessAdvanced):
        raise TypeError(f"{type(recorded.event).__name__} is no transition of a registration process")
    messages = []
    for wanted in recorded.event.commands:
        command = catalogue.decode_command(wanted.type, wanted.schema_version, wanted.payload)
        envelope = CommandEnvelope(command, recorded.occurred_at, caused_by(recorded))
        not_before = datetime.fromisoformat(wanted.not_before) if wanted.not_before else None
        messages.append((destination(command), encode_command(envelope, not_before=not_before)))
    return messages
