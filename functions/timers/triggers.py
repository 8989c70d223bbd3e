"""By the clock: the outbox is swept, orders and streams are audited, dead letters are parked, what is old goes."""

import asyncio

import azure.functions as func

from functions.services import services, settings
from infrastructure.attempts import LONGEST_WINDOW
from infrastructure.idempotency import REMEMBERED_FOR

EVERY_MINUTE = "0 * * * * *"
EVERY_HOUR = "0 30 * * * *"
IS_LOCAL = settings().environment == "local"
"""A laptop's stack may have been killed a moment ago: there, everything is swept at the start."""

timers = func.Blueprint()

_swept_at_start = asyncio.Event()


@timers.function_name("sweep-conferences")
@timers.timer_trigger(arg_name="timer", schedule=EVERY_MINUTE)
async def sweep_conferences(timer: func.TimerRequest) -> None:
    await services().sweeper.sweep_conferences()


@timers.function_name("audit-streams")
@timers.timer_trigger(arg_name="timer", schedule=EVERY_MINUTE, run_on_startup=IS_LOCAL)
async def audit_streams(timer: func.TimerRequest) -> None:
    if IS_LOCAL and not _swept_at_start.is_set():
        await services().local_places.prepare()
        await services().sweeper.sweep_everything()
        _swept_at_start.set()
    for _ in range(services().settings.audit_slices_per_minute):
        await services().sweeper.audit_next_slice()


@timers.function_name("look-after-orders")
@timers.timer_trigger(arg_name="timer", schedule=EVERY_MINUTE)
async def look_after_orders(timer: func.TimerRequest) -> None:
    await services().order_watch.look()


@timers.function_name("park-dead-letters")
@timers.timer_trigger(arg_name="timer", schedule=EVERY_MINUTE)
async def park_dead_letters(timer: func.TimerRequest) -> None:
    await services().dead_letters.run()


@timers.function_name("forget-answers")
@timers.timer_trigger(arg_name="timer", schedule=EVERY_HOUR)
async def forget_answers(timer: func.TimerRequest) -> None:
    """And the attempts that do not count any more, of people who never came back."""
    http = services().http
    await http.idempotency.forget(http.clock.now() - REMEMBERED_FOR)
    await http.attempts.forget(http.clock.now() - LONGEST_WINDOW)
