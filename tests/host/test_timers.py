"""Timer functions in a running host."""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.host.running_host import APPS, RunningHost, eventually, running_host

pytestmark = pytest.mark.stack

APP = APPS / "timer_app"
EVERY_SECOND = {"EVERY": "* * * * * *"}


def runs(host: RunningHost, name: str) -> list[dict[str, Any]]:
    """The trigger's value of every run so far."""
    return [json.loads(value) for value in re.findall(rf"^ran {name} (.*)$", host.output, re.MULTILINE)]


@pytest_asyncio.fixture(scope="module")
async def host() -> AsyncIterator[RunningHost]:
    async with running_host(APP, env={**EVERY_SECOND, "OVERLAP_SECONDS": "2.5"}) as running:
        yield running


async def test_a_timer_runs_on_its_schedule_and_knows_its_last_and_next_time(host: RunningHost) -> None:
    await eventually(lambda: len(runs(host, "each_second")) >= 3)
    first, second, third = runs(host, "each_second")[:3]
    assert first["schedule"] == {"AdjustForDST": True}
    assert first["status"]["Last"] == "0001-01-01T00:00:00+00:00"
    assert [one["past_due"] for one in (first, second, third)] == [False, False, False]
    due = [datetime.fromisoformat(one["status"]["Next"]) for one in (first, second, third)]
    assert all(moment.microsecond == 0 for moment in due)
    assert due[1] - due[0] >= timedelta(seconds=1)
    assert datetime.fromisoformat(third["status"]["Last"]) >= due[1]


async def test_run_on_startup_runs_once_at_once(host: RunningHost) -> None:
    await eventually(lambda: len(runs(host, "at_start")) == 1)
    assert runs(host, "at_start")[0]["past_due"] is False


async def test_a_timer_without_monitor_has_no_status(host: RunningHost) -> None:
    await eventually(lambda: runs(host, "at_start"))
    assert runs(host, "at_start")[0]["status"] == {}


async def test_runs_of_one_timer_never_overlap(host: RunningHost) -> None:
    await eventually(lambda: len(runs(host, "overlapping ends")) >= 2)
    marks = re.findall(r"^ran overlapping (begins|ends)", host.output, re.MULTILINE)
    assert marks[:4] == ["begins", "ends", "begins", "ends"]


async def test_a_failing_timer_is_retried_by_its_policy(host: RunningHost) -> None:
    await eventually(lambda: len(runs(host, "failing")) == 3)
    assert [one["retry"] for one in runs(host, "failing")] == [0, 1, 2]


async def test_a_timer_runs_when_asked_to(host: RunningHost) -> None:
    async with host.client() as client:
        assert (await client.post("/admin/functions/yearly", json={"input": ""})).status_code == 202
    await eventually(lambda: len(runs(host, "yearly")) == 1)


async def test_a_time_missed_while_the_host_was_down_is_made_up_for(tmp_path: Path) -> None:
    status = {
        "Last": "2025-01-01T00:00:00.000012+00:00",
        "LastUpdated": "2025-01-01T00:00:00.000012+00:00",
        "Next": "2026-01-01T00:00:00+00:00",
    }
    file = tmp_path / "timers" / "yearly.json"
    file.parent.mkdir()
    file.write_text(json.dumps(status), "utf-8")
    async with running_host(APP, "--data", str(tmp_path), env=EVERY_SECOND) as host:
        await eventually(lambda: len(runs(host, "yearly")) == 1)
    run = runs(host, "yearly")[0]
    assert run["past_due"] is True
    assert run["status"] == status
    assert datetime.fromisoformat(json.loads(file.read_text("utf-8"))["Last"]) > datetime.now(UTC) - timedelta(
        minutes=1
    )


async def test_a_damaged_status_is_named_and_its_timer_starts_as_one_that_never_ran(tmp_path: Path) -> None:
    file = tmp_path / "timers" / "yearly.json"
    file.parent.mkdir()
    file.write_bytes(b"\x00{")
    async with running_host(APP, "--data", str(tmp_path), env=EVERY_SECOND) as host:
        await eventually(lambda: file.read_bytes() != b"\x00{")
        await eventually(lambda: runs(host, "each_second"))
    assert f"{file}: is not a timer's status, it is written again" in host.output
    assert runs(host, "yearly") == []
    assert json.loads(file.read_text("utf-8"))["Last"] == "0001-01-01T00:00:00+00:00"


async def test_a_timer_that_never_ran_is_not_past_due(tmp_path: Path) -> None:
    async with running_host(APP, "--data", str(tmp_path), env=EVERY_SECOND) as host:
        await eventually(lambda: (tmp_path / "timers" / "yearly.json").exists())
        await eventually(lambda: runs(host, "each_second"))
    assert runs(host, "yearly") == []
    async with running_host(APP, "--data", str(tmp_path), env=EVERY_SECOND) as again:
        await eventually(lambda: runs(again, "each_second"))
    assert runs(again, "yearly") == []


async def test_of_two_hosts_with_the_same_data_one_runs_the_timers_until_it_is_killed(tmp_path: Path) -> None:
    where = ("--data", str(tmp_path))
    async with running_host(APP, *where, env=EVERY_SECOND) as first:
        await eventually(lambda: runs(first, "each_second"))
        async with running_host(APP, *where, env=EVERY_SECOND) as second:
            await eventually(lambda: "each_second: another host runs it" in second.output)
            before = len(runs(first, "each_second"))
            await eventually(lambda: len(runs(first, "each_second")) >= before + 3)
            assert runs(second, "each_second") == []
            assert runs(second, "at_start") == []

            first.process.kill()

            await eventually(lambda: len(runs(second, "each_second")) >= 2)
            took_over_after = datetime.fromisoformat(runs(second, "each_second")[0]["status"]["Last"])
            assert took_over_after >= datetime.fromisoformat(runs(first, "each_second")[-1]["status"]["Last"])
            assert len(runs(second, "at_start")) == 1


async def test_a_host_that_is_stopped_leaves_its_timers_to_the_other_one(tmp_path: Path) -> None:
    where = ("--data", str(tmp_path))
    async with (
        running_host(APP, *where, env=EVERY_SECOND) as first,
        running_host(APP, *where, env=EVERY_SECOND) as second,
    ):
        await eventually(lambda: "each_second: another host runs it" in second.output)
        assert await first.stop() == 0
        await eventually(lambda: "each_second: taken over from a host that ended" in second.output)
        await eventually(lambda: runs(second, "each_second"))
