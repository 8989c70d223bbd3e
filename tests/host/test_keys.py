"""Keys: who may call what, from where a key is taken, and the file they are in."""

import json
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio

from local.host.errors import StartupError
from local.host.keys import Keys, given_key, read_keys
from tests.host.running_host import APPS, running_host

KEYS = {
    "masterKey": "master",
    "functionKeys": {"default": "host", "second": "host 2"},
    "functions": {"Guarded": {"default": "guarded's"}, "other": {"default": "other's"}, "masters": {"default": "m"}},
}
HTTP_FUNCTIONS = ("--only", "http")


@pytest_asyncio.fixture(scope="module")
async def client(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[httpx.AsyncClient]:
    """Of a host that asks for the keys above."""
    file = tmp_path_factory.mktemp("keys") / "keys.json"
    file.write_text(json.dumps(KEYS), "utf-8")
    async with running_host(APPS / "mixed_app", "--keys", str(file), *HTTP_FUNCTIONS) as host, host.client() as one:
        yield one


@pytest.mark.stack
@pytest.mark.parametrize(
    ("path", "key", "status"),
    [
        ("/api/anonymous", None, 200),
        ("/api/anonymous", "wrong", 200),
        ("/api/guarded", None, 401),
        ("/api/guarded", "wrong", 401),
        ("/api/guarded", "", 401),
        ("/api/guarded", "guarded's", 200),
        ("/api/guarded", "other's", 401),
        ("/api/guarded", "host", 200),
        ("/api/guarded", "host 2", 200),
        ("/api/guarded", "master", 200),
        ("/api/masters", "m", 401),
        ("/api/masters", "host", 401),
        ("/api/masters", "master", 200),
        ("/admin/host/status", None, 401),
        ("/admin/host/status", "host", 401),
        ("/admin/host/status", "master", 200),
        ("/api/nowhere", None, 404),
    ],
)
async def test_a_key_opens_what_it_is_for(client: httpx.AsyncClient, path: str, key: str | None, status: int) -> None:
    in_header = await client.get(path, headers={"x-functions-key": key} if key is not None else {})
    in_query = await client.get(path, params={"code": key} if key is not None else {})
    assert (in_header.status_code, in_query.status_code) == (status, status)
    if status == 401:
        assert (in_header.content, in_query.content) == (b"", b"")


@pytest.mark.stack
@pytest.mark.parametrize("header", ["wrong", ""])
async def test_the_header_comes_before_the_query(client: httpx.AsyncClient, header: str) -> None:
    response = await client.get("/api/guarded?code=host", headers={"x-functions-key": header})
    assert response.status_code == 401


@pytest.mark.stack
async def test_a_function_is_run_by_hand_with_the_master_key_only(client: httpx.AsyncClient) -> None:
    body: dict[str, Any] = {"json": {"input": ""}}
    assert (await client.post("/admin/functions/guarded", **body)).status_code == 401
    assert (await client.post("/admin/functions/guarded?code=guarded's", **body)).status_code == 401
    assert (await client.post("/admin/functions/guarded?code=master", **body)).status_code == 202


@pytest.mark.stack
async def test_without_a_key_file_nobody_is_asked_which_is_logged() -> None:
    async with running_host(APPS / "mixed_app", *HTTP_FUNCTIONS) as host, host.client() as client:
        for path in ("/api/guarded", "/api/masters", "/admin/host/status"):
            assert (await client.get(path)).status_code == 200
        assert "masters: any caller may; keys (ADMIN) are not asked for here" in host.output


@pytest.mark.parametrize(
    ("headers", "query", "key"),
    [
        ({}, b"", ""),
        ({"x-functions-key": "a"}, b"code=b", "a"),
        ({"x-functions-key": "a,b"}, b"", "a"),
        ({}, b"x=1&CODE=b%2Bc&code=d", "b+c"),
    ],
)
def test_the_first_of_several_keys_is_taken(headers: dict[str, str], query: bytes, key: str) -> None:
    assert given_key(headers, query) == key


def test_an_empty_key_in_the_file_opens_nothing() -> None:
    keys = Keys(master="m", host=("",), functions={"f": ("",)})
    assert keys.open_function("f", "FUNCTION", "") is False


def test_a_missing_file_is_made_with_a_key_for_each_function(tmp_path: Path) -> None:
    file = tmp_path / "new" / "keys.json"
    keys = read_keys(file, ["b", "A"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    everyone = [keys.master, *keys.host, *keys.functions["a"], *keys.functions["b"]]
    assert len(set(everyone)) == 4
    assert min(len(key) for key in everyone) >= 56
    assert read_keys(file, ["c"]) == keys


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "not valid JSON"),
        ("[]", "masterKey must be a string"),
        ('{"masterKey": ""}', "masterKey must be a string that is not empty"),
        ('{"masterKey": "m", "functionKeys": ["k"]}', "functionKeys must be an object of strings"),
        ('{"masterKey": "m", "functions": {"f": {"default": 1}}}', "functions.f must be an object of strings"),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    file = tmp_path / "keys.json"
    file.write_text(content, "utf-8")
    with pytest.raises(StartupError, match=reason):
        read_keys(file, [])
