"""Which saves start the host again."""

import asyncio
from pathlib import Path

import pytest

from local.launcher.watch import watch

type Saves = asyncio.Queue[list[str]]


@pytest.fixture
async def saves(tmp_path: Path):
    """What is saved below `tmp_path`, burst by burst."""
    for folder in ("domain/registration", "tests", "web", "local", ".venv/lib", ".local"):
        (tmp_path / folder).mkdir(parents=True)
    seen: Saves = asyncio.Queue()

    def saved(files: list[Path]) -> None:
        seen.put_nowait([str(file.relative_to(tmp_path)) for file in files])

    watching = asyncio.create_task(watch(tmp_path, saved))
    # Two turns of the loop: `watch` starts its two parts, and each asks the kernel.
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    yield seen
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)


async def next_burst(saves: Saves) -> list[str]:
    async with asyncio.timeout(10):
        return await saves.get()


@pytest.mark.parametrize(
    "name",
    [
        "domain/registration/order.py",
        "domain/new.py",
        "function_app.py",
        "host.json",
        "local.settings.json",
    ],
)
async def test_code_and_settings_of_the_app_count(saves: Saves, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x = 1")
    assert await next_burst(saves) == [name]


async def test_tests_pages_tools_and_other_files_do_not_count(saves: Saves, tmp_path: Path) -> None:
    for name in (
        "tests/test_order.py",
        "web/build.py",
        "local/host.py",
        ".venv/lib/x.py",
        ".local/x.py",
        "README.md",
        "domain/notes.txt",
        "domain/.#order.py",
        "domain/order.py",
    ):
        (tmp_path / name).write_text("x = 1")
    assert await next_burst(saves) == ["domain/order.py"]
    (tmp_path / "function_app.py").write_text("x = 1")
    assert await next_burst(saves) == ["function_app.py"]
