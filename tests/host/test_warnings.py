"""What the host serves although Azure would do otherwise: it says so at start."""

from pathlib import Path

import pytest

from tests.host.running_host import running_host

pytestmark = pytest.mark.stack

APP = """
import azure.functions as func
app = func.FunctionApp()

@app.route(route="locked", auth_level=func.AuthLevel.FUNCTION)
async def locked(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("in")

@app.route(route="open", auth_level=func.AuthLevel.ANONYMOUS)
@app.retry(strategy="fixed_delay", max_retry_count="2", delay_interval="00:00:01")
async def opened(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("in")
"""


async def test_levels_without_keys_and_retry_policies_without_effect_are_warned_of(tmp_path: Path) -> None:
    (tmp_path / "host.json").write_text('{"version": "2.0"}', "utf-8")
    (tmp_path / "function_app.py").write_text(APP, "utf-8")
    async with running_host(tmp_path) as host, host.client() as client:
        assert (await client.get("/api/locked")).text == "in"
        assert "locked: any caller may; keys (FUNCTION) are not asked for here" in host.output
        assert "opened: any caller" not in host.output
        assert "function 'opened': its retry policy is ignored" in host.output
