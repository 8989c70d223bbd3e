"""A function app that takes messages in batches and tells of each over HTTP."""

import json
from collections import defaultdict
from typing import Any, List  # noqa: UP035  the library takes no other spelling

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)

_seen: dict[str, list[list[dict[str, Any]]]] = defaultdict(list)


def remember(function: str, messages: List[func.ServiceBusMessage]) -> None:  # noqa: UP006
    batch = [
        {"body": one.get_body().decode(), "message_id": one.message_id, "correlation_id": one.correlation_id}
        for one in messages
    ]
    _seen[function].append(batch)
    if any(one["body"] == "fail" for one in batch):
        raise ValueError("as asked for")


@app.route(route="seen/{function}", methods=["GET"])
def seen(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(json.dumps(_seen[req.route_params["function"]]), mimetype="application/json")


@app.service_bus_queue_trigger(
    arg_name="messages", queue_name="binary", connection="ServiceBus", cardinality="many", data_type="binary"
)
async def binary(messages: List[func.ServiceBusMessage]) -> None:  # noqa: UP006
    remember("binary", messages)


@app.service_bus_topic_trigger(
    arg_name="messages",
    topic_name="news",
    subscription_name="reader",
    connection="ServiceBus",
    cardinality=func.Cardinality.MANY,
)
def text(messages: List[func.ServiceBusMessage]) -> None:  # noqa: UP006
    remember("text", messages)
