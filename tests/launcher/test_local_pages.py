"""`/local/`: how the stack is, whether the host runs or not, and the mail that outlives it."""

import base64
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.launcher.processes import eventually
from tests.stack import Stack, running_stack

pytestmark = pytest.mark.stack

ID = "0b6a7d6e-3f0a-4b5e-9a58-0d4f7e8c1a2b"
MAIL = {
    "senderAddress": "conferences@contoso.example",
    "recipients": {"to": [{"address": "ada@example.com"}]},
    "content": {"subject": "Hello <b>Ada</b>", "plainText": "Hello", "html": "<p>Hello</p><script>alert(1)</script>"},
}


def client_of(stack: Stack) -> httpx.Client:
    return httpx.Client(base_url=stack.base_url, trust_env=False, timeout=30)


def status(client: httpx.Client) -> Any:
    return client.get("/local/status").raise_for_status().json()


def part(client: httpx.Client, name: str) -> Any:
    return next(each for each in status(client)["parts"] if each["name"] == name)


def test_the_page_and_the_json_tell_how_the_stack_is_with_the_host_and_without(app: Path) -> None:
    with running_stack(app=app) as stack, client_of(stack) as client:
        assert {each["name"]: each["state"] for each in status(client)["parts"]} == {
            "azurite": "runs",
            "servicebus": "runs",
            "host": "runs",
        }
        assert part(client, "host")["pid"] == stack.host_pid()
        assert part(client, "host")["restarts"] == 0
        assert status(client)["queues"]["events/Subscriptions/mail"]["active"] == 0
        assert any("Functions host ready" in each["line"] for each in status(client)["log"])

        stack.kill_host()
        assert eventually(lambda: part(client, "host")["restarts"] == 1)
        assert part(client, "host")["problem"] == "ended (killed by SIGKILL)"

        page = client.get("/local/", headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert "ended (killed by SIGKILL)" in page.text
        assert "script-src 'self'" in page.headers["content-security-policy"]
        assert "unsafe" not in page.headers["content-security-policy"]
        for asset in ("page.css", "refresh.js"):
            assert client.get(f"/local/assets/{asset}").status_code == 200
            assert f"/local/assets/{asset}" in page.text


def test_a_mail_is_shown_to_programs_and_people_and_outlives_the_stack(app: Path, tmp_path: Path) -> None:
    def handed_in(client: httpx.Client) -> int:
        signed = {"Authorization": f"HMAC-SHA256 {base64.b64encode(b'any').decode()}", "Operation-Id": ID}
        return client.post("/local/communication/emails:send", json=MAIL, headers=signed).status_code

    with running_stack(app=app, data=tmp_path) as stack, client_of(stack) as client:
        assert client.get("/local/mailbox", headers={"Accept": "application/json"}).json() == []
        assert [handed_in(client), handed_in(client)] == [202, 202]

    with running_stack(app=app, data=tmp_path) as stack, client_of(stack) as client:
        (mail,) = client.get("/local/mailbox", headers={"Accept": "application/json"}).json()
        assert mail.keys() == {"to", "subject", "text", "html", "sentAt"}
        assert (mail["to"], mail["subject"], mail["text"]) == ("ada@example.com", "Hello <b>Ada</b>", "Hello")

        listed = client.get("/local/mailbox", headers={"Accept": "text/html"})
        assert "Hello &lt;b&gt;Ada&lt;/b&gt;" in listed.text
        stack_page = client.get("/local/", headers={"Accept": "text/html"})
        assert 'Mails: <a href="/local/mailbox">1</a>' in stack_page.text
        assert client.get(f"/local/mailbox/{ID}", headers={"Accept": "text/html"}).status_code == 200
        html = client.get(f"/local/mailbox/{ID}/html")
        assert html.headers["content-security-policy"].startswith("sandbox;")
        assert client.get("/local/mailbox/nothing").status_code == 404


def test_another_site_whose_name_leads_here_reads_nothing(app: Path) -> None:
    with running_stack(app=app) as stack, client_of(stack) as client:
        for path in ("/local/", "/local/status", "/local/mailbox"):
            assert client.get(path, headers={"Host": "evil.example"}).status_code == 403
            assert client.get(path, headers={"Host": f"127.0.0.1:{stack.port}"}).status_code == 200
