"""One function of each kind and of each level; the Service Bus function's connection need not be set."""

import os

import azure.functions as func

app = func.FunctionApp()


@app.route(auth_level=func.AuthLevel.ANONYMOUS)
def anonymous(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("anonymous")


@app.route()
def guarded(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("guarded")


@app.route(auth_level=func.AuthLevel.FUNCTION)
def other(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("other")


@app.route(auth_level=func.AuthLevel.ADMIN)
def masters(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("masters")


@app.timer_trigger(schedule="* * * * * *", arg_name="timer")
def ticking(timer: func.TimerRequest) -> None:
    os.write(1, b"ticked\n")


@app.service_bus_queue_trigger(arg_name="msg", queue_name="%QUEUE%", connection="Bus")
def consuming(msg: func.ServiceBusMessage) -> None:
    pass
