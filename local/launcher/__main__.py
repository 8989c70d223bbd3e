"""`python -m local.launcher --port 7071`, and `--port 7171 --stack 7071` for a further host of that stack.

Exit codes: 0 when it was asked to end, 1 when something cannot be started, or when the stack of a further host ended.
"""

import asyncio
import logging
import sys
from dataclasses import replace
from socket import socket

from local.launcher import CannotStartError, open_files
from local.launcher.console import Console, ConsoleHandler
from local.launcher.ending import Ending
from local.launcher.folder import STACKS, Folder
from local.launcher.further_host import FurtherHost
from local.launcher.options import Options, parse
from local.launcher.patient_output import PatientOutput
from local.launcher.ports import claim, release
from local.launcher.stack import Stack
from local.launcher.stack_file import JoinedStack, StackEndedError


def main(options: Options) -> int:
    sockets: list[socket] = []
    joined: JoinedStack | None = None
    try:
        if options.stack is not None:
            joined = JoinedStack.join(options.data or STACKS / str(options.stack), options.stack)
            # Its data are the stack's; what is its own (a log, a process id) goes with it.
            options = replace(options, data=None, ephemeral=True)
        sockets = claim(options.port, "make host PORT=7271" if joined else "make run PORT=7171")
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
        return asyncio.run(_run(options, folder, sockets, console, joined))
    finally:
        folder.release()
        output.close()


async def _run(
    options: Options, folder: Folder, sockets: list[socket], console: Console, joined: JoinedStack | None
) -> int:
    stack = FurtherHost(options, folder, console, joined) if joined else Stack(options, folder, console)
    running = asyncio.create_task(stack.run(sockets))
    ending = Ending(end=running.cancel, hurry=stack.hurry)
    ending.listen()
    watching = asyncio.create_task(ending.watch_parent()) if options.with_parent else None
    code = 0
    try:
        await running
    except* asyncio.CancelledError:
        code = 0  # as asked
    except* (CannotStartError, StackEndedError) as problems:
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
