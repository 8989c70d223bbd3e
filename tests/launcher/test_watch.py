"""Which saves start the host again."""

import asyncio
from pathlib import Path

import pytest

from local.launcher.watch import watch


@pytest.fixture
async def saves(tmp_path: Path):
    """Counts bursts of saves below `tmp_path`."""
    for folder in ("domain/registration", "tests", "web", "local", ".venv/lib", ".local"):
        (tmp_path / folder).mkdir(parents=True)
    seen: asyncio.Queue[None] = asyncio.Queue()
    watching = asyncio.create_task(watch(tmp_path, lambda: seen.put_nowait(None)))
    yield seen
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def until_it_watches(saves: asyncio.Queue[None], folder: Path) -> None:
    """The kernel is asked in a thread: saves until one in `folder` is seen, then lets what is left of them pass."""
    number = 0
    while saves.empty():
        number += 1
        (folder / "probe.py").write_text(f"number = {number}")
        await asyncio.sleep(0.05)
    while True:
        try:
            await asyncio.wait_for(saves.get(), timeout=0.3)
        except TimeoutError:
            return


@pytest.mark.parametrize("name", ["domain/registration/order.py", "domain/new.py"])
async def test_code_below_the_app_counts(saves: asyncio.Queue[None], tmp_path: Path, name: str) -> None:
    await until_it_watches(saves, tmp_path / "domain")
    (tmp_path / name).write_text("x = 1")
    await asyncio.wait_for(saves.get(), timeout=5)


@pytest.mark.parametrize("name", ["function_app.py", "host.json", "local.settings.json"])
async def test_the_app_itself_and_its_settings_count(saves: asyncio.Queue[None], tmp_path: Path, name: str) -> None:
    await until_it_watches(saves, tmp_path)
    (tmp_path / name).write_text("x = 1")
    await asyncio.wait_for(saves.get(), timeout=5)


async def test_tests_pages_tools_and_other_files_do_not_count(saves: asyncio.Queue[None], tmp_path: Path) -> None:
    await until_it_watches(saves, tmp_path)
    for name in (
        "tests/test_order.py",
        "web/build.py",
        "local/host.py",
        ".venv/lib/x.py",
        ".local/x.py",
        "README.md",
        "domain/notes.txt",
        "domain/.#order.py",
    ):
        (tmp_path / name).write_text("x = 1")
    (tmp_path / "function_app.py").write_text("x = 1")
    await asyncio.wait_for(saves.get(), timeout=5)
    assert saves.empty()
