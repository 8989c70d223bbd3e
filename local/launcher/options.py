"""What can be asked of the launcher on its command line."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from local.launcher import REPOSITORY


@dataclass(frozen=True, slots=True)
class Options:
    """`data` is where everything is kept between runs; None: in `.local/<port>`.

    `stack`: the port of a running stack that gets one more host; then `data` is where that stack keeps everything.
    None: start a stack.
    """

    port: int
    ephemeral: bool
    demo: bool
    data: Path | None
    app: Path
    reload: bool
    with_parent: bool
    stack: int | None = None


def parse(arguments: Sequence[str]) -> Options:
    """Exits with 2 and one line when the arguments make no sense."""
    parser = argparse.ArgumentParser(
        prog="python -m local.launcher", description="Runs the whole stack on this machine until Ctrl+C."
    )
    parser.add_argument("--port", type=_port, default=7071, help="where the API is served (7071)")
    parser.add_argument("--demo", action="store_true", help="seed a published demo conference")
    parser.add_argument("--app", type=_app, default=REPOSITORY, help="folder of the function app (this repository)")
    parser.add_argument("--no-reload", action="store_true", help="go on with the old code when files are saved")
    parser.add_argument("--with-parent", action="store_true", help="end when the process that started this one ends")
    parser.add_argument("--stack", type=_port, help="one more host, on --port, of the stack that runs on this port")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--ephemeral", action="store_true", help="keep no data")
    where.add_argument("--data", type=Path, help="where data is kept between runs (.local/PORT)")
    found = parser.parse_args(arguments)
    if found.stack is not None and (found.ephemeral or found.demo or found.app != REPOSITORY):
        parser.error("--stack: the stack decides on --ephemeral, --demo and --app")
    data = found.data and found.data.resolve()
    return Options(
        port=found.port,
        ephemeral=found.ephemeral,
        demo=found.demo,
        data=data,
        app=found.app,
        reload=not found.no_reload,
        with_parent=found.with_parent,
        stack=found.stack,
    )


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: a number from 1 to 65535")
    return int(text)


def _app(text: str) -> Path:
    folder = Path(text).resolve()
    if not (folder / "host.json").is_file():
        raise argparse.ArgumentTypeError(f"{text} is no function app: it has no host.json")
    return folder
