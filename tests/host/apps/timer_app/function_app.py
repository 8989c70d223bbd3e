"""Timers that write one line per run: name, JSON of the trigger's value, number of the retry."""

import asyncio
import json
import os

import azure.functions as func
from azure.functions.timer import TimerRequest

app = func.FunctionApp()


def tell(name: str, timer: func.TimerRequest, retry: int = 0) -> None:
    assert isinstance(timer, TimerRequest)
    value = {"past_due": timer.past_due, "status": timer.schedule_status, "schedule": timer.schedule, "retry": retry}
    # In one piece: what other threads write must not come between.
    os.write(1, f"ran {name} {json.dumps(value)}\n".encode())


@app.timer_trigger(schedule="%EVERY%", arg_name="timer")
async def each_second(timer: func.TimerRequest) -> None:
    tell("each_second", timer)


@app.timer_trigger(schedule="0 0 0 1 1 *", arg_name="timer", run_on_startup=True, use_monitor=False)
def at_start(timer: func.TimerRequest) -> None:
    tell("at_start", timer)


@app.timer_trigger(schedule="0 0 0 1 1 *", arg_name="timer")
async def yearly(timer: func.TimerRequest) -> None:
    tell("yearly", timer)


@app.timer_trigger(schedule="* * * * * *", arg_name="timer")
async def overlapping(timer: func.TimerRequest) -> None:
    tell("overlapping begins", timer)
    await asyncio.sleep(float(os.environ.get("OVERLAP_SECONDS", "0")))
    tell("overlapping ends", timer)


@app.timer_trigger(schedule="0 0 0 1 1 *", arg_name="timer", run_on_startup=True)
@app.retry(strategy="fixed_delay", max_retry_count="2", delay_interval="00:00:01")
async def failing(timer: func.TimerRequest, context: func.Context) -> None:
    tell("failing", timer, context.retry_context.retry_count)
    raise ValueError("as always")
