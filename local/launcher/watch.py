"""Notices when the function app's code or settings are saved."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from watchfiles import Change, awatch

from local.launcher.settings import OWN_FILE

# Not part of the function app, or made by tools.
ELSEWHERE = frozenset({"bicep", "docs", "local", "node_modules", "operations", "tests", "web", "__pycache__"})
FILES = frozenset({"host.json", OWN_FILE})


type Saved = Callable[[list[Path]], None]


async def watch(app: Path, saved: Saved) -> None:
    """Calls `saved` with the files of each burst of changes, until cancelled. Folders made later are not seen."""
    folders = _code_folders(app)
    async with asyncio.TaskGroup() as tasks:
        # Not the whole tree: .venv and node_modules have thousands of folders, each of which would cost a kernel watch.
        tasks.create_task(_watch([app], saved, recursive=False))
        if folders:
            tasks.create_task(_watch(folders, saved, recursive=True))


def _code_folders(app: Path) -> list[Path]:
    return [path for path in app.iterdir() if path.is_dir() and path.name not in ELSEWHERE and path.name[0] != "."]


async def _watch(paths: list[Path], saved: Saved, *, recursive: bool) -> None:
    async for changes in awatch(*paths, watch_filter=_counts, recursive=recursive):
        saved(sorted({Path(path) for _, path in changes}))


def _counts(_: Change, path: str) -> bool:
    file = Path(path)
    return file.name in FILES or (file.suffix == ".py" and not file.name.startswith("."))
