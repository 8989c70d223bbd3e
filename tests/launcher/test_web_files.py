"""The files of the web front end: found as a static web host finds them, with the headers that a browser goes by."""

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from local.launcher import REPOSITORY
from local.launcher.front.page_addresses import PAGES
from local.launcher.front.web_files import WebFiles

ID = "0f8fad5b-d9cb-469f-a165-70867728950e"
FILES = {
    "index.html": "<h1>home</h1>",
    "manage/index.html": "<h1>manage</h1>",
    "pay.html": "<h1>pay</h1>",
    "assets/app-1a2b.js": "hello()",
    "favicon.svg": "<svg/>",
}


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        file = tmp_path / "dist" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "secret.txt").write_text("not to be served")
    return tmp_path / "dist"


@pytest.fixture
async def client(dist: Path) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(WebFiles(dist))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:7071") as client:
        yield client


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/", "<h1>home</h1>"),
        ("/index.html", "<h1>home</h1>"),
        ("/manage/", "<h1>manage</h1>"),
        ("/manage", "<h1>manage</h1>"),
        ("/pay", "<h1>pay</h1>"),
        ("/pycon-2030", "<h1>home</h1>"),
        ("/PyCon-2030/register/?seats=2", "<h1>home</h1>"),
        ("/orders/find", "<h1>home</h1>"),
        (f"/orders/{ID}", "<h1>home</h1>"),
        (f"/orders/{ID}/thank-you", "<h1>home</h1>"),
        ("/manage/new", "<h1>home</h1>"),
        (f"/manage/{ID}/", "<h1>home</h1>"),
        (f"/manage/{ID}/orders/{ID}", "<h1>home</h1>"),
    ],
)
async def test_a_page_is_found_and_never_kept(client: httpx.AsyncClient, path: str, text: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.text) == (200, text)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/nothing/like/this",
        "/pycon-2030/registration",
        "/py_con",
        "/k%C3%B6ln",
        "/%E0%A4%A",
        f"/{'a' * 61}",
        "/orders",
        "/orders/zzz",
        f"/orders/{ID}/constructor",
        f"/orders/{ID}/seats/1",
        "/manage/xyz",
        f"/manage/{ID}/nothing",
        f"/manage/{ID}/orders/zzz",
        f"/manage/{ID}/money/{ID}",
        "/payment/unknown",
    ],
)
async def test_an_address_that_can_be_no_page_is_404_and_the_page_says_so(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.text) == (404, "<h1>home</h1>")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"


def test_the_addresses_of_pages_are_those_of_the_front_end() -> None:
    routes = re.findall(r'<Route path="([^"]+)"', (REPOSITORY / "web/src/app.tsx").read_text())
    assert tuple(routes) == PAGES


async def test_a_page_may_load_and_send_to_its_own_origin_only(client: httpx.AsyncClient) -> None:
    headers = (await client.get("/")).headers
    assert headers["content-security-policy"] == (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"


async def test_what_has_its_contents_hash_in_its_name_is_kept_for_ever_and_others_are_asked_after(
    client: httpx.AsyncClient,
) -> None:
    script = await client.get("/assets/app-1a2b.js")
    assert (script.text, script.headers["content-type"]) == ("hello()", "text/javascript; charset=utf-8")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"

    icon = await client.get("/favicon.svg")
    assert (icon.headers["content-type"], icon.headers["cache-control"]) == ("image/svg+xml", "no-cache")
    again = await client.get("/favicon.svg", headers={"If-None-Match": icon.headers["etag"]})
    assert (again.status_code, again.text) == (304, "")


@pytest.mark.parametrize(
    "path", ["/assets/app-0000.js", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/robots.txt"]
)
async def test_a_file_that_is_not_there_is_404_and_not_kept(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
    assert "secret" not in answer.text
    assert "home" not in answer.text


async def test_a_browser_that_opens_a_file_that_is_not_there_is_shown_a_page(client: httpx.AsyncClient) -> None:
    answer = await client.get("/old/page.html", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, answer.text) == (404, "<h1>home</h1>")
    assert answer.headers["cache-control"] == "no-store"


async def test_files_are_read_only(client: httpx.AsyncClient) -> None:
    assert (await client.head("/pay")).status_code == 200
    answer = await client.post("/pay", content=b"x")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


async def test_headers_configured_for_azure_are_sent_here_too(client: httpx.AsyncClient, dist: Path) -> None:
    headers = {"Referrer-Policy": "no-referrer", "Permissions-Policy": "camera=()"}
    (dist / "staticwebapp.config.json").write_text(json.dumps({"globalHeaders": headers}))
    answer = await client.get("/")
    assert (answer.headers["referrer-policy"], answer.headers["permissions-policy"]) == ("no-referrer", "camera=()")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_front_end_that_is_not_built_says_so_until_it_is(tmp_path: Path) -> None:
    transport = httpx.ASGITransport(WebFiles(tmp_path / "web"))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:7071") as client:
        answer = await client.get("/orders/find")
        assert answer.status_code == 404
        assert "The web front end is not built" in answer.text
        assert "http://localhost:7071/local/" in answer.text

        (tmp_path / "web").mkdir()
        (tmp_path / "web/index.html").write_text("built")
        assert (await client.get("/orders/find")).text == "built"
