"""What an HTTP function gets, peculiarities of the real host included."""

import asyncio
import base64
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from local.host.http_request import with_peer
from tests.host.running_host import APPS, RunningHost, eventually, running_host

pytestmark = pytest.mark.stack


@pytest_asyncio.fixture(scope="module")
async def host() -> AsyncIterator[RunningHost]:
    async with running_host(APPS / "http_app") as running:
        yield running


@pytest_asyncio.fixture(scope="module")
async def client(host: RunningHost) -> AsyncIterator[httpx.AsyncClient]:
    async with host.client() as one:
        yield one


async def echoed(client: httpx.AsyncClient, method: str, path: str, **options: Any) -> dict[str, Any]:
    response = await client.request(method, path, **options)
    assert response.status_code == 200, response.text
    content: dict[str, Any] = response.json()
    return content


async def test_the_url_keeps_the_path_and_the_query_as_sent(client: httpx.AsyncClient) -> None:
    seen = await echoed(client, "PUT", "/api/echo/a%20b?x=1&y=&x=2")
    assert seen["method"] == "PUT"
    assert seen["url"] == f"{client.base_url}/api/echo/a%20b?x=1&y=&x=2"


async def test_repeated_query_keys_are_joined_and_empty_values_dropped(client: httpx.AsyncClient) -> None:
    seen = await echoed(client, "GET", "/api/echo/?a=1&b=&A=2&c=x%20y+z&d")
    assert seen["query"] == {"a": "1,2", "c": "x y z"}


async def test_header_names_are_lower_case_and_repeated_headers_joined(client: httpx.AsyncClient) -> None:
    seen = await echoed(client, "GET", "/api/echo/", headers=[("X-Thing", "1"), ("x-thing", "2"), ("X-Other", "y")])
    assert seen["headers"]["x-thing"] == "1,2"
    assert seen["headers"]["x-other"] == "y"
    assert "X-Thing" not in seen["headers"]


async def test_the_address_of_the_caller_stands_last_in_x_forwarded_for(client: httpx.AsyncClient) -> None:
    seen = await echoed(client, "GET", "/api/echo/")
    assert re.fullmatch(r"127\.0\.0\.1:\d+", seen["headers"]["x-forwarded-for"])
    given = [("X-Forwarded-For", "192.0.2.1, 192.0.2.2"), ("X-Forwarded-For", "192.0.2.3")]
    seen = await echoed(client, "GET", "/api/echo/", headers=given)
    said, _, peer = seen["headers"]["x-forwarded-for"].rpartition(", ")
    assert said == "192.0.2.1, 192.0.2.2,192.0.2.3"
    assert re.fullmatch(r"127\.0\.0\.1:\d+", peer)


def test_an_address_of_ipv6_stands_in_brackets_before_its_port() -> None:
    assert with_peer({"a": "b"}, ("::1", 5000)) == {"a": "b", "x-forwarded-for": "[::1]:5000"}


async def test_a_catch_all_parameter_keeps_its_slashes(client: httpx.AsyncClient) -> None:
    seen = await echoed(client, "GET", "/api/echo/a/b%20c/d")
    assert seen["route"] == {"rest": "a/b c/d"}


async def test_an_absent_catch_all_is_no_route_value(client: httpx.AsyncClient) -> None:
    assert (await echoed(client, "GET", "/api/echo"))["route"] == {}


@pytest.mark.parametrize("content_type", ["application/octet-stream", "application/json", "image/png"])
async def test_a_body_comes_and_goes_byte_for_byte(client: httpx.AsyncClient, content_type: str) -> None:
    body = bytes(range(256))
    response = await client.post("/api/same", content=body, headers={"Content-Type": content_type})
    assert response.content == body
    assert response.headers["content-type"] == content_type


async def test_a_chunked_body_is_dropped_as_in_azure(client: httpx.AsyncClient, host: RunningHost) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"lost"

    seen = await echoed(client, "POST", "/api/echo/", content=chunks())
    assert seen["body"] == ""
    assert "echo: body dropped" in host.output


async def test_a_body_larger_than_100_mib_is_refused_before_it_is_sent(host: RunningHost) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", httpx.URL(host.base_url).port)
    writer.write(b"POST /api/same HTTP/1.1\r\nHost: localhost\r\nContent-Length: 104857601\r\n\r\n")
    assert (await reader.readline()).startswith(b"HTTP/1.1 413 ")
    writer.close()


async def test_an_invocation_is_a_new_span_in_the_callers_trace(client: httpx.AsyncClient) -> None:
    caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    response = await client.get("/api/trace", headers={"traceparent": caller})
    version, trace, span, flags = response.json()["parent"].split("-")
    assert (version, trace, flags) == ("00", "0af7651916cd43dd8448eb211c80319c", "01")
    assert span != "b7ad6b7169203331"


async def test_localhost_works_over_ipv4_and_ipv6(host: RunningHost) -> None:
    port = httpx.URL(host.base_url).port
    async with httpx.AsyncClient() as client:
        for address in ("127.0.0.1", "[::1]", "localhost"):
            assert (await client.get(f"http://{address}:{port}/admin/host/status")).json() == {"state": "Running"}


async def test_a_thousand_asynchronous_calls_run_at_once(client: httpx.AsyncClient) -> None:
    """None of them ends before all have begun. (By the admin route, which does not wait: it saves connections.)"""
    for _ in range(1000):
        assert (await client.post("/admin/functions/meet", json={"input": ""})).status_code == 202

    async def all_met() -> bool:
        return (await client.get("/api/met")).text == "1000"

    await eventually(all_met)


async def test_a_chunked_body_arrives_if_asked_for() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"he"
        yield b"re"

    async with running_host(APPS / "http_app", "--chunked-bodies", "pass") as host, host.client() as client:
        seen = await echoed(client, "POST", "/api/echo/", content=chunks())
    assert base64.b64decode(seen["body"]) == b"here"


async def test_synchronous_functions_share_the_configured_number_of_threads() -> None:

    env = {"PYTHON_THREADPOOL_THREAD_COUNT": "2"}
    async with running_host(APPS / "http_app", env=env) as host, host.client() as client:
        responses = await asyncio.gather(*(client.get("/api/block") for _ in range(6)))
    assert sorted({response.text for response in responses}) == ["1", "2"]
