"""`python -m local.launcher --port 7071`: 0 when it was asked to end, 1 when something cannot be started."""

import asyncio
import logging
import sys
from socket import socket

from local.launcher import CannotStartError, open_files
from local.launcher.console import Console, ConsoleHandler
from local.launcher.ending import Ending
from local.launcher.folder import Folder
from local.launcher.options import Options, parse
from local.launcher.patient_output import PatientOutput
from local.launcher.ports import claim, release
from local.launcher.stack import Stack


def main(options: Options) -> int:
    sockets: list[socket] = []
    try:
        sockets = claim(options.port)
        folder = Folder.claim(options)
    except CannotStartError as problem:
        release(sockets)
        print(problem, file=sys.stderr)
        return 1
    open_files.allow_many()
    output = PatientOutput(sys.stdout.fileno())
    console = Console(output)
    logging.basicConfig(handlers=[ConsoleHandler(console)])
    try:
        return asyncio.run(_run(options, folder, sockets, console))
    finally:
        folder.release()
        output.close()


async def _run(options: Options, folder: Folder, sockets: list[socket], console: Console) -> int:
    stack = Stack(options, folder, console)
    running = asyncio.create_task(stack.run(sockets))
    ending = Ending(end=running.cancel, hurry=stack.hurry)
    ending.listen()
    watching = asyncio.create_task(ending.watch_parent()) if options.with_parent else None
    code = 0
    try:
        await running
    except* asyncio.CancelledError:
        code = 0  # as asked
    except* CannotStartError as problems:
        code = 1
        for problem in problems.exceptions:
            print(problem, file=sys.stderr)
    finally:
        await stack.stop()
        if watching:
            watching.cancel()
    return code


if __name__ == "__main__":
    sys.exit(main(parse(sys.argv[1:])))
