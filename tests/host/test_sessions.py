"""Service Bus functions that take messages by session, against the emulator, by Microsoft's own client."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient

from local.host.functions import Entity
from local.host.sb_sdk_receiver import SdkSession
from tests.host.running_host import APPS, RunningHost, eventually, running_host
from tests.host.test_service_bus import dead_letter, send
from tests.servicebus.emulator import namespace, running_emulator

pytestmark = pytest.mark.stack

ENTITIES = namespace(
    queues={"sessions": {"RequiresSession": True, "MaxDeliveryCount": 10, "LockDuration": "PT10S"}},
    topics={"news": {"Subscriptions": [{"Name": "in-sessions", "Properties": {"RequiresSession": True}}]}},
)


@pytest_asyncio.fixture
async def bus() -> AsyncIterator[str]:
    async with running_emulator(ENTITIES) as connection_string:
        yield connection_string


@pytest_asyncio.fixture
async def host(bus: str) -> AsyncIterator[RunningHost]:
    async with running_host(APPS / "sessions_app", env={"ServiceBus": bus}) as running:
        yield running


@pytest_asyncio.fixture
async def client(bus: str) -> AsyncIterator[ServiceBusClient]:
    async with ServiceBusClient.from_connection_string(bus) as one:
        yield one


async def seen(host: RunningHost, function: str) -> dict[str, Any]:
    async with host.client() as http:
        answer: dict[str, Any] = (await http.get(f"/api/seen/{function}")).json()
    return answer


async def test_each_session_comes_in_order_several_sessions_at_once_and_a_poison_message_ends_as_a_dead_letter(
    host: RunningHost, client: ServiceBusClient
) -> None:
    sessions = [f"s{number}" for number in range(6)]
    sent = [ServiceBusMessage(str(turn), session_id=session) for turn in range(5) for session in sessions]
    await send(client, "sessions", *sent, ServiceBusMessage("poison", session_id="bad", message_id="poison"))
    await send(client, "sessions", ServiceBusMessage("after it", session_id="bad"))

    async def all_seen() -> bool:
        return len((await seen(host, "one_by_one"))["seen"]) == 6 * 5 + 10 + 1

    await eventually(all_seen, 60)
    assert (await dead_letter(client, "sessions", "poison")).dead_letter_reason == "MaxDeliveryCountExceeded"
    answer = await seen(host, "one_by_one")
    for session in sessions:
        assert [body for name, body, _ in answer["seen"] if name == session] == ["0", "1", "2", "3", "4"]
    of_bad = [(body, count) for name, body, count in answer["seen"] if name == "bad"]
    assert of_bad == [*[("poison", count) for count in range(1, 11)], ("after it", 1)]
    assert 2 <= answer["most"] <= 4


async def test_a_session_is_accepted_without_a_tls_context(bus: str, client: ServiceBusClient) -> None:
    await send(client, "sessions", ServiceBusMessage("x", session_id="s"))
    session = await SdkSession.accept(bus, Entity(queue_or_topic="sessions"), 0)
    try:
        connection: Any = session._receiver._handler._connection
        assert connection._transport.sslopts is None
        assert [one.read().body for one in await session.receive()] == [b"x"]
    finally:
        await session.close()


async def test_a_batch_holds_messages_of_one_session_only(host: RunningHost, client: ServiceBusClient) -> None:
    async with client.get_topic_sender("news") as sender:
        await sender.send_messages([ServiceBusMessage(str(n), session_id=s) for n in range(3) for s in ("a", "b")])

    async def all_seen() -> bool:
        return sum(len(batch) for batch in (await seen(host, "batches"))["seen"]) == 6

    await eventually(all_seen)
    batches = (await seen(host, "batches"))["seen"]
    assert all(len({session for session, _ in batch}) == 1 for batch in batches)
    for name in ("a", "b"):
        bodies = [body for batch in batches for session, body in batch if session == name]
        assert bodies == ["0", "1", "2"]
