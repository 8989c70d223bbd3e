"""The SDK's client without asyncio, for tests that run in a thread."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from azure.servicebus import ServiceBusClient, ServiceBusReceivedMessage, ServiceBusReceiver

from tests.servicebus.bus import Bus

RECEIVE_SECONDS = 10


@contextmanager
def sync_client(connection_string: str) -> Iterator[ServiceBusClient]:
    """A client without retries, so that a refusal is seen at once."""
    with ServiceBusClient.from_connection_string(connection_string, retry_total=0) as client:
        yield client


async def in_a_thread(bus: Bus, test: Callable[[ServiceBusClient], None]) -> None:
    """Run a test with a client of its own."""

    def run() -> None:
        with sync_client(bus.connection_string) as client:
            test(client)

    await asyncio.to_thread(run)


def receive_sync(
    receiver: ServiceBusReceiver, count: int, seconds: float = RECEIVE_SECONDS
) -> list[ServiceBusReceivedMessage]:
    """Exactly `count` messages, in the order in which they came; fails if they do not come."""
    messages: list[ServiceBusReceivedMessage] = []
    while len(messages) < count:
        more = receiver.receive_messages(count - len(messages), max_wait_time=seconds)
        assert more, f"{len(messages)} of {count} messages came"
        messages += more
    return messages


def texts(messages: list[ServiceBusReceivedMessage]) -> list[str]:
    return [str(each) for each in messages]
