"""A mixed load on one emulator, as many kinds of work as there are, each in an endless loop of its own client."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import count

from azure.servicebus import NEXT_AVAILABLE_SESSION, ServiceBusMessage, ServiceBusReceiveMode, ServiceBusSubQueue
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver
from azure.servicebus.exceptions import ServiceBusError

from tests.servicebus.emulator import namespace

CONFIG = namespace(
    {
        "work": {"LockDuration": "PT5S", "DefaultMessageTimeToLive": "PT1H"},
        "talks": {"LockDuration": "PT5S", "RequiresSession": True},
        "once": {"RequiresDuplicateDetection": True, "DuplicateDetectionHistoryTimeWindow": "PT20S"},
        "short-lived": {"DefaultMessageTimeToLive": "PT1S", "DeadLetteringOnMessageExpiration": True},
        "later": {},
    },
    {
        "events": {
            "Subscriptions": [
                {"Name": "all"},
                {
                    "Name": "even",
                    "Rules": [
                        {
                            "Name": "even",
                            "Properties": {"FilterType": "Sql", "SqlFilter": {"SqlExpression": "number % 2 = 0"}},
                        }
                    ],
                },
            ]
        }
    },
)
BATCH = 20
RECEIVED = 2 * BATCH
"""More than are sent at a time, or what was abandoned would pile up."""
BODY = b"x" * 1_000

type Done = Counter[str]
type Work = Callable[[ServiceBusClient, Done], Awaitable[None]]


async def settle_in_every_way(client: ServiceBusClient, done: Done) -> None:
    """Complete, abandon, defer, dead-letter, and now and then let a lock go."""
    async with client.get_queue_sender("work") as sender, client.get_queue_receiver("work") as receiver:
        for number in count():
            await sender.send_messages([ServiceBusMessage(BODY) for _ in range(BATCH)])
            for position, each in enumerate(await receiver.receive_messages(RECEIVED, max_wait_time=2)):
                if position == 0 and number % 10 == 0:
                    continue  # its lock is lost
                match position % 7:
                    case 0:
                        await receiver.abandon_message(each)
                    case 1:
                        await receiver.dead_letter_message(each, reason="soak")
                    case 2:
                        await receiver.defer_message(each)
                        for deferred in await receiver.receive_deferred_messages(each.sequence_number or 0):
                            await receiver.complete_message(deferred)
                    case _:
                        await receiver.complete_message(each)
                done["settled"] += 1


async def take(receiver: ServiceBusReceiver, done: Done, what: str) -> None:
    """Complete, or just delete, whatever comes."""
    while True:
        for each in await receiver.receive_messages(100, max_wait_time=2):
            if receiver._receive_mode == ServiceBusReceiveMode.PEEK_LOCK:
                await receiver.complete_message(each)
            done[what] += 1


async def empty_dead_letters(client: ServiceBusClient, done: Done) -> None:
    async with client.get_queue_receiver("work", sub_queue=ServiceBusSubQueue.DEAD_LETTER) as receiver:
        await take(receiver, done, "dead letters")


async def talk(client: ServiceBusClient, done: Done) -> None:
    """Many short sessions; every connection is new."""
    for number in count():
        name = f"{id(done)}-{number}"
        async with client.get_queue_sender("talks") as sender:
            await sender.send_messages([ServiceBusMessage(BODY, session_id=name) for _ in range(3)])
        options = {"session_id": NEXT_AVAILABLE_SESSION, "max_wait_time": 10}
        async with client.get_queue_receiver("talks", **options) as receiver:  # type: ignore[arg-type]
            await receiver.session.set_state("under way")
            for each in await receiver.receive_messages(RECEIVED, max_wait_time=2):
                await receiver.complete_message(each)
            await receiver.session.set_state(None)
        done["sessions"] += 1


async def repeat(client: ServiceBusClient, done: Done) -> None:
    """Every message twice."""
    async with (
        client.get_queue_sender("once") as sender,
        client.get_queue_receiver("once", receive_mode=ServiceBusReceiveMode.RECEIVE_AND_DELETE) as receiver,
    ):
        for number in count():
            ids = [f"{number}-{position}" for position in range(BATCH)]
            await sender.send_messages([ServiceBusMessage(BODY, message_id=each) for each in ids + ids])
            done["kept of duplicates"] += len(await receiver.receive_messages(RECEIVED, max_wait_time=2))


async def expire(client: ServiceBusClient, done: Done) -> None:
    async with (
        client.get_queue_sender("short-lived") as sender,
        client.get_queue_receiver("short-lived", sub_queue=ServiceBusSubQueue.DEAD_LETTER) as receiver,
    ):
        while True:
            await sender.send_messages([ServiceBusMessage(BODY) for _ in range(BATCH)])
            for each in await receiver.receive_messages(RECEIVED, max_wait_time=2):
                await receiver.complete_message(each)
                done["expired"] += 1


async def schedule_and_cancel(client: ServiceBusClient, done: Done) -> None:
    async with client.get_queue_sender("later") as sender:
        while True:
            far = datetime.now(UTC) + timedelta(days=1)
            numbers = await sender.schedule_messages([ServiceBusMessage(BODY) for _ in range(BATCH)], far)
            await sender.cancel_scheduled_messages(numbers)
            done["cancelled"] += BATCH


async def publish(client: ServiceBusClient, done: Done) -> None:
    async with client.get_topic_sender("events") as sender:
        for number in count():
            await sender.send_messages(ServiceBusMessage(BODY, application_properties={"number": number}))
            done["published"] += 1
            await asyncio.sleep(0.01)


async def subscribe(client: ServiceBusClient, done: Done) -> None:
    async with (
        client.get_subscription_receiver("events", "all", prefetch_count=50) as everything,
        client.get_subscription_receiver("events", "even") as even,
    ):
        await asyncio.gather(take(everything, done, "events"), take(even, done, "even events"))


WORK: tuple[Work, ...] = (
    settle_in_every_way,
    empty_dead_letters,
    talk,
    talk,
    repeat,
    expire,
    schedule_and_cancel,
    publish,
    subscribe,
)


async def keep_working(connection_string: str, work: Work, done: Done) -> None:
    """Do it for ever; an error is counted, and the work begins again with a new client."""
    while True:
        try:
            async with ServiceBusClient.from_connection_string(connection_string) as client:
                await work(client, done)
        except ServiceBusError as error:
            done[f"{work.__name__}: {type(error).__name__}"] += 1
