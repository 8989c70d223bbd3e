"""Serving some of an app's functions: `--only`, and functions disabled by a setting."""

import re
from typing import Any

import pytest

from tests.host.running_host import APPS, eventually, refused, running_host

pytestmark = pytest.mark.stack

MIXED = APPS / "mixed_app"


def listed(output: str) -> list[str]:
    """Names of the functions that the host said it serves."""
    return re.findall(r"^  (\w+): \[", output, re.MULTILINE)


async def names(client: Any) -> list[str]:
    return sorted(one["name"] for one in (await client.get("/admin/functions")).json())


async def test_only_the_named_functions_are_served_and_no_setting_of_another_is_missed() -> None:
    async with running_host(MIXED, "--only", "ANONYMOUS", "function:other") as host, host.client() as client:
        assert listed(host.output) == ["anonymous", "other"]
        assert (await client.get("/api/anonymous")).text == "anonymous"
        assert (await client.get("/api/guarded")).status_code == 404
        assert (await client.post("/admin/functions/guarded", json={})).status_code == 404
        assert await names(client) == ["anonymous", "other"]
        assert "ticked" not in host.output


async def test_the_http_functions_are_a_group_as_in_azure() -> None:
    async with running_host(MIXED, "--only", "http") as host:
        assert listed(host.output) == ["anonymous", "guarded", "masters", "other"]


async def test_a_process_without_http_functions_serves_its_admin_routes() -> None:
    async with running_host(MIXED, "--only", "ticking") as host, host.client() as client:
        assert listed(host.output) == ["ticking"]
        await eventually(lambda: "ticked" in host.output)
        assert (await client.get("/api/anonymous")).status_code == 404
        assert (await client.get("/admin/host/status")).json() == {"state": "Running"}


async def test_a_name_that_no_function_has_is_told_with_those_there_are() -> None:
    assert await refused(MIXED, "--only", "anonymous", "nobody") == (
        "error: --only nobody: the app has no such function; "
        "it has anonymous, consuming, guarded, masters, other, ticking\n"
    )


async def test_an_app_without_http_functions_has_no_such_group() -> None:
    output = await refused(APPS / "timer_app", "--only", "http", env={"EVERY": "* * * * * *"})
    assert output.endswith("error: --only http: the app has no HTTP function\n")


async def test_a_setting_disables_a_function() -> None:
    env = {
        "AzureWebJobs.ticking.Disabled": "1",
        "AzureWebJobs__guarded__Disabled": "TRUE",
        "AzureWebJobs.other.Disabled": "false",
    }
    async with running_host(MIXED, "--only", "http", "ticking", env=env) as host, host.client() as client:
        assert listed(host.output) == ["anonymous", "masters", "other"]
        assert (await client.get("/api/guarded")).status_code == 404
        assert "ticking is disabled by a setting" in host.output


async def test_the_admin_routes_tell_of_the_functions() -> None:
    async with running_host(MIXED, "--only", "anonymous", "ticking") as host, host.client() as client:
        assert await names(client) == ["anonymous", "ticking"]
        assert (await client.get("/admin/functions/Ticking")).json()["name"] == "ticking"
        assert (await client.get("/admin/functions/nobody")).status_code == 404
        assert (await client.get("/admin/host/ping")).status_code == 200
        assert (await client.get("/admin/nowhere")).status_code == 404
