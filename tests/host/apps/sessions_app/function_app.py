"""A function app that takes messages by session, one by one and in batches, and tells of each over HTTP."""

import asyncio
import json
from collections import defaultdict
from typing import Any, List  # noqa: UP035  the library takes no other spelling

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

_seen: dict[str, list[Any]] = defaultdict(list)
_in_flight: set[str] = set()
_most = 0


@app.route(route="seen/{function}", methods=["GET"])
def seen(req: func.HttpRequest) -> func.HttpResponse:
    answer = {"seen": _seen[req.route_params["function"]], "most": _most}
    return func.HttpResponse(json.dumps(answer), mimetype="application/json")


@app.service_bus_queue_trigger(
    arg_name="msg", queue_name="sessions", connection="ServiceBus", is_sessions_enabled=True, data_type="binary"
)
async def one_by_one(msg: func.ServiceBusMessage) -> None:
    global _most
    assert msg.session_id is not None
    assert msg.session_id not in _in_flight, "two calls of one session at once"
    _in_flight.add(msg.session_id)
    _most = max(_most, len(_in_flight))
    try:
        _seen["one_by_one"].append((msg.session_id, msg.get_body().decode(), msg.delivery_count))
        await asyncio.sleep(0.05)
        if msg.get_body() == b"poison":
            raise ValueError("as asked for")
    finally:
        _in_flight.remove(msg.session_id)


@app.service_bus_topic_trigger(
    arg_name="messages",
    topic_name="news",
    subscription_name="in-sessions",
    connection="ServiceBus",
    is_sessions_enabled=True,
    cardinality="many",
)
async def batches(messages: List[func.ServiceBusMessage]) -> None:  # noqa: UP006
    _seen["batches"].append([(one.session_id, one.get_body().decode()) for one in messages])
