"""`python -m local.servicebus --config Config.json`: run the emulator until SIGTERM or SIGINT."""

import argparse
import asyncio
import signal
import sqlite3
import sys
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

from local.servicebus.amqp.values import AmqpError
from local.servicebus.clock import Clock, LoopClock
from local.servicebus.config import ConfigError, load_config
from local.servicebus.journal import Journal, NoJournal
from local.servicebus.namespace import Namespace
from local.servicebus.recovery import restore
from local.servicebus.server import serve
from local.servicebus.settings import NamespaceSettings
from local.servicebus.sqlite_journal import JournalError, SqliteJournal, damaged, open_database
from local.servicebus.web import serve_pages


def main() -> int:
    """Exit code 0 after a signal, 1 if the emulator cannot start or cannot go on."""
    arguments = _arguments()
    try:
        asyncio.run(run(arguments, load_config(arguments.config)))
    except (ConfigError, JournalError, OSError) as error:
        print(f"Service Bus emulator: {error}", file=sys.stderr)
        return 1
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m local.servicebus", description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="Config.json of Microsoft's emulator")
    parser.add_argument("--port", type=int, default=5672, help="AMQP port on 127.0.0.1; 0 picks a free one")
    parser.add_argument("--port-file", type=Path, help="file that gets the port when connections are accepted")
    parser.add_argument("--http-port", type=int, help="one more port for the pages, which are on the AMQP port, too")
    parser.add_argument("--http-port-file", type=Path, help="file that gets that port")
    parser.add_argument("--journal", type=Path, help="SQLite file that keeps the messages between runs")
    return parser.parse_args()


async def run(arguments: argparse.Namespace, settings: NamespaceSettings) -> None:
    """Serve until a signal comes. Raises `JournalError` if the journal cannot be written any more."""
    loop = asyncio.get_running_loop()
    stopped: asyncio.Future[None] = loop.create_future()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _once(stopped, lambda: stopped.set_result(None)))
    clock = LoopClock()
    with ExitStack() as stack:
        namespace, journal = _open(arguments.journal, settings, clock, stopped, stack)
        if arguments.http_port is not None:
            inspection = await serve_pages(namespace, arguments.http_port)
            stack.callback(inspection.close)
            _tell_port(inspection, arguments.http_port_file)
        server, disconnect = await serve(namespace, journal, arguments.port)
        stack.callback(server.close)
        stack.callback(disconnect)
        port = _tell_port(server, arguments.port_file)
        print(f"Service Bus emulator ready on 127.0.0.1:{port}", flush=True)
        await stopped


def _open(
    path: Path | None,
    settings: NamespaceSettings,
    clock: Clock,
    stopped: asyncio.Future[None],
    stack: ExitStack,
) -> tuple[Namespace, Journal]:
    """The entities with what the journal has for them. The journal is closed with the stack."""
    if path is None:
        journal = NoJournal()
        return Namespace(settings, clock, journal), journal
    database = open_database(path)

    def fail(error: Exception) -> None:
        _once(stopped, lambda: stopped.set_exception(error))()

    sqlite_journal = stack.enter_context(closing(SqliteJournal(database, clock, fail)))
    namespace = Namespace(settings, clock, sqlite_journal)
    try:
        orphans = restore(database, namespace, clock.now())
    except (sqlite3.Error, AmqpError) as error:
        raise damaged(path, error) from error
    for entity, count in orphans.items():
        print(f"{count} messages in {path} are of {entity}, which is not configured", file=sys.stderr)
    return namespace, sqlite_journal


def _once(future: asyncio.Future[None], act: Callable[[], None]) -> Callable[[], None]:
    return lambda: None if future.done() else act()


def _tell_port(server: asyncio.Server, file: Path | None) -> int:
    """The port a server listens on, also written to a file: whole, or not at all."""
    port: int = server.sockets[0].getsockname()[1]
    if file:
        temporary = file.with_name(f"{file.name}.tmp")
        temporary.write_text(str(port), encoding="utf-8")
        temporary.replace(file)
    return port


if __name__ == "__main__":
    sys.exit(main())
