"""Command line: `python -m local.host APP_DIR [--port N] [--settings FILE] [--data DIR] [--reload]`."""

import argparse
import asyncio
import sys
from pathlib import Path

from local.host.errors import StartupError
from local.host.host import serve
from local.host.options import Options
from local.host.reload import serve_and_reload


def main(arguments: list[str]) -> int:
    """Serve an app; 0 after a signal, 1 if it cannot be served."""
    parsed = _parser().parse_args(arguments)
    try:
        if parsed.reload:
            asyncio.run(serve_and_reload(parsed.app_dir.resolve(), parsed.port, arguments))
        else:
            asyncio.run(
                serve(
                    Options(
                        app_dir=parsed.app_dir.resolve(),
                        port=parsed.port,
                        settings_file=parsed.settings and parsed.settings.resolve(),
                        data_dir=parsed.data and parsed.data.resolve(),
                        keys_file=parsed.keys and parsed.keys.resolve(),
                        only=tuple(parsed.only),
                        pass_chunked_bodies=parsed.chunked_bodies == "pass",
                        message_faults=parsed.message_faults == "keep",
                        behind_front=parsed.behind_front,
                        grace=parsed.grace,
                    )
                )
            )
    except StartupError as error:
        for problem in error.problems:
            print(f"error: {problem}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local.host", description="Serve an Azure Functions app locally.")
    parser.add_argument("app_dir", type=Path, help="folder with function_app.py and host.json")
    parser.add_argument("--port", type=int, help="default: Host.LocalHttpPort of the settings, else 7071; 0: any free")
    parser.add_argument("--settings", type=Path, help="default: local.settings.json in the app's folder, if there")
    parser.add_argument("--data", type=Path, help="where timers keep when they ran last; default: not kept")
    parser.add_argument("--keys", type=Path, help="ask for keys, as Azure does: those of this file, made if missing")
    parser.add_argument(
        "--only",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME",
        help="serve these functions only; http: all HTTP ones",
    )
    parser.add_argument("--reload", action="store_true", help="start the app anew whenever its files are saved")
    parser.add_argument("--grace", type=int, default=8, help="seconds for what is in flight at the end; default: 8")
    parser.add_argument(
        "--chunked-bodies",
        choices=("drop", "pass"),
        default="drop",
        help="what becomes of request bodies without Content-Length; Azure drops them",
    )
    parser.add_argument(
        "--message-faults",
        choices=("keep", "cure"),
        default="keep",
        help="of Azure's host: text bodies overwrite metadata, gaps in the metadata of a batch close; default: keep",
    )
    parser.add_argument(
        "--behind-front",
        action="store_true",
        help="a front of yours passes the requests on, and appends the caller's address to X-Forwarded-For itself",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
