"""Conferences, with a bus that writes down what it is given and answers that get lost on demand."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from domain.conference_management import conference as decisions
from domain.conference_management.conference import Change, Conference
from domain.messages import Event, Refused
from infrastructure.conference_streams import Cause
from infrastructure.conferences import Conferences, Created
from infrastructure.event_store import Commit, EventStore, Provenance, StorageUnavailable, StreamId
from infrastructure.locators import Locators
from infrastructure.message_codec import decode_commit
from infrastructure.messaging import BusMessage, BusUnavailable
from infrastructure.publisher import Publisher
from tests.stores import Stores
from tests.views.story import CONFERENCE, DINNER, WORKSHOP, conference_details, workshop_details

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KEY = b"0123456789abcdef0123456789abcdef"
STREAM = StreamId("Conference", CONFERENCE)


class Noon:
    def now(self) -> datetime:
        return NOON


@dataclass
class Topic:
    """`published`: event types, a list a message. `down`: it takes nothing."""

    published: list[list[str]] = field(default_factory=list)
    down: bool = False

    async def send(self, entity: str, message: BusMessage) -> None:
        if self.down:
            raise BusUnavailable("switched off by the test")
        self.published.append([type(recorded.event).__name__ for recorded in decode_commit(message.body)])


class ForgetfulStore:
    """With `lose_answer`, the next append is carried out and its answer lost; with `send_again`, it is sent twice, as
    the client does after an answer of 503."""

    lose_answer = False
    send_again = False

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self.read, self.read_state, self.marker = store.read, store.read_state, store.marker
        self.state_row, self.record_pending = store.state_row, store.record_pending
        self.mark_published, self.streams_with_unpublished = store.mark_published, store.streams_with_unpublished

    async def append(self, commit: Commit) -> None:
        await self._store.append(commit)
        if self.send_again:
            self.send_again = False
            await self._store.append(commit)
        if self.lose_answer:
            self.lose_answer = False
            raise StorageUnavailable("carried out, says the test")


@dataclass
class World:
    store: ForgetfulStore
    topic: Topic
    conferences: Conferences
    locators: Locators

    @staticmethod
    async def on(stores: Stores) -> "World":
        store, topic = ForgetfulStore(stores.events), Topic()
        conferences = Conferences(store, Publisher(store, topic, Noon()), stores.slugs, stores.locators, Noon(), KEY)
        return World(store, topic, conferences, stores.locators)

    async def events(self) -> list[Event]:
        return [recorded.event for recorded in (await self.store.read(STREAM)).events]


def cause() -> Cause:
    return Cause(uuid4(), Provenance("correlation", "request", "00-trace"))


async def create(world: World, **changes: object) -> Created | Refused:
    return await world.conferences.create(CONFERENCE, conference_details(**changes), "K7MQ2", cause())


async def created(world: World) -> Conference:
    made = await create(world)
    assert isinstance(made, Created)
    return made.conference


def add_workshops(conference: Conference) -> Change:
    return decisions.create_seat_type(conference, WORKSHOP, workshop_details(), 100)


def add_dinners(conference: Conference) -> Change:
    return decisions.create_seat_type(conference, DINNER, workshop_details("Dinner"), 50)
