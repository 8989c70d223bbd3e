"""Builds the web front end anew whenever one of its files is saved."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

BUILDER = "node_modules/vite/bin/vite.js"


class WebBuild:
    """`folder`: that of the front end. Where that cannot be built, Vite says why and waits for the next save."""

    name = "web"
    title = "the web front end's builder"
    grace = 1.0

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def can_run(self) -> bool:
        """Whether there is a front end, and its tools are installed."""
        return (self._folder / BUILDER).is_file()

    def command(self) -> Sequence[str]:
        return ["node", str(self._folder / BUILDER), "build", str(self._folder), "--watch"]

    def environment(self) -> Mapping[str, str]:
        return os.environ | {"NO_COLOR": "1"}

    def hears(self, line: str) -> bool:
        return "watching for file changes" in line
