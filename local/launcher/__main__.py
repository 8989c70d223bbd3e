"""`python -m local.launcher --port 7071`: 0 when it was asked to end, 1 when something cannot be started."""

import asyncio
import sys

from local.launcher import CannotStartError
from local.launcher.console import Console
from local.launcher.ending import Ending
from local.launcher.folder import Folder
from local.launcher.options import Options, parse
from local.launcher.ports import require_free
from local.launcher.stack import Stack


def main(options: Options) -> int:
    try:
        require_free(options.port)
        folder = Folder.claim(options)
    except CannotStartError as problem:
        print(problem, file=sys.stderr)
        return 1
    try:
        return asyncio.run(_run(options, folder))
    finally:
        folder.release()


async def _run(options: Options, folder: Folder) -> int:
    stack = Stack(options, folder, Console())
    running = asyncio.create_task(stack.run())
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
