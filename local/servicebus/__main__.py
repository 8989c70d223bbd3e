"""`python -m local.servicebus --config Config.json`: run the emulator until SIGTERM or SIGINT."""

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from local.servicebus.clock import LoopClock
from local.servicebus.config import ConfigError, load_config
from local.servicebus.journal import NoJournal
from local.servicebus.namespace import Namespace
from local.servicebus.server import serve


def main() -> int:
    """Exit code 0 after a signal, 1 if the emulator cannot start or cannot go on."""
    arguments = _arguments()
    try:
        asyncio.run(run(arguments))
    except (ConfigError, OSError) as error:
        print(f"Service Bus emulator: {error}", file=sys.stderr)
        return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.servicebus", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="Config.json of Microsoft's emulator")
    parser.add_argument("--port", type=int, default=5672, help="AMQP port on 127.0.0.1; 0 picks a free one")
    parser.add_argument("--port-file", type=Path, help="file that gets the port when connections are accepted")
    parser.add_argument("--journal", type=Path, help="SQLite file that keeps the messages between runs")
    return parser.parse_args()


async def run(arguments: argparse.Namespace) -> None:
    """Serve until a signal comes."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    journal = NoJournal()
    namespace = Namespace(load_config(arguments.config), LoopClock(), journal)
    server, disconnect = await serve(namespace, journal, arguments.port)
    async with server:
        port = server.sockets[0].getsockname()[1]
        if arguments.port_file:
            write_atomically(arguments.port_file, str(port))
        print(f"Service Bus emulator ready on 127.0.0.1:{port}", flush=True)
        await stop.wait()
        disconnect()


def write_atomically(path: Path, text: str) -> None:
    """A reader sees the whole text or no file."""
    temporary = path.with_name(f"{path.name}.tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


if __name__ == "__main__":
    sys.exit(main())
