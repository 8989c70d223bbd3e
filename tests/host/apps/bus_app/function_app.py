"""A function app that remembers every message it gets and tells them over HTTP."""

import asyncio
import json
from collections import defaultdict
from typing import Any

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

_seen: dict[str, list[dict[str, Any]]] = defaultdict(list)
_done: dict[str, int] = defaultdict(int)


def remember(function: str, msg: func.ServiceBusMessage) -> None:
    fields = {
        "body": msg.get_body().decode("latin-1"),
        "message_id": msg.message_id,
        "delivery_count": msg.delivery_count,
        "subject": msg.subject,
        "session_id": msg.session_id,
        "correlation_id": msg.correlation_id,
        "application_properties": msg.application_properties,
        "enqueued_time_utc": str(msg.enqueued_time_utc),
        "lock_token": msg.lock_token,
        "sequence_number": msg.sequence_number,
    }
    _seen[function].append(fields)


@app.route(route="seen/{function}", methods=["GET"])
async def seen(req: func.HttpRequest) -> func.HttpResponse:
    function = req.route_params["function"]
    answer = {"messages": _seen[function], "done": _done[function]}
    return func.HttpResponse(json.dumps(answer), mimetype="application/json")


@app.service_bus_queue_trigger(
    arg_name="msg", queue_name="binary", connection="ServiceBus", data_type=func.DataType.BINARY
)
async def binary(msg: func.ServiceBusMessage) -> None:
    remember("binary", msg)


@app.service_bus_queue_trigger(arg_name="msg", queue_name="%TEXT_QUEUE%", connection="ServiceBus")
def text(msg: func.ServiceBusMessage) -> None:
    remember("text", msg)


@app.service_bus_topic_trigger(arg_name="msg", topic_name="news", subscription_name="reader", connection="ServiceBus")
async def reader(msg: func.ServiceBusMessage) -> None:
    remember("reader", msg)


@app.service_bus_queue_trigger(arg_name="msg", queue_name="failing", connection="ServiceBus")
async def failing(msg: func.ServiceBusMessage) -> None:
    """Fails every time, in the way that the body asks for."""
    remember("failing", msg)
    if msg.get_body() == b"raise":
        raise ValueError("as asked for")
    return "a value without a binding"  # type: ignore[return-value]


@app.service_bus_queue_trigger(
    arg_name="msg", queue_name="slow", connection="ServiceBus", data_type=func.DataType.BINARY
)
async def slow(msg: func.ServiceBusMessage) -> None:
    """Takes as many seconds as the body says."""
    remember("slow", msg)
    await asyncio.sleep(float(msg.get_body()))
    _done["slow"] += 1
