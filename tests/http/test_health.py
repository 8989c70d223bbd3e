import asyncio

import pytest

from functions.http import readiness
from functions.http.readiness import Readiness
from tests.http.world import World


async def test_who_lives_says_which_code_it_is(world: World):
    answer = await world.request("GET", "/health/live")
    assert answer.status == 200
    assert answer.json == {"status": "up", "version": "1.2.3", "commit": "c0ffee", "dependencies": {}}
    assert answer.headers["Cache-Control"] == "no-store"


async def test_it_is_ready_when_every_dependency_is_up(world: World):
    answer = await world.request("GET", "/health/ready")
    assert answer.status == 200
    assert answer.json["dependencies"] == {"tables": "up", "bus": "up"}


async def test_it_is_not_ready_while_one_is_down_and_says_which(world: World):
    world.broken.add("bus")
    answer = await world.request("GET", "/health/ready")
    assert answer.status == 503
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json == {
        "status": "down",
        "version": "1.2.3",
        "commit": "c0ffee",
        "dependencies": {"tables": "up", "bus": "down"},
    }


async def test_it_lives_though_its_dependencies_are_down(world: World):
    world.broken |= {"bus", "tables"}
    assert (await world.request("GET", "/health/live")).status == 200


async def test_however_many_ask_a_dependency_is_asked_once():
    asked = 0

    async def check() -> None:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0.01)

    is_ready = Readiness({"tables": check})
    answers = await asyncio.gather(*(is_ready.states() for _ in range(20)))
    assert answers == [{"tables": "up"}] * 20
    assert asked == 1


async def test_a_dependency_that_came_back_is_seen(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(readiness, "FRESH_SECONDS", 0)
    is_down = True

    async def check() -> None:
        if is_down:
            raise ConnectionError

    is_ready = Readiness({"tables": check})
    assert await is_ready.states() == {"tables": "down"}
    is_down = False
    assert await is_ready.states() == {"tables": "up"}


async def test_a_dependency_that_hangs_is_down(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(readiness, "CHECK_SECONDS", 0.05)
    is_ready = Readiness({"tables": asyncio.Event().wait, "bus": _answer})  # type: ignore[dict-item]
    assert await is_ready.states() == {"tables": "down", "bus": "up"}


async def _answer() -> None:
    return
