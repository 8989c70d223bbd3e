"""The host as a whole: starts what listens, stops it in order."""

import asyncio
import logging
import os
import signal
from collections.abc import Sequence
from socket import socket

from local.host import logs, settings, worker
from local.host.admin import Admin
from local.host.announcement import announce
from local.host.cors import Cors
from local.host.functions import Function, HttpFunction, ServiceBusFunction, TimerFunction
from local.host.host_json import HostJson, read_host_json
from local.host.http_front import HttpFront
from local.host.keys import read_keys
from local.host.listening import Listener, service_bus_listener, timer_listener
from local.host.manual import manual_input
from local.host.options import Options
from local.host.outputs import Outputs
from local.host.reading import read_functions
from local.host.routing import Router
from local.host.selection import is_disabled, select
from local.host.server import HttpServer, bind_loopback
from local.host.settings import LocalSettings, Settings

_DEFAULT_PORT = 7071

_log = logging.getLogger("Host.Startup")


async def serve(options: Options) -> None:
    """Serve the app until SIGTERM or SIGINT. Raises StartupError if it cannot be served."""
    local = settings.read_local_settings(
        options.settings_file or options.app_dir / "local.settings.json", required=options.settings_file is not None
    )
    settings.export(local.values)
    host_json = read_host_json(options.app_dir / "host.json", os.environ)
    logs.set_up(host_json.log_levels)
    sockets = bind_loopback(next(port for port in (options.port, local.port, _DEFAULT_PORT) if port is not None))
    indexed = select(await worker.index(options.app_dir), options.only)
    enabled = [one for one in indexed if not is_disabled(one.name, os.environ)]
    functions = read_functions(enabled, Settings(os.environ))
    for name in sorted({one.name for one in indexed} - {one.name for one in enabled}):
        _log.warning("%s is disabled by a setting", name)
    await _Host(options, local, host_json, functions).run(sockets)


class _Host:
    def __init__(
        self, options: Options, local: LocalSettings, host_json: HostJson, functions: Sequence[Function]
    ) -> None:
        self._functions = functions
        self._prefix = host_json.route_prefix
        self._outputs = Outputs(
            functions, faults=options.message_faults, queue_messages_in_base64=host_json.queue_messages_in_base64
        )
        self._worker = worker.Worker(host_json.function_timeout, self._outputs)
        self._timers = {
            function.name: timer_listener(function, self._worker, options.data_dir)
            for function in functions
            if isinstance(function, TimerFunction)
        }
        self._pumps = [
            service_bus_listener(function, self._worker, host_json.service_bus, faults=options.message_faults)
            for function in functions
            if isinstance(function, ServiceBusFunction)
        ]
        self._admin = Admin({function.name.lower(): function for function in functions}, self._run_now)
        keys_file = options.keys_file
        self._keys = read_keys(keys_file, [function.name for function in functions]) if keys_file else None
        front = HttpFront(
            router=Router([one for one in functions if isinstance(one, HttpFunction)], host_json.route_prefix),
            worker=self._worker,
            admin=self._admin,
            keys=self._keys,
            cors=Cors(local.cors_origins, local.cors_credentials),
            custom_headers=host_json.custom_headers,
            pass_chunked_bodies=options.pass_chunked_bodies,
            behind_front=options.behind_front,
        )
        self._grace = options.grace
        self._server = HttpServer(front, options.grace)

    async def run(self, sockets: list[socket]) -> None:
        """Serve until a signal comes, then stop: no new work, the work in flight gets its grace."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        port = sockets[0].getsockname()[1]
        serving = asyncio.create_task(self._server.serve(sockets), name="http server")
        await self._server.ready.wait()
        listeners: list[Listener] = [*self._pumps, *self._timers.values()]
        listening = [(one, asyncio.create_task(one.run())) for one in listeners]
        announce(self._functions, f"http://127.0.0.1:{port}", self._prefix, keys_are_asked_for=self._keys is not None)
        await _first_of(stop, [serving, *(task for _, task in listening)])
        self._server.should_exit = True
        await asyncio.gather(
            serving, self._admin.stop(self._grace), *(listener.stop(task, self._grace) for listener, task in listening)
        )
        await self._outputs.close()

    async def _run_now(self, function: Function, text: str) -> None:
        timer = self._timers.get(function.name)
        value, metadata = manual_input(function, text, timer.status if timer else None)
        await self._worker.invoke(function, value, metadata=metadata, about="by hand")


async def _first_of(stop: asyncio.Event, tasks: Sequence[asyncio.Task[None]]) -> None:
    """Wait for the event; if one of the tasks, which run for ever, ends first, raise its error."""
    stopping = asyncio.create_task(stop.wait(), name="stop signal")
    done, _ = await asyncio.wait([stopping, *tasks], return_when=asyncio.FIRST_COMPLETED)
    if stopping not in done:
        stopping.cancel()
        for task in done:
            task.result()
