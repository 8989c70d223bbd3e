"""Functions that send messages by output bindings: a value to return, one parameter, two parameters."""

import json

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


@app.route(route="text", methods=["POST"])
@app.service_bus_queue_output(arg_name="out", queue_name="%OUT_QUEUE%", connection="ServiceBus")
def text(req: func.HttpRequest, out: func.Out[str]) -> func.HttpResponse:
    if req.get_body():
        out.set(req.get_body().decode())
    return func.HttpResponse("sent")


@app.route(route="bytes", methods=["POST"])
@app.service_bus_queue_output(arg_name="out", queue_name="out", connection="ServiceBus")
async def binary(req: func.HttpRequest, out: func.Out[bytes]) -> func.HttpResponse:
    out.set(req.get_body())
    return func.HttpResponse("sent")


@app.route(route="two", methods=["POST"])
@app.service_bus_queue_output(arg_name="first", queue_name="out", connection="ServiceBus")
@app.service_bus_topic_output(arg_name="second", topic_name="news", connection="ServiceBus")
def two(req: func.HttpRequest, first: func.Out[str], second: func.Out[str]) -> func.HttpResponse:
    first.set("to the queue")
    second.set("to the topic")
    return func.HttpResponse("sent")


@app.route(route="lost", methods=["POST"])
@app.service_bus_queue_output(arg_name="out", queue_name="nowhere", connection="ServiceBus")
def lost(req: func.HttpRequest, out: func.Out[str]) -> func.HttpResponse:
    out.set("x")
    return func.HttpResponse("never seen")


@app.route(route="fails", methods=["POST"])
@app.service_bus_queue_output(arg_name="out", queue_name="out", connection="ServiceBus")
def fails(req: func.HttpRequest, out: func.Out[str]) -> func.HttpResponse:
    out.set("of a failure")
    raise ValueError("after the output was set")


@app.service_bus_queue_trigger(arg_name="msg", queue_name="in", connection="ServiceBus")
@app.service_bus_topic_output(arg_name="$return", topic_name="news", connection="ServiceBus")
def forward(msg: func.ServiceBusMessage) -> str:
    return json.dumps([msg.get_body().decode(), {"n": 1}])
