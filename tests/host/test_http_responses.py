"""What becomes of what an HTTP function gives back."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from tests.host.running_host import APPS, RunningHost, eventually, running_host

pytestmark = pytest.mark.stack

SETTINGS = """{
  "IsEncrypted": false,
  "Values": {
    "FROM_FILE": "file",
    "AzureFunctionsJobHost__functionTimeout": "00:00:01",
    "AzureFunctionsJobHost__logging__logLevel__Function.default_route": "Warning"
  },
  "Host": { "CORS": "http://localhost:5173,https://shop.example", "CORSCredentials": true }
}"""


@pytest_asyncio.fixture(scope="module")
async def host(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[RunningHost]:
    settings = tmp_path_factory.mktemp("settings") / "local.settings.json"
    settings.write_text(SETTINGS, "utf-8")
    async with running_host(APPS / "http_app", "--settings", str(settings)) as running:
        yield running


@pytest_asyncio.fixture(scope="module")
async def client(host: RunningHost) -> AsyncIterator[httpx.AsyncClient]:
    async with host.client() as one:
        yield one


@pytest.mark.parametrize("path", ["raises", "none", "wrong", "exits"])
async def test_a_failing_function_answers_500_without_a_body(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(f"/api/{path}")
    assert response.status_code == 500
    assert response.content == b""


async def test_the_traceback_of_a_failure_is_logged_once(client: httpx.AsyncClient, host: RunningHost) -> None:
    before = host.output.count("ValueError: the function's own fault\n")
    await client.get("/api/raises")
    # Once as the message of the failure, once as the last line of its traceback.
    await eventually(lambda: host.output.count("ValueError: the function's own fault\n") == before + 2)


async def test_a_category_can_be_silenced(client: httpx.AsyncClient, host: RunningHost) -> None:
    await client.get("/api/default_route")
    await client.get("/api/length")
    await eventually(lambda: "Function.wrong_length: Succeeded in" in host.output)
    assert "Function.default_route: Succeeded" not in host.output


async def test_a_function_that_exits_does_not_end_the_host(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/exits")).status_code == 500
    assert (await client.get("/api/default_route")).status_code == 204


async def test_a_function_that_runs_too_long_fails(client: httpx.AsyncClient, host: RunningHost) -> None:
    response = await client.get("/api/sleep?seconds=30")
    assert response.status_code == 500
    assert "ran longer than functionTimeout (1 s)" in host.output


async def test_the_default_route_is_the_functions_name(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/default_route")).status_code == 204


@pytest.mark.parametrize("method", ["POST", "HEAD", "OPTIONS", "DELETE"])
async def test_a_method_that_is_not_listed_is_a_404(client: httpx.AsyncClient, method: str) -> None:
    response = await client.request(method, "/api/default_route")
    assert response.status_code == 404
    assert response.content == b""


async def test_head_gets_the_headers_only(client: httpx.AsyncClient) -> None:
    response = await client.head("/api/length")
    assert response.status_code == 200
    assert response.headers["content-length"] == "4"
    assert response.content == b""


async def test_two_cookies_survive_with_their_attributes_another_repeated_header_keeps_the_last_value(
    client: httpx.AsyncClient,
) -> None:
    response = await client.get("/api/cookies")
    assert response.headers.get_list("set-cookie") == [
        "a=1; path=/; samesite=strict; httponly",
        "b=x%20y; expires=Wed, 25 Nov 2026 10:00:00 GMT; max-age=60; secure",
    ]
    assert response.headers.get_list("x-twice") == ["last"]


async def test_the_content_length_is_the_bodys_whatever_the_function_says(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/length")
    assert response.headers.get_list("content-length") == ["4"]
    assert response.text == "four"


async def test_custom_headers_of_host_json_are_on_every_response(client: httpx.AsyncClient) -> None:
    for path in ("/api/default_route", "/api/unknown"):
        assert (await client.get(path)).headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("returned", "status", "body", "content_type"),
    [
        ("plain", 200, "plain", "text/plain; charset=utf-8"),
        ('{"a": 1}', 200, '{"a": 1}', "text/plain; charset=utf-8"),
        ('{"statusCode": 201, "body": "made"}', 201, "made", "text/plain; charset=utf-8"),
        ('{"body": {"a": 1}, "headers": {"Content-Type": "application/json"}}', 200, '{"a": 1}', "application/json"),
    ],
)
async def test_returned_text_may_be_taken_for_a_description_of_a_response(
    client: httpx.AsyncClient, returned: str, status: int, body: str, content_type: str
) -> None:
    response = await client.post("/api/text", content=returned)
    assert (response.status_code, response.text) == (status, body)
    assert response.headers["content-type"] == content_type


async def test_settings_of_the_file_are_in_the_environment(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/trace")).json()["setting"] == "file"


async def test_the_host_answers_preflights_of_allowed_origins(client: httpx.AsyncClient) -> None:
    asked = {
        "Origin": "https://shop.example",
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "x-token",
    }
    response = await client.options("/api/default_route", headers=asked)
    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == "https://shop.example"
    assert response.headers["access-control-allow-methods"] == "PUT"
    assert response.headers["access-control-allow-headers"] == "x-token"
    assert response.headers["access-control-allow-credentials"] == "true"


async def test_a_foreign_origin_gets_no_permission(client: httpx.AsyncClient) -> None:
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "PUT"}
    response = await client.options("/api/default_route", headers=asked)
    assert not [name for name in response.headers if name.startswith("access-control")]
    simple = await client.get("/api/default_route", headers={"Origin": "https://evil.example"})
    assert not [name for name in simple.headers if name.startswith("access-control")]


async def test_a_response_to_an_allowed_origin_says_so(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/default_route", headers={"Origin": "http://localhost:5173"})
    assert response.headers["access-control-allow-origin"] == "http://localhost:5173"
    assert response.headers["vary"] == "Origin"
