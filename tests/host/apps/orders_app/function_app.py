"""A shop in one file of many triggers: a request becomes a message, messages become a report, a timer cleans up."""

import datetime
import json
import os
from typing import Any, List  # noqa: UP035  the library takes no other spelling

import azure.functions as func

functions = func.FunctionApp()

orders: dict[str, Any] = {}
reported: list[str] = []
runs: list[str] = []


@functions.route(route="orders", methods=["POST"], auth_level=func.AuthLevel.FUNCTION)
@functions.service_bus_queue_output(arg_name="message", queue_name="%ORDERS_QUEUE%", connection="SHOP_BUS")
def take_order(req: func.HttpRequest, message: func.Out[str]) -> func.HttpResponse:
    order = req.get_json()
    message.set(json.dumps(order))
    return func.HttpResponse(json.dumps({"accepted": order["id"]}), status_code=202, mimetype="application/json")


@functions.route(route="orders/{id}", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def show_order(req: func.HttpRequest) -> func.HttpResponse:
    order = orders.get(req.route_params["id"])
    return func.HttpResponse(json.dumps(order), status_code=200 if order else 404)


@functions.service_bus_queue_trigger(arg_name="msg", queue_name="%ORDERS_QUEUE%", connection="SHOP_BUS")
@functions.service_bus_topic_output(arg_name="$return", topic_name="events", connection="SHOP_BUS")
def main(msg: func.ServiceBusMessage):
    order = json.loads(msg.get_body().decode("utf-8"))
    orders[order["id"]] = {**order, "deliveries": msg.delivery_count}
    if order.get("fails") and msg.delivery_count == 1:
        raise RuntimeError("the warehouse is closed")
    return json.dumps({"kind": "OrderTaken", "id": order["id"]})


@functions.service_bus_topic_trigger(
    arg_name="events", topic_name="events", subscription_name="report", connection="SHOP_BUS", cardinality="many"
)
def report(events: List[func.ServiceBusMessage]) -> None:  # noqa: UP006
    reported.extend(json.loads(event.get_body())["id"] for event in events)


@functions.service_bus_queue_trigger(
    arg_name="msg", queue_name="by-customer", connection="SHOP_BUS", is_sessions_enabled=True
)
async def by_customer(msg: func.ServiceBusMessage) -> None:
    customer = str(msg.session_id)
    orders[customer] = orders.get(customer, "") + msg.get_body().decode()


@functions.timer_trigger(schedule="0 0 3 * * *", arg_name="mytimer", run_on_startup=True, use_monitor=False)
@functions.retry(
    strategy="exponential_backoff", max_retry_count="3", minimum_interval="00:00:01", maximum_interval="00:00:02"
)
def clean_up(mytimer: func.TimerRequest, context: func.Context) -> None:
    runs.append(datetime.datetime.now(datetime.UTC).isoformat())
    if context.retry_context.retry_count < 1:
        raise RuntimeError("not yet")


@functions.route(route="state", auth_level="anonymous")
def state(req: func.HttpRequest) -> func.HttpResponse:
    answer = {"reported": reported, "runs": len(runs), "orders": orders, "region": os.getenv("REGION")}
    return func.HttpResponse(json.dumps(answer), mimetype="application/json")
