"""An app that takes messages and never finishes one."""

import asyncio
import os

import azure.functions as func

from infrastructure.topology import SEATS_QUEUE

BUS = "ServiceBus"

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
taken: list[str | None] = []


@app.route(route="health/ready", methods=["GET"])
async def ready(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("ready")


@app.route(route="taken", methods=["GET"])
async def count(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(str(len(taken)))


@app.route(route="bus", methods=["GET"])
async def bus(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(os.environ[BUS])


@app.service_bus_queue_trigger(arg_name="message", queue_name=SEATS_QUEUE, connection=BUS)
async def never_finishes(message: func.ServiceBusMessage) -> None:
    taken.append(message.message_id)
    await asyncio.Event().wait()
