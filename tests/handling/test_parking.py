"""What is parked is kept with all that is known of it, after its stream has published what it had to say."""

import asyncio
import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import pytest_asyncio
from azure.servicebus.aio import ServiceBusClient

from infrastructure.azure.clients import StorageClients
from infrastructure.azure.dead_letter_queues import ServiceBusDeadLetterQueues
from infrastructure.azure.parking import BlobParkedMessages
from infrastructure.dead_letters import DeadLetterConsumer
from infrastructure.event_store import EventStore, StorageUnavailable, StreamId
from infrastructure.messaging import BusUnavailable, Delivery
from infrastructure.parking import ParkedMessage, Parking
from infrastructure.publisher import Publisher
from infrastructure.topology import emulator_config
from tests.handling.house import House, NotingBus, unpublished
from tests.handling.seats import add, new_conference
from tests.servicebus.bus import Bus, message, receive_one
from tests.servicebus.emulator import running_emulator

pytestmark = pytest.mark.stack

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Noon:
    def now(self) -> datetime:
        return NOON


@pytest_asyncio.fixture
async def blobs(storage: StorageClients) -> BlobParkedMessages:
    blobs = BlobParkedMessages(storage)
    await blobs.ensure_container()
    return blobs


@pytest_asyncio.fixture
async def bus() -> NotingBus:
    return NotingBus()


@pytest_asyncio.fixture
async def parking(event_store: EventStore, blobs: BlobParkedMessages, bus: NotingBus) -> Parking:
    return Parking(Publisher(event_store, bus, Noon()), blobs, Noon())


async def parked(storage: StorageClients, name: str) -> object:
    blob = await storage.container("parked").download_blob(name)
    return json.loads(await blob.readall())


async def left_unpublished(event_store: EventStore) -> StreamId:
    """A stream whose process could not publish its first event, and died."""
    house, stream = House(event_store), new_conference()
    house.bus.down = True
    with pytest.raises(BusUnavailable):
        await house.writer.handle(stream, add("a"))
    return stream


def about(stream: StreamId) -> dict[str, str]:
    return {"SourceType": stream.type, "SourceId": str(stream.id)}


async def test_a_parked_message_is_kept_under_its_entity_and_name(parking: Parking, storage: StorageClients) -> None:
    delivery = Delivery("events/mail", "message-1", '{"name":"Zoë"}'.encode(), {"FirstVersion": "7"}, 3)
    await parking.park(delivery, "message-1/7", "Undecodable: no payload")
    assert await parked(storage, "events/mail/message-1/7") == {
        "entity": "events/mail",
        "messageId": "message-1",
        "body": '{"name":"Zoë"}',
        "bodyEncoding": "utf-8",
        "properties": {"FirstVersion": "7"},
        "reason": "Undecodable: no payload",
        "parkedAt": "2026-11-23T12:00:00Z",
    }


async def test_a_body_that_is_no_text_is_kept_as_base64(parking: Parking, storage: StorageClients) -> None:
    await parking.park(Delivery("commands", "message-1", b"\xff\x00", {}, 1), "message-1", "no text")
    document = await parked(storage, "commands/message-1")
    assert isinstance(document, dict)
    assert (document["body"], document["bodyEncoding"]) == ("/wA=", "base64")


async def test_what_the_stream_has_not_published_goes_out_first(
    event_store: EventStore, parking: Parking, bus: NotingBus
) -> None:
    stream = await left_unpublished(event_store)
    await parking.park(Delivery("seats", "message-1", b"", about(stream), 1), "message-1", "too large")
    assert bus.versions() == [[0]]
    assert await unpublished(event_store, stream) == []


@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"SourceType": "Order"},
        {"SourceType": "Order", "SourceId": "7"},
        {"SourceType": "Ghost", "SourceId": "0d000000-0000-4000-8000-000000000001"},
    ],
    ids=["none", "half", "no id", "unknown type"],
)
async def test_a_message_that_names_no_stream_is_parked_all_the_same(
    parking: Parking, storage: StorageClients, properties: dict[str, str]
) -> None:
    await parking.park(Delivery("seats", "message-1", b"", properties, 1), "message-1", "broken")
    assert await parked(storage, "seats/message-1")


async def test_parking_raises_the_alarm_without_the_body(parking: Parking, caplog: pytest.LogCaptureFixture) -> None:
    await parking.park(Delivery("seats", "message-1", b"zoe@example.com", {}, 1), "message-1", "broken")
    [alarm] = [record for record in caplog.records if record.levelname == "ERROR"]
    assert alarm.getMessage() == "parked seats/message-1: broken"


async def test_dead_letters_of_queues_and_subscriptions_are_parked_and_their_streams_published(
    event_store: EventStore,
    storage: StorageClients,
    parking: Parking,
    bus: NotingBus,
    client: ServiceBusClient,
    receiving: Bus,
) -> None:
    stream = await left_unpublished(event_store)
    # Ids that no earlier test sent: duplicate detection would drop the messages.
    first, second = f"dead-{uuid4()}", f"dead-{uuid4()}"
    for_queue = message(b"\xff", message_id=first, application_properties=about(stream))
    for_topic = message(b"{}", message_id=second, application_properties={"ConferenceCreated": "1"})
    senders = await asyncio.gather(receiving.sender("seats"), receiving.sender("events"))
    receivers = await asyncio.gather(receiving.receiver("seats"), receiving.receiver("events/mail"))
    await asyncio.gather(senders[0].send_messages(for_queue), senders[1].send_messages(for_topic))
    await receivers[0].dead_letter_message(await receive_one(receivers[0]), "poison", "failed 100 times")
    await receivers[1].dead_letter_message(await receive_one(receivers[1]))

    consumer = DeadLetterConsumer(ServiceBusDeadLetterQueues(client), parking)
    assert await consumer.run() == 2
    queued, published = await parked(storage, f"seats/{first}"), await parked(storage, f"events/mail/{second}")
    assert isinstance(queued, dict)
    assert isinstance(published, dict)
    assert (queued["reason"], queued["body"]) == ("poison: failed 100 times", "/w==")
    assert published["reason"] == "dead-lettered without a reason"
    assert bus.versions() == [[0]]
    for letters in await asyncio.gather(receiving.dead_letters("seats"), receiving.dead_letters("events/mail")):
        assert await letters.peek_messages(5) == []


async def test_a_dead_letter_that_cannot_be_parked_stays_where_it_is(event_store: EventStore) -> None:
    class Nowhere:
        async def keep(self, message: ParkedMessage, name: str) -> None:
            raise StorageUnavailable("no answer")

    parking = Parking(Publisher(event_store, NotingBus(), Noon()), Nowhere(), Noon())
    async with running_emulator(emulator_config()) as connection_string:
        bus = Bus(connection_string)
        sender, receiver = await bus.pair("commands")
        await sender.send_messages(message(b"{}", message_id="dead-3"))
        await receiver.dead_letter_message(await receive_one(receiver), "poison")
        with pytest.raises(StorageUnavailable):
            await DeadLetterConsumer(ServiceBusDeadLetterQueues(bus.client), parking).run()
        letters = await bus.dead_letters("commands")
        assert [letter.message_id for letter in await letters.peek_messages(5)] == ["dead-3"]
        await bus.close()
