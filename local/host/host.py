"""The host as a whole: starts what listens, stops it in order."""

import asyncio
import logging
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import TYPE_CHECKING, Protocol

from local.host import logs, settings, worker
from local.host.admin import Admin
from local.host.cors import Cors
from local.host.errors import StartupError
from local.host.functions import Function, HttpFunction, ServiceBusFunction, TimerFunction, read_function
from local.host.host_json import HostJson, read_host_json
from local.host.http_front import HttpFront
from local.host.manual import manual_input
from local.host.protos import RpcFunctionMetadata
from local.host.routing import Router
from local.host.sb_batch_pump import BatchPump
from local.host.sb_calls import Calls
from local.host.sb_pump import Pump
from local.host.server import HttpServer, bind_loopback
from local.host.settings import LocalSettings, Settings
from local.host.timer import TimerListener
from local.host.timer_status import TimerStatusFile


class _Listener(Protocol):
    async def run(self) -> None:
        """Until cancelled."""

    async def stop(self, running: asyncio.Task[None], grace: float) -> None:
        """End the task of `run` and whatever it started."""


if TYPE_CHECKING:
    from local.host.sb_sdk_receiver import SdkDelivery

_DEFAULT_PORT = 7071

_log = logging.getLogger("Host.Startup")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line says."""

    app_dir: Path
    port: int | None = None
    settings_file: Path | None = None
    data_dir: Path | None = None
    pass_chunked_bodies: bool = False
    message_faults: bool = True
    """Whether Service Bus messages suffer what they suffer from Azure's host."""
    grace: int = 8
    """Seconds that invocations in flight get when the host stops."""


async def serve(options: Options) -> None:
    """Serve the app until SIGTERM or SIGINT. Raises StartupError if it cannot be served."""
    local = settings.read_local_settings(
        options.settings_file or options.app_dir / "local.settings.json", required=options.settings_file is not None
    )
    settings.export(local.values)
    host_json = read_host_json(options.app_dir / "host.json", os.environ)
    logs.set_up(host_json.log_levels)
    sockets = bind_loopback(next(port for port in (options.port, local.port, _DEFAULT_PORT) if port is not None))
    functions = _read_functions(await worker.index(options.app_dir), Settings(os.environ))
    await _Host(options, local, host_json, functions).run(sockets)


def _read_functions(indexed: Sequence[RpcFunctionMetadata], app_settings: Settings) -> list[Function]:
    functions: list[Function] = []
    problems: list[str] = []
    for one in indexed:
        try:
            functions.append(read_function(one, app_settings))
        except StartupError as error:
            problems += error.problems
    if problems:
        raise StartupError(*problems)
    return functions


class _Host:
    def __init__(
        self, options: Options, local: LocalSettings, host_json: HostJson, functions: Sequence[Function]
    ) -> None:
        self._functions = functions
        self._faults = options.message_faults
        self._prefix = host_json.route_prefix
        self._worker = worker.Worker(host_json.function_timeout)
        self._timers = {
            function.name: self._timer(function, options.data_dir)
            for function in functions
            if isinstance(function, TimerFunction)
        }
        self._pumps = [
            self._pump(function, host_json) for function in functions if isinstance(function, ServiceBusFunction)
        ]
        self._admin = Admin({function.name.lower(): function for function in functions}, self._run_now)
        front = HttpFront(
            router=Router([one for one in functions if isinstance(one, HttpFunction)], host_json.route_prefix),
            worker=self._worker,
            admin=self._admin,
            cors=Cors(local.cors_origins, local.cors_credentials),
            custom_headers=host_json.custom_headers,
            pass_chunked_bodies=options.pass_chunked_bodies,
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
        listeners: list[_Listener] = [*self._pumps, *self._timers.values()]
        listening = [(one, asyncio.create_task(one.run())) for one in listeners]
        self._announce(port)
        await _first_of(stop, [serving, *(task for _, task in listening)])
        self._server.should_exit = True
        await asyncio.gather(
            serving, self._admin.stop(self._grace), *(listener.stop(task, self._grace) for listener, task in listening)
        )

    def _timer(self, function: TimerFunction, data_dir: Path | None) -> TimerListener:
        file = TimerStatusFile(data_dir / "timers" / f"{function.name}.json") if data_dir else None
        try:
            return TimerListener(function, self._worker, file)
        except ValueError as error:
            raise StartupError(f"function '{function.name}': schedule {error}") from error

    def _pump(self, function: ServiceBusFunction, host_json: HostJson) -> "Pump[SdkDelivery] | BatchPump[SdkDelivery]":
        # Here, because it takes a third of the start of an app that has no such function.
        from local.host.sb_sdk_receiver import SdkReceiver

        options = host_json.service_bus

        async def connect() -> SdkReceiver:
            return await SdkReceiver.connect(function.connection_string, function.entity, options.prefetch_count)

        calls = Calls(function, self._worker, faults=self._faults)
        return (BatchPump if function.many else Pump)(calls, options, connect)

    async def _run_now(self, function: Function, text: str) -> None:
        timer = self._timers.get(function.name)
        value, metadata = manual_input(function, text, timer.status if timer else None)
        await self._worker.invoke(function, value, metadata=metadata, about="by hand")

    def _announce(self, port: int) -> None:
        base = f"http://127.0.0.1:{port}"
        for function in sorted(self._functions, key=lambda one: one.name):
            print(f"  {function.name}: {_describe(function, f'{base}/{self._prefix}'.rstrip('/'))}")
            if isinstance(function, HttpFunction) and function.auth_level != "ANONYMOUS":
                _log.warning("%s: any caller may; keys (%s) are not asked for here", function.name, function.auth_level)
        print(f"Functions host ready on {base}", flush=True)


def _describe(function: Function, base: str) -> str:
    match function:
        case HttpFunction():
            methods = ",".join(sorted(function.methods)) if function.methods else "any method"
            return f"[{methods}] {base}/{function.route.strip('/')}"
        case ServiceBusFunction():
            return f"[Service Bus] {function.entity}"
        case TimerFunction():
            return f"[timer] {function.schedule}"


async def _first_of(stop: asyncio.Event, tasks: Sequence[asyncio.Task[None]]) -> None:
    """Wait for the event; if one of the tasks, which run for ever, ends first, raise its error."""
    stopping = asyncio.create_task(stop.wait(), name="stop signal")
    done, _ = await asyncio.wait([stopping, *tasks], return_when=asyncio.FIRST_COMPLETED)
    if stopping not in done:
        stopping.cancel()
        for task in done:
            task.result()
