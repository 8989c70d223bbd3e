"""How the host ends, and how it starts anew when the app's files are saved."""

import asyncio
import signal
from pathlib import Path

import httpx
import pytest

from tests.host.running_host import APPS, RunningHost, eventually, running_host

pytestmark = pytest.mark.stack

ANSWERING = """
import azure.functions as func
app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
@app.route(route="answer")
async def answer(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("{answer}")
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_request_in_flight_is_answered_before_the_host_ends(number: signal.Signals) -> None:
    async with running_host(APPS / "http_app") as host, host.client() as client:
        request = asyncio.create_task(client.get("/api/sleep?seconds=1"))
        await asyncio.sleep(0.3)  # The request has to be there first; its arrival shows nowhere.
        host.process.send_signal(number)
        assert (await request).text == "slept"
        assert await host.ended() == 0
        assert "Traceback" not in host.output


async def test_a_request_that_outlasts_the_grace_does_not_hold_up_the_end() -> None:
    async with running_host(APPS / "http_app", "--grace", "1") as host, host.client() as client:
        request = asyncio.create_task(client.get("/api/sleep?seconds=60"))
        await asyncio.sleep(0.3)  # As above.
        assert await host.stop() == 0
        with pytest.raises(httpx.HTTPError):
            (await request).raise_for_status()


async def test_functions_are_listed_at_start() -> None:
    async with running_host(APPS / "http_app") as host:
        assert f"  default_route: [GET] {host.base_url}/api/default_route\n" in host.output
        assert f"  echo: [any method] {host.base_url}/api/echo/{{*rest}}\n" in host.output


async def test_saving_a_file_starts_the_app_anew_on_the_same_port(tmp_path: Path) -> None:
    async def answers(host: RunningHost, expected: str) -> bool:
        async with httpx.AsyncClient(base_url=host.base_url) as client:
            try:
                return (await client.get("/api/answer")).text == expected
            except httpx.TransportError:
                return False

    (tmp_path / "host.json").write_text('{"version": "2.0"}', "utf-8")
    app = tmp_path / "function_app.py"
    app.write_text(ANSWERING.replace("{answer}", "first"), "utf-8")
    async with running_host(tmp_path, "--reload") as host:
        assert await answers(host, "first")
        app.write_text("this is no Python", "utf-8")
        await eventually(lambda: "SyntaxError" in host.output)
        app.write_text(ANSWERING.replace("{answer}", "second"), "utf-8")
        await eventually(lambda: answers(host, "second"))
        assert await host.stop() == 0
    assert "function_app.py saved: starting anew" in host.output
