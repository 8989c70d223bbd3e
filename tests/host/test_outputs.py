"""Output bindings to Service Bus, against the emulator, read by Microsoft's own client."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver

from tests.host.running_host import APPS, RunningHost, running_host
from tests.host.test_service_bus import dead_letter, send
from tests.servicebus.emulator import namespace, running_emulator

pytestmark = pytest.mark.stack

ENTITIES = namespace(
    queues={"out": {}, "in": {"MaxDeliveryCount": 1}},
    topics={"news": {"Subscriptions": [{"Name": "reader", "Properties": {}}]}},
)


@pytest_asyncio.fixture(scope="module")
async def bus() -> AsyncIterator[str]:
    async with running_emulator(ENTITIES) as connection_string:
        yield connection_string


@pytest_asyncio.fixture(scope="module")
async def host(bus: str) -> AsyncIterator[RunningHost]:
    async with running_host(APPS / "outputs_app", env={"ServiceBus": bus, "OUT_QUEUE": "out"}) as running:
        yield running


@pytest_asyncio.fixture(scope="module")
async def client(bus: str) -> AsyncIterator[ServiceBusClient]:
    async with ServiceBusClient.from_connection_string(bus) as one:
        yield one


async def received(receiver: ServiceBusReceiver, count: int) -> list[tuple[bytes, str | None]]:
    """Body and content type of so many messages, in the order in which they were sent."""
    messages: list[tuple[bytes, str | None]] = []
    async with receiver:
        while len(messages) < count:
            for message in await receiver.receive_messages(1, max_wait_time=10):
                messages.append((b"".join(message.body), message.content_type))
                await receiver.complete_message(message)
    return messages


async def post(host: RunningHost, path: str, body: bytes = b"") -> tuple[int, str]:
    async with host.client() as http:
        response = await http.post(path, content=body)
    return response.status_code, response.text


async def test_text_bytes_and_nothing(host: RunningHost, client: ServiceBusClient) -> None:
    assert await post(host, "/api/text", "grüß".encode()) == (200, "sent")
    assert await post(host, "/api/text") == (200, "sent")
    assert await post(host, "/api/bytes", b'\xff{"a": 1}') == (200, "sent")
    assert await received(client.get_queue_receiver("out"), 2) == [
        ("grüß".encode(), "text/plain"),
        (b'\xff{"a": 1}', "application/octet-stream"),
    ]


async def test_an_array_is_as_many_messages_and_an_object_is_written_anew(
    host: RunningHost, client: ServiceBusClient
) -> None:
    await post(host, "/api/text", b'["a", 1, {"b": [true, null]}]')
    await post(host, "/api/text", b'{"c":2}')
    bodies = [body for body, _ in await received(client.get_queue_receiver("out"), 4)]
    assert bodies == [b"a", b"1", b'{\n  "b": [\n    true,\n    null\n  ]\n}', b'{\n  "c": 2\n}']


async def test_two_outputs_of_one_function(host: RunningHost, client: ServiceBusClient) -> None:
    assert await post(host, "/api/two") == (200, "sent")
    assert await received(client.get_queue_receiver("out"), 1) == [(b"to the queue", "text/plain")]
    assert await received(client.get_subscription_receiver("news", "reader"), 1) == [(b"to the topic", "text/plain")]


async def test_a_message_is_forwarded_by_the_return_value(host: RunningHost, client: ServiceBusClient) -> None:
    await send(client, "in", ServiceBusMessage("hello"))
    bodies = [body for body, _ in await received(client.get_subscription_receiver("news", "reader"), 2)]
    assert bodies == [b"hello", b'{\n  "n": 1\n}']


async def test_an_output_that_cannot_be_sent_fails_the_invocation(host: RunningHost) -> None:
    assert await post(host, "/api/lost") == (500, "")
    assert "lost: Failed in" in host.output
    assert "OutputError: output binding 'out': nowhere: " in host.output


async def test_text_in_braces_that_is_no_json_fails_the_invocation(host: RunningHost) -> None:
    assert await post(host, "/api/text", b"{so called}") == (500, "")
    assert "output binding 'out': what stands in braces or brackets must be JSON" in host.output


async def test_a_function_that_fails_sends_nothing(host: RunningHost, client: ServiceBusClient) -> None:
    assert await post(host, "/api/fails") == (500, "")
    await post(host, "/api/text", b"later")
    assert await received(client.get_queue_receiver("out"), 1) == [(b"later", "text/plain")]


async def test_a_message_whose_output_cannot_be_sent_is_abandoned() -> None:
    without_topic = namespace(queues={"out": {}, "in": {"MaxDeliveryCount": 1}})
    async with (
        running_emulator(without_topic) as bus,
        running_host(APPS / "outputs_app", env={"ServiceBus": bus, "OUT_QUEUE": "out"}),
        ServiceBusClient.from_connection_string(bus) as client,
    ):
        await send(client, "in", ServiceBusMessage("hello", message_id="m"))
        assert (await dead_letter(client, "in", "m")).dead_letter_reason == "MaxDeliveryCountExceeded"
