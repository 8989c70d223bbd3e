"""Runs one timer function on its schedule, never two runs at once."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from local.host.functions import TimerFunction
from local.host.protos import RpcRetryOptions
from local.host.schedule import Schedule
from local.host.timer_lock import TimerLock
from local.host.timer_status import NEVER, TimerStatus, TimerStatusFile, timer_input
from local.host.worker import RetryContext, Succeeded, Worker

# The system clock may be set meanwhile, so no sleep is longer than this many seconds.
_LONGEST_SLEEP = 60.0

_log = logging.getLogger("Host.Timer")


class TimerListener:
    """A run that overlaps its next due times is followed by one run at once, then by the regular schedule."""

    def __init__(
        self, function: TimerFunction, worker: Worker, file: TimerStatusFile | None, lock: TimerLock | None
    ) -> None:
        """`file` None: the status is kept in memory only, so nothing is past due at start. `lock` None: no other host
        has this timer.

        Raises ValueError for a schedule that is not NCRONTAB.
        """
        self._function = function
        self._schedule = Schedule(function.schedule)
        self._worker = worker
        self._lock = lock
        self._file = file if function.use_monitor else None
        now = datetime.now(UTC)
        self._stored = self._file.read() if self._file else None
        self._status = self._stored or TimerStatus(NEVER, self._schedule.next_after(now), NEVER)
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def status(self) -> TimerStatus | None:
        """What the function is told; None without monitor."""
        return self._status if self._function.use_monitor else None

    async def run(self) -> None:
        """Until cancelled. While another host runs this timer, it waits for that host's end."""
        if self._lock and not self._lock.try_acquire():
            _log.info("%s: another host runs it; this one takes over when that one ends", self._function.name)
            await self._lock.acquire()
            _log.info("%s: taken over from a host that ended", self._function.name)
            self._stored = self._file.read() if self._file else None
        if self._is_past_due():
            _log.info("%s: past due since %s, runs now", self._function.name, self._status.next.isoformat())
            await self._fire(past_due=True)
        elif self._function.run_on_startup:
            await self._fire()
        else:
            self._remember(self._status)
        while True:
            await _sleep_until(self._status.next)
            await self._fire(on_schedule=True)

    async def stop(self, running: asyncio.Task[None], grace: float) -> None:
        """Give a run in progress `grace` seconds to end, then cancel `running`, the task of `run`."""
        try:
            async with asyncio.timeout(grace):
                await self._idle.wait()
        except TimeoutError:
            _log.warning("%s: still running, cancelled", self._function.name)
        running.cancel()
        await asyncio.wait([running])
        if self._lock:
            self._lock.release()

    def _is_past_due(self) -> bool:
        """Computed from the last run, not from the stored next one: the schedule may have been changed since."""
        if self._stored is None:
            return False
        last = max(self._stored.last, self._stored.last_updated)
        due = self._schedule.next_after(last) if last != NEVER else self._stored.next
        self._status = TimerStatus(self._stored.last, due, self._stored.last_updated)
        return due < datetime.now(UTC)

    async def _fire(self, *, past_due: bool = False, on_schedule: bool = False) -> None:
        started = datetime.now(UTC)
        if on_schedule:
            # A clock that is a little early must not make the same due time the next one again.
            started = max(started, self._status.next)
        await self._invoke_with_retries(past_due)
        self._remember(TimerStatus(started, self._schedule.next_after(started), started))

    async def _invoke_with_retries(self, past_due: bool) -> None:
        policy = self._function.retry
        most = policy.max_retry_count if policy else 0
        attempt = 0
        while True:
            value = timer_input(self.status, past_due=past_due)
            self._idle.clear()
            try:
                outcome = await self._worker.invoke(
                    self._function, value, retry=RetryContext(attempt, most), about=f"try {attempt + 1}"
                )
            finally:
                self._idle.set()
            if isinstance(outcome, Succeeded) or policy is None or attempt == most:
                return
            attempt += 1
            await asyncio.sleep(retry_delay(policy, attempt).total_seconds())

    def _remember(self, status: TimerStatus) -> None:
        self._status = status
        if self._file:
            self._file.write(status)


async def _sleep_until(moment: datetime) -> None:
    while (seconds := (moment - datetime.now(UTC)).total_seconds()) > 0:  # noqa: ASYNC110  time itself is waited for
        await asyncio.sleep(min(seconds, _LONGEST_SLEEP))


def retry_delay(policy: RpcRetryOptions, attempt: int) -> timedelta:
    """How long to wait before the given retry (1 is the first), without jitter."""
    if policy.retry_strategy == "fixed_delay":
        return policy.delay_interval or timedelta()
    minimum = policy.minimum_interval or timedelta()
    maximum = policy.maximum_interval or timedelta.max
    # The largest factor only keeps the multiplication from overflowing; any real maximum is below.
    factor: int = 2 ** min(attempt - 1, 20)
    return min(maximum, minimum * factor)
