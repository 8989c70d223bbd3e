"""The browser that the tests drive."""

import os
import shutil
from pathlib import Path

from playwright.async_api import Browser, Playwright

PROGRAMS = ("chromium", "google-chrome")
NONE_FOUND = (
    "no browser found: set CHROMIUM to one, or install Chromium (Debian: apt-get install chromium) or Chrome, "
    "or run .venv/bin/playwright install chromium"
)
# A small machine, perhaps in a container: no GPU, no sandbox for root, no talk with its maker.
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def installed() -> str | None:
    """The path of `CHROMIUM`, else of one on the path, else of what `playwright install chromium` brought."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named) or named
    return next(filter(None, map(shutil.which, PROGRAMS)), None) or _of_playwright()


async def launched(playwright: Playwright) -> Browser:
    program = installed()
    assert program, NONE_FOUND
    return await playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS), chromium_sandbox=False)


def _of_playwright() -> str | None:
    """The newest one in Playwright's own folder. (To ask Playwright itself takes a process of its own.)"""
    default = Path.home() / ("Library/Caches" if os.uname().sysname == "Darwin" else ".cache") / "ms-playwright"
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", default))
    programs = ("chrome", "headless_shell", "chrome-headless-shell", "Chromium", "Google Chrome for Testing")
    found = [path for name in programs for path in folder.glob(f"chromium*/**/{name}") if os.access(path, os.X_OK)]
    return str(max(found)) if found else None
