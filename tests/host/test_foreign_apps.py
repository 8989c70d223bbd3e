"""Two apps that are not of this system's shape, served as they are."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient

from tests.host.running_host import APPS, RunningHost, eventually, running_host
from tests.host.test_service_bus import send
from tests.servicebus.emulator import namespace, running_emulator

pytestmark = pytest.mark.stack

SHOP = namespace(
    queues={"orders": {"MaxDeliveryCount": 3}, "by-customer": {"RequiresSession": True}},
    topics={"events": {"Subscriptions": [{"Name": "report", "Properties": {}}]}},
)
KEYS = {"masterKey": "m", "functionKeys": {"default": "shop key"}}


@pytest_asyncio.fixture(scope="module")
async def library() -> AsyncIterator[httpx.AsyncClient]:
    async with running_host(APPS / "library_app") as host, host.client() as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "text"),
    [
        ("GET", "/api/hello", None, 200, "Welcome, stranger."),
        ("GET", "/api/hello?name=Ada", None, 200, "Welcome, Ada."),
        ("POST", "/api/hello", b'{"name": "Grace"}', 200, "Welcome, Grace."),
        ("GET", "/API/Books/1", None, 200, "Domain-Driven Design"),
        ("GET", "/api/books/99", None, 404, "OneBook: no book 99"),
        ("GET", "/api/books/one", None, 404, ""),
        ("PATCH", "/api/books/1", None, 404, ""),
        ("GET", "/api/books/newest", None, 302, ""),
        ("GET", "/api/plain", None, 200, "just text"),
        ("GET", "/api/files/a/b%20c/d.txt", None, 200, "a/b c/d.txt"),
        ("GET", "/hello", None, 404, ""),
    ],
)
async def test_the_library_answers(
    library: httpx.AsyncClient, method: str, path: str, body: bytes | None, status: int, text: str
) -> None:
    response = await library.request(method, path, content=body)
    assert (response.status_code, response.text) == (status, text)


async def test_the_library_takes_a_book_and_gives_it_away(library: httpx.AsyncClient) -> None:
    created = await library.post("/api/books", json={"title": "Versioning"})
    assert created.status_code == 201
    where = created.headers["location"]
    assert (await library.get(where)).text == "Versioning"
    assert (await library.get("/api/books")).headers["content-type"] == "application/json"
    gone = await library.delete(where)
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await library.get(where)).status_code == 404


async def test_the_library_keeps_covers_byte_for_byte(library: httpx.AsyncClient) -> None:
    image = bytes(range(256)) * 4000
    await library.put("/api/covers/ddd", content=image)
    await library.put("/api/covers/ddd/small", content=image[:100])
    full, small = await library.get("/api/covers/ddd"), await library.get("/api/covers/ddd/small")
    assert (full.content, full.headers["content-type"]) == (image, "image/png")
    assert (small.content, small.headers["etag"]) == (image[:100], '"100"')


async def test_a_page_keeps_the_encoding_it_was_given(library: httpx.AsyncClient) -> None:
    response = await library.get("/api/page")
    assert response.headers["content-type"] == "text/html; charset=iso-8859-1"
    assert response.content == "<h1>Bücher</h1>".encode("iso-8859-1")


@pytest_asyncio.fixture(scope="module")
async def shop_bus() -> AsyncIterator[str]:
    async with running_emulator(SHOP) as bus:
        yield bus


@pytest_asyncio.fixture(scope="module")
async def shop(shop_bus: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningHost]:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "keys.json").write_text(json.dumps(KEYS), "utf-8")
    settings = {"IsEncrypted": False, "Values": {"SHOP_BUS": shop_bus, "ORDERS_QUEUE": "orders", "REGION": "north"}}
    file = folder / "settings.json"
    file.write_text(json.dumps(settings), "utf-8")
    arguments = ("--settings", str(file), "--keys", str(folder / "keys.json"))
    async with running_host(APPS / "orders_app", *arguments) as host:
        yield host


async def state(shop: RunningHost) -> dict[str, Any]:
    async with shop.client() as client:
        answer: dict[str, Any] = (await client.get("/shop/v1/state")).json()
    return answer


async def order(shop: RunningHost, content: dict[str, Any], key: str = "shop key") -> httpx.Response:
    async with shop.client() as client:
        return await client.post("/shop/v1/orders", json=content, headers={"x-functions-key": key})


async def test_an_order_goes_by_queue_and_topic_into_the_report(shop: RunningHost) -> None:
    assert (await order(shop, {"id": "o-1"}, key="wrong")).status_code == 401
    accepted = await order(shop, {"id": "o-1", "seats": 2})
    assert (accepted.status_code, accepted.json()) == (202, {"accepted": "o-1"})

    async def is_reported() -> bool:
        return "o-1" in (await state(shop))["reported"]

    await eventually(is_reported)
    assert (await state(shop))["orders"]["o-1"] == {"id": "o-1", "seats": 2, "deliveries": 1}


async def test_an_order_that_fails_once_comes_again(shop: RunningHost) -> None:
    await order(shop, {"id": "o-2", "fails": True})

    async def is_reported() -> bool:
        return "o-2" in (await state(shop))["reported"]

    await eventually(is_reported)
    assert (await state(shop))["orders"]["o-2"]["deliveries"] == 2
    assert "RuntimeError: the warehouse is closed" in shop.output


async def test_messages_of_a_customer_come_in_order(shop: RunningHost, shop_bus: str) -> None:
    async with ServiceBusClient.from_connection_string(shop_bus) as client:
        letters = [ServiceBusMessage(letter, session_id=who) for letter in "abcde" for who in ("ada", "grace")]
        await send(client, "by-customer", *letters)

    async def all_seen() -> bool:
        seen = (await state(shop))["orders"]
        return bool(seen.get("ada") == "abcde" and seen.get("grace") == "abcde")

    await eventually(all_seen)


async def test_the_timer_ran_at_start_and_once_more_after_its_failure(shop: RunningHost) -> None:
    async def ran_twice() -> bool:
        return bool((await state(shop))["runs"] == 2)

    await eventually(ran_twice)
    assert (await state(shop))["region"] == "north"


async def test_the_parts_of_the_shop_run_in_processes_of_their_own_that_share_nothing_but_the_bus() -> None:
    async with running_emulator(SHOP) as bus:
        env = {"SHOP_BUS": bus, "ORDERS_QUEUE": "orders"}
        async with (
            running_host(APPS / "orders_app", "--only", "http", env=env) as front,
            running_host(APPS / "orders_app", "--only", "main", "report", env=env) as back,
        ):
            assert (await order(front, {"id": "o-3"})).status_code == 202
            await eventually(lambda: "main: Succeeded" in back.output and "report: Succeeded" in back.output)
            assert (await state(front))["orders"] == {}
            async with back.client() as client:
                assert (await client.get("/shop/v1/state")).status_code == 404
