"""What feeds a function that is not called over HTTP."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Protocol

from local.host.errors import StartupError
from local.host.functions import ServiceBusFunction, TimerFunction
from local.host.sb_batch_pump import BatchPump
from local.host.sb_calls import Calls
from local.host.sb_options import ServiceBusOptions
from local.host.sb_pump import Pump
from local.host.sb_session_pump import SessionPump
from local.host.timer import TimerListener
from local.host.timer_lock import TimerLock
from local.host.timer_status import TimerStatusFile
from local.host.worker import Worker


class Listener(Protocol):
    async def run(self) -> None:
        """Until cancelled."""

    async def stop(self, running: asyncio.Task[None], grace: float) -> None:
        """End the task of `run` and whatever it started."""


def service_bus_listener(
    function: ServiceBusFunction, worker: Worker, options: ServiceBusOptions, *, faults: bool
) -> Listener:
    """Raises StartupError for a connection string that is none."""
    # Here, because it takes a third of the start of an app that has no such function.
    from azure.servicebus import parse_connection_string

    from local.host.sb_sdk_receiver import SdkReceiver, SdkSession

    try:
        parse_connection_string(function.connection_string)
    except ValueError as error:
        raise StartupError(f"function '{function.name}': connection string of its trigger: {error}") from error
    calls = Calls(function, worker, faults=faults)
    where = (function.connection_string, function.entity, options.prefetch_count)
    connect, accept = partial(SdkReceiver.connect, *where), partial(SdkSession.accept, *where)
    if function.many:
        return BatchPump(calls, options, accept if function.sessions else connect)
    return SessionPump(calls, options, accept) if function.sessions else Pump(calls, options, connect)


def timer_listener(function: TimerFunction, worker: Worker, data_dir: Path | None) -> TimerListener:
    """Raises StartupError for a schedule that is not NCRONTAB."""
    folder = data_dir / "timers" if data_dir else None
    file = TimerStatusFile(folder / f"{function.name}.json") if folder else None
    lock = TimerLock(folder / f"{function.name}.lock") if folder else None
    try:
        return TimerListener(function, worker, file, lock)
    except ValueError as error:
        raise StartupError(f"function '{function.name}': schedule {error}") from error
